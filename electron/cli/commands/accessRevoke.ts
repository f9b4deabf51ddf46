import type { Command } from 'commander';
import { accessKeyView, findAccessKey } from '../access.ts';
import type { Shell } from '../shell.ts';
import { countOf } from '../text.ts';

export function addAccessRevoke(parent: Command, shell: Shell): void {
  parent
    .command('revoke')
    .description('revoke an access key; whoever is connected with it is cut off, and what they have started goes on')
    .argument('<name>', 'access key')
    .action(async (name: string) => {
      await shell.inYard(async ({ client }) => {
        const key = await findAccessKey(client, name);
        await client.access.keys.revoke({ id: key.id });
        const cut = key.connectionCount === 0 ? '' : ` ${countOf(key.connectionCount, 'connection')} cut off.`;
        shell.answer(accessKeyView(key), () => `Revoked the access key "${key.name}".${cut}`);
      });
    });
}
