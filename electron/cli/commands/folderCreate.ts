import type { Command } from 'commander';
import { findFolderPlace } from '../folders.ts';
import { readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';

export function addFolderCreate(parent: Command, shell: Shell): void {
  parent
    .command('create')
    .description('make a folder below the datacenter or in another folder')
    .argument('<name>', 'name of the new folder')
    .option('--in <place>', 'folder (name or path) or datacenter; the datacenter when left out')
    .action(async (name: string, options: { in?: string }) => {
      await shell.inYard(async (session) => {
        const place = findFolderPlace(await readInventory(session.client), options.in);
        const { task, result } = await runTask(shell, session, 'createFolder', (requestId) => session.client.lifecycle.createFolder({ parentId: place.id, name, requestId }));
        shell.answer({ task: task.id, id: result.folderId, name, in: place.name }, () => `Created the folder "${name}" in "${place.name}".`);
      });
    });
}
