import type { Command } from 'commander';
import { findFolder, readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';
import { countOf } from '../text.ts';

export function addFolderRm(parent: Command, shell: Shell): void {
  parent
    .command('rm')
    .description('delete a folder; refused while there is something in it')
    .argument('<name>', 'folder, by name or path')
    .option('--with-content', 'also delete the folders in it, and remove its machines from the inventory; their disks stay on their datastores')
    .action(async (name: string, options: { withContent?: true }) => {
      await shell.inYard(async (session) => {
        const folder = findFolder(await readInventory(session.client), name);
        const { task, result } = await runTask(shell, session, 'deleteFolder', (requestId) =>
          session.client.lifecycle.deleteFolder({ id: folder.id, withContent: options.withContent === true, requestId }),
        );
        const { folders, unregistered } = result;
        const left = unregistered === 0 ? '' : ` ${countOf(unregistered, 'machine')} removed from the inventory; see: cloneyard vm unregistered`;
        shell.answer({ task: task.id, name: folder.name, folders, unregistered }, () => `Deleted ${countOf(folders, 'folder')}.${left}`);
      });
    });
}
