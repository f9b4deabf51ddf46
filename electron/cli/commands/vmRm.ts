import type { Command } from 'commander';
import { findVirtualMachine, readInventory } from '../inventory.ts';
import { removeAll } from '../removal.ts';
import type { Shell } from '../shell.ts';

export function addVmRm(parent: Command, shell: Shell): void {
  parent
    .command('rm')
    .description('delete virtual machines and their disks; refused as a whole when one is powered on')
    .argument('<names...>', 'virtual machines')
    .action(async (names: string[]) => {
      await shell.inYard(async (session) => {
        const inventory = await readInventory(session.client);
        await removeAll(shell, session, names.map((name) => findVirtualMachine(inventory, name)), 'virtual machine');
      });
    });
}
