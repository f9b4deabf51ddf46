import type { Command } from 'commander';
import { Fault } from '../../../shared/faults.ts';
import { findCompute, findFolder, matchName, readInventory } from '../inventory.ts';
import { runItemTask } from '../itemTask.ts';
import type { Shell } from '../shell.ts';

interface RegisterOptions {
  as?: string;
  folder?: string;
  host?: string;
}

export function addVmRegister(parent: Command, shell: Shell): void {
  parent
    .command('register')
    .description('make machines again of what was removed from the inventory, as they were')
    .argument('<names...>', 'names or ids as `vm unregistered` lists them')
    .option('--as <name>', 'another name, for one alone')
    .option('--folder <folder>', 'another folder than before, by name or path')
    .option('--host <host>', 'another host than before')
    .action(async (names: string[], options: RegisterOptions) => {
      await shell.inYard(async (session) => {
        const { client } = session;
        const inventory = await readInventory(client);
        const known = await client.lifecycle.unregistered({ datastoreId: null });
        const ids = new Set(
          names.map((name) => {
            const found = matchName(known, name);
            if (!found) throw new Fault('ManagedObjectNotFound', `No "${name}" lies unregistered on a datastore.`, { names: [name], hint: 'List them with: cloneyard vm unregistered' });
            return found.id;
          }),
        );
        const folderId = options.folder === undefined ? null : findFolder(inventory, options.folder).id;
        const hostId = options.host === undefined ? null : findCompute(inventory, options.host).id;
        const words = { done: 'Registered {}', noun: 'machine', already: 'in the inventory already' };
        await runItemTask(shell, session, 'registerVms', words, { names }, (requestId) =>
          client.lifecycle.register({ ids: [...ids], name: options.as ?? null, folderId, hostId, requestId }),
        );
      });
    });
}
