import type { Command } from 'commander';
import { findPolicy } from '../policies.ts';
import type { Shell } from '../shell.ts';

export function addPolicyRm(parent: Command, shell: Shell): void {
  parent
    .command('rm')
    .alias('delete')
    .description('delete a storage policy that no machine or template has')
    .argument('<name>', 'storage policy')
    .action(async (name: string) => {
      await shell.inYard(async ({ client }) => {
        const { id, values } = await findPolicy(client, name);
        await client.policies.remove({ id });
        shell.answer({ id, name: values.name }, () => `Deleted the storage policy "${values.name}".`);
      });
    });
}
