import type { Command } from 'commander';
import { findSpec } from '../customization.ts';
import type { Shell } from '../shell.ts';

export function addCustomizationRm(parent: Command, shell: Shell): void {
  parent
    .command('rm')
    .description('delete a customization specification; machines that were customized with it stay as they are')
    .argument('<name>', 'specification')
    .action(async (name: string) => {
      await shell.inYard(async ({ client }) => {
        const { id, values } = await findSpec(client, name);
        await client.customization.remove({ specId: id });
        shell.answer({ id, name: values.name }, () => `Deleted the customization specification "${values.name}".`);
      });
    });
}
