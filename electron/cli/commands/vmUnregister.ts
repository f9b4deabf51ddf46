import type { Command } from 'commander';
import { findDisk, readInventory } from '../inventory.ts';
import { runItemTask } from '../itemTask.ts';
import type { Shell } from '../shell.ts';

export function addVmUnregister(parent: Command, shell: Shell): void {
  parent
    .command('unregister')
    .description('remove virtual machines or templates from the inventory; their disks stay on their datastores')
    .argument('<names...>', 'virtual machines or templates')
    .action(async (names: string[]) => {
      await shell.inYard(async (session) => {
        const inventory = await readInventory(session.client);
        const rows = new Map(names.map((name) => findDisk(inventory, name)).map((row) => [row.id, row.name]));
        const words = { done: 'Removed {} from the inventory', noun: 'machine', already: 'removed already' };
        await runItemTask(shell, session, 'unregisterVms', words, { names: [...rows.values()] }, (requestId) => session.client.lifecycle.unregister({ ids: [...rows.keys()], requestId }));
      });
    });
}
