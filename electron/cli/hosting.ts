/** Where the commands about datacenters, clusters, hosts and networks stand. */
import type { Command } from 'commander';
import { addHostAdd } from './commands/hostAdd.ts';
import { addHostHardware } from './commands/hostHardware.ts';
import { addHostMaintenance } from './commands/hostMaintenance.ts';
import { addHostMove } from './commands/hostMove.ts';
import { addNetworkSet } from './commands/networkSet.ts';
import { addObjectCreate } from './commands/objectCreate.ts';
import { addObjectRm } from './commands/objectRm.ts';
import { findOfKind } from './hostingObjects.ts';
import { addNotes } from './notes.ts';
import { addRename } from './renaming.ts';
import type { Shell } from './shell.ts';

export function addHosting(program: Command, shell: Shell, groups: { readonly host: Command; readonly network: Command }): void {
  const { host, network } = groups;
  for (const kind of ['datacenter', 'cluster'] as const) {
    const group = program.command(kind).description(`${kind}s: create, rename, notes, rm`);
    addObjectCreate(group, shell, kind);
    addRename(group, shell, kind, (inventory, name) => findOfKind(inventory, kind, name));
    addNotes(group, shell, kind, (inventory, name) => findOfKind(inventory, kind, name));
    addObjectRm(group, shell, kind);
  }
  for (const add of [addHostAdd, addHostHardware, addHostMove, addHostMaintenance]) add(host, shell);
  addNotes(host, shell, 'host', (inventory, name) => findOfKind(inventory, 'host', name));
  addObjectRm(host, shell, 'host');
  addObjectCreate(network, shell, 'network');
  addNetworkSet(network, shell);
  addRename(network, shell, 'network', (inventory, name) => findOfKind(inventory, 'network', name));
  addNotes(network, shell, 'network', (inventory, name) => findOfKind(inventory, 'network', name));
  addObjectRm(network, shell, 'network');
}
