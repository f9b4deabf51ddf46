import type { Command } from 'commander';
import { roleNames } from '../../../shared/model/access.ts';
import { accessKeyView } from '../access.ts';
import type { Shell } from '../shell.ts';
import { formatTable } from '../table.ts';

export function addAccessLs(parent: Command, shell: Shell): void {
  parent
    .command('ls')
    .description('list access keys with their roles; what lets somebody in is told only when a key is created')
    .action(async () => {
      await shell.inYard(async ({ client }) => {
        const { keys } = await client.access.keys.list();
        const rows = keys.map((key) => ({ ...accessKeyView(key), roleName: roleNames[key.role] }));
        shell.answer(keys.map(accessKeyView), () =>
          formatTable(
            [
              { title: 'Name', cell: ({ name }) => name },
              { title: 'Role', cell: ({ roleName }) => roleName },
              { title: 'Created', cell: ({ createdAt }) => createdAt ?? '-' },
              { title: 'By', cell: ({ createdBy }) => createdBy },
              { title: 'Last used', cell: ({ lastUsedAt }) => lastUsedAt ?? 'never' },
              { title: 'Expires', cell: ({ expiresAt, isExpired }) => (isExpired ? `expired ${expiresAt}` : (expiresAt ?? 'never')) },
              { title: 'Connected', cell: ({ connections }) => String(connections), isNumber: true },
            ],
            rows,
          ),
        );
      });
    });
}
