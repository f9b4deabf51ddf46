import type { Command } from 'commander';
import { protectionWords, specView } from '../customization.ts';
import type { Shell } from '../shell.ts';
import { formatTable } from '../table.ts';

export function addCustomizationLs(parent: Command, shell: Shell): void {
  parent
    .command('ls')
    .description('list customization specifications, and what protects their secrets')
    .action(async () => {
      await shell.inYard(async ({ client }) => {
        const { specs, protectedBy } = await client.customization.list();
        const views = specs.map(specView);
        shell.answer({ specs: views, protectedBy }, () => {
          const table = formatTable(
            [
              { title: 'Specification', cell: (view) => view.name },
              { title: 'Guest', cell: (view) => (view.guest === 'windows' ? 'Windows' : 'Linux') },
              { title: 'Modified', cell: (view) => view.modifiedAt },
              { title: 'Secrets', cell: (view) => (view.secrets.length === 0 ? '-' : `${view.secrets.length}${view.secrets.some(({ problem }) => problem !== null) ? ', not readable' : ''}`) },
            ],
            views,
          );
          return `${table}\n\nSecrets that are set here are protected by ${protectionWords[protectedBy]}.`;
        });
      });
    });
}
