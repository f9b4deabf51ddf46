import type { Command } from 'commander';
import { formatCount } from '../../../shared/units.ts';
import { findTemplate, readInventory } from '../inventory.ts';
import { machinePolicyText, machinePolicyView, readPolicies } from '../policies.ts';
import type { Shell } from '../shell.ts';
import { formatFields } from '../table.ts';
import { diskLines, nicLines, spaceFields } from '../text.ts';
import { disksView, templateView } from '../views.ts';

export function addTemplateShow(parent: Command, shell: Shell): void {
  parent
    .command('show')
    .description('show one template')
    .argument('<name>', 'template')
    .action(async (name: string) => {
      await shell.inYard(async (session) => {
        const inventory = await readInventory(session.client);
        const row = findTemplate(inventory, name);
        const detail = await session.client.inventory.vm({ id: row.id });
        const policy = machinePolicyView(detail, await readPolicies(session.client));
        const view = { ...templateView(detail, inventory), ...policy, ...disksView(detail, inventory) };
        shell.answer(view, () =>
          [
            formatFields([
              ['Template', view.name],
              ['Id', view.id],
              ['Clones', formatCount(view.cloneCount)],
              ['Datastore', view.datastores.join(', ')],
              ['Storage policy', machinePolicyText(policy)],
              ['Host', view.host],
              ['Folder', view.folder],
              ['Guest OS', view.guestOs],
              ['Created', view.createdAt],
              ...spaceFields(view),
            ]),
            diskLines(detail, inventory),
            ...nicLines(detail, inventory),
          ].join('\n\n'),
        );
      });
    });
}
