import type { Command } from 'commander';
import { findFolderPlace } from '../folders.ts';
import { findFolder, readInventory } from '../inventory.ts';
import { runItemTask } from '../itemTask.ts';
import type { Shell } from '../shell.ts';

export function addFolderMove(parent: Command, shell: Shell): void {
  parent
    .command('move')
    .description('move folders with what is in them')
    .argument('<names...>', 'folders, by name or path')
    .requiredOption('--to <place>', 'folder (name or path) or datacenter')
    .action(async (names: string[], options: { to: string }) => {
      await shell.inYard(async (session) => {
        const inventory = await readInventory(session.client);
        const place = findFolderPlace(inventory, options.to);
        const ids = [...new Set(names.map((name) => findFolder(inventory, name).id))];
        const words = { done: `Moved {} to "${place.name}"`, noun: 'folder', already: 'there already' };
        await runItemTask(shell, session, 'moveObjects', words, { to: place.name }, (requestId) => session.client.lifecycle.move({ ids, folderId: place.id, requestId }));
      });
    });
}
