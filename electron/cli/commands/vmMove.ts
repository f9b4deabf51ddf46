import type { Command } from 'commander';
import { findDisk, findFolder, folderPath, readInventory } from '../inventory.ts';
import { runItemTask } from '../itemTask.ts';
import type { Shell } from '../shell.ts';

export function addVmMove(parent: Command, shell: Shell): void {
  parent
    .command('move')
    .description('move virtual machines or templates to another folder; hosts and datastores stay')
    .argument('<names...>', 'virtual machines or templates')
    .requiredOption('--folder <folder>', 'by name or path')
    .action(async (names: string[], options: { folder: string }) => {
      await shell.inYard(async (session) => {
        const inventory = await readInventory(session.client);
        const folder = findFolder(inventory, options.folder);
        const ids = [...new Set(names.map((name) => findDisk(inventory, name).id))];
        const path = folderPath(inventory, folder);
        const words = { done: `Moved {} to "${path}"`, noun: 'machine', already: 'there already' };
        await runItemTask(shell, session, 'moveObjects', words, { folder: path }, (requestId) => session.client.lifecycle.move({ ids, folderId: folder.id, requestId }));
      });
    });
}
