/** The commands that give an object another name: `vm rename`, `template rename`, `folder rename`, `datastore rename`. */
import type { Command } from 'commander';
import type { ObjectId } from '../../shared/ids.ts';
import { readInventory, type Inventory } from './inventory.ts';
import type { Shell } from './shell.ts';
import { runTask } from './tasks.ts';

export function addRename(parent: Command, shell: Shell, noun: string, find: (inventory: Inventory, name: string) => { readonly id: ObjectId; readonly name: string }): void {
  parent
    .command('rename')
    .description(`give a ${noun} another name; nothing on its disks changes`)
    .argument('<name>', noun)
    .argument('<new-name>', 'what it is to be called')
    .action(async (name: string, newName: string) => {
      await shell.inYard(async (session) => {
        const { id } = find(await readInventory(session.client), name);
        const { task, result } = await runTask(shell, session, 'renameObject', (requestId) => session.client.lifecycle.rename({ id, name: newName, requestId }));
        shell.answer({ task: task.id, id, before: result.before, name: result.after }, () => `Renamed "${result.before}" to "${result.after}".`);
      });
    });
}
