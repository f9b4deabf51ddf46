/** The commands about what people wrote about containers: `datacenter notes`, `cluster notes`, `host notes`, `folder notes`, `datastore notes`, `network notes`. */
import type { Command } from 'commander';
import type { Container } from '../../shared/model/inventory.ts';
import { readInventory, type Inventory } from './inventory.ts';
import type { Shell } from './shell.ts';

export function addNotes(parent: Command, shell: Shell, noun: string, find: (inventory: Inventory, name: string) => Container): void {
  parent
    .command('notes')
    .description(`print the notes about a ${noun}, or replace them`)
    .argument('<name>', noun)
    .argument('[text]', 'the new notes; an empty text takes them away')
    .action(async (given: string, text?: string) => {
      await shell.inYard(async ({ client }) => {
        const { id, name, notes: before = '' } = find(await readInventory(client), given);
        if (text === undefined) return shell.answer({ id, name, notes: before }, () => (before === '' ? `"${name}" has no notes.` : before));
        await client.lifecycle.setNotes({ id, notes: text });
        shell.answer({ id, name, notes: text }, () => (text === '' ? `"${name}" has no notes any more.` : `Wrote the notes about "${name}".`));
      });
    });
}
