import type { Command } from 'commander';
import { findDisk, readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';

export function addVmNotes(parent: Command, shell: Shell): void {
  parent
    .command('notes')
    .description('replace the notes about a virtual machine or template')
    .argument('<name>', 'virtual machine or template')
    .argument('<text>', 'the notes; an empty text takes them away')
    .action(async (name: string, notes: string) => {
      await shell.inYard(async ({ client }) => {
        const { id, name: found } = findDisk(await readInventory(client), name);
        await client.lifecycle.setNotes({ id, notes });
        shell.answer({ id, name: found, notes }, () => (notes === '' ? `"${found}" has no notes any more.` : `Wrote the notes about "${found}".`));
      });
    });
}
