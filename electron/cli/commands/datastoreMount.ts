import type { Command } from 'commander';
import { findDatastore, readInventory } from '../inventory.ts';
import { findHost } from '../offload.ts';
import type { Shell } from '../shell.ts';

export function addDatastoreMount(parent: Command, shell: Shell): void {
  parent
    .command('mount')
    .description('let a host see a datastore')
    .argument('<name>', 'datastore')
    .argument('<host>', 'host')
    .action((name: string, host: string) => answerMount(shell, name, host, true));
}

export function addDatastoreUnmount(parent: Command, shell: Shell): void {
  parent
    .command('unmount')
    .description('take a datastore away from a host; refused while machines of that host are on it')
    .argument('<name>', 'datastore')
    .argument('<host>', 'host')
    .action((name: string, host: string) => answerMount(shell, name, host, false));
}

async function answerMount(shell: Shell, name: string, hostName: string, isMounted: boolean): Promise<void> {
  await shell.inYard(async ({ client }) => {
    const inventory = await readInventory(client);
    const datastore = findDatastore(inventory, name);
    const host = findHost(inventory, hostName);
    const mount = { datastoreId: datastore.id, hostId: host.id };
    await (isMounted ? client.datastores.mount(mount) : client.datastores.unmount(mount));
    shell.answer({ datastore: datastore.name, host: host.name, isMounted }, () => (isMounted ? `Mounted "${datastore.name}" on ${host.name}.` : `Unmounted "${datastore.name}" from ${host.name}.`));
  });
}
