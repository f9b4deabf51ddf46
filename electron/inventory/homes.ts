/** Where machines live that come back from a snapshot of their volume: where they were, or beside it where that is gone by now. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { Folder, Host } from '../../shared/model/inventory.ts';
import { hostStateFault, noHostFault } from './hostStates.ts';
import type { Inventory } from './inventory.ts';
import { datacenterOf, defaultNetworkOf } from './networks.ts';
import { isMounted, placementFault, unmountedFault, type Draft } from './placement.ts';
import { datastoresOfVm, type DatastoreRecord } from './records.ts';

interface Housed extends Draft {
  readonly folderId: ObjectId;
  readonly nics?: readonly { readonly networkId: ObjectId }[];
}

/**
 * The machine on its host, or on the connected one with the fewest machines that sees its datastores; in its folder, or in the first one of
 * its datacenter; its adapters on their networks, or on the one that new machines get. Without any network it has no adapters.
 * @throws Fault InvalidState, InvalidFolder where the datacenter has no host or no folder for it
 */
export function housed<R extends Housed>(inventory: Inventory, record: R): R {
  const hostId = hostFor(inventory, record);
  const folderId = folderFor(inventory, record);
  if (!record.nics) return { ...record, hostId, folderId };
  const nics = record.nics.flatMap((nic) => {
    const network = inventory.findContainer(nic.networkId);
    const networkId = network?.kind === 'network' ? network.id : defaultNetworkOf(inventory, hostId)?.id;
    return networkId === undefined ? [] : [{ ...nic, networkId }];
  });
  return { ...record, hostId, folderId, nics };
}

/** Why it could not come back now, or null. */
export function homeFault(inventory: Inventory, record: Housed): Fault | null {
  try {
    const { hostId } = housed(inventory, record);
    return datastoresOfVm(record).reduce<Fault | null>((fault, id) => fault ?? placementFault(inventory, inventory.datastore(id), hostId), null);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

function hostFor(inventory: Inventory, record: Housed): ObjectId {
  const { hostId, datastoreId } = record;
  const datastores = datastoresOfVm(record).map((id) => inventory.datastore(id));
  const isUsable = (host: Host): boolean => !hostStateFault(host) && datastores.every((datastore) => isMounted(datastore, host.id));
  const home = inventory.findContainer(hostId);
  if (home?.kind === 'host' && isUsable(home)) return hostId;
  const datacenter = datacenterOf(inventory, datastoreId);
  const hosts = inventory.containers().filter((one): one is Host => one.kind === 'host' && datacenterOf(inventory, one.id)?.id === datacenter?.id);
  const [host] = hosts.filter(isUsable).toSorted((a, b) => inventory.hostVmCount(a.id) - inventory.hostVmCount(b.id));
  if (!host) throw hosts.some((one) => !hostStateFault(one)) ? unseenFault(datastores, hosts) : noHostFault(datacenter?.name ?? '', hosts);
  return host.id;
}

/** There are connected hosts, and none that sees all of them. */
function unseenFault(datastores: readonly DatastoreRecord[], hosts: readonly Host[]): Fault {
  const connected = hosts.filter((host) => !hostStateFault(host));
  const unseen = datastores.find((datastore) => !connected.some(({ id }) => isMounted(datastore, id)));
  if (unseen) return unmountedFault(unseen.name, 'any connected host');
  const names = datastores.map(({ name }) => name);
  return new Fault('InvalidState', `No connected host sees all of ${names.map((name) => `"${name}"`).join(', ')}.`, { names, hint: 'Mount them on one host first.' });
}

function folderFor(inventory: Inventory, { folderId, datastoreId }: Housed): ObjectId {
  if (inventory.findContainer(folderId)?.kind === 'folder') return folderId;
  const datacenter = datacenterOf(inventory, datastoreId);
  const folder = inventory.containers().find((one): one is Folder => one.kind === 'folder' && datacenterOf(inventory, one.id)?.id === datacenter?.id);
  if (!folder) throw new Fault('InvalidFolder', `There is no folder in "${datacenter?.name ?? ''}" any more.`, { hint: 'Create a folder first.' });
  return folder.id;
}
