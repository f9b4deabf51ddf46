import type { Command } from 'commander';
import { findTemplate, readInventory } from '../inventory.ts';
import { removeAll } from '../removal.ts';
import type { Shell } from '../shell.ts';

export function addTemplateRm(parent: Command, shell: Shell): void {
  parent
    .command('rm')
    .description('delete templates and their disks; clones keep every block they share')
    .argument('<names...>', 'templates')
    .action(async (names: string[]) => {
      await shell.inYard(async (session) => {
        const inventory = await readInventory(session.client);
        await removeAll(shell, session, names.map((name) => findTemplate(inventory, name)), 'template');
      });
    });
}
