/** Where machines live that come back from a snapshot of their volume: where they were, or beside it where that is gone by now. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { Folder, Host } from '../../shared/model/inventory.ts';
import { hostStateFault, noHostFault } from './hostStates.ts';
import type { Inventory } from './inventory.ts';
import { datacenterOf, defaultNetworkOf } from './networks.ts';
import { isMounted, placementFault, unmountedFault } from './placement.ts';

interface Housed {
  readonly datastoreId: ObjectId;
  readonly hostId: ObjectId;
  readonly folderId: ObjectId;
  readonly nics?: readonly { readonly networkId: ObjectId }[];
}

/**
 * The machine on its host, or on the connected one with the fewest machines that sees its datastore; in its folder, or in the first one of
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
    return placementFault(inventory, inventory.datastore(record.datastoreId), housed(inventory, record).hostId);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

function hostFor(inventory: Inventory, { hostId, datastoreId }: Housed): ObjectId {
  const datastore = inventory.datastore(datastoreId);
  const isUsable = (host: Host): boolean => !hostStateFault(host) && isMounted(datastore, host.id);
  const home = inventory.findContainer(hostId);
  if (home?.kind === 'host' && isUsable(home)) return hostId;
  const datacenter = datacenterOf(inventory, datastoreId);
  const hosts = inventory.containers().filter((one): one is Host => one.kind === 'host' && datacenterOf(inventory, one.id)?.id === datacenter?.id);
  const [host] = hosts.filter(isUsable).toSorted((a, b) => inventory.hostVmCount(a.id) - inventory.hostVmCount(b.id));
  if (!host) throw hosts.some((one) => !hostStateFault(one)) ? unmountedFault(datastore.name, 'any connected host') : noHostFault(datacenter?.name ?? '', hosts);
  return host.id;
}

function folderFor(inventory: Inventory, { folderId, datastoreId }: Housed): ObjectId {
  if (inventory.findContainer(folderId)?.kind === 'folder') return folderId;
  const datacenter = datacenterOf(inventory, datastoreId);
  const folder = inventory.containers().find((one): one is Folder => one.kind === 'folder' && datacenterOf(inventory, one.id)?.id === datacenter?.id);
  if (!folder) throw new Fault('InvalidFolder', `There is no folder in "${datacenter?.name ?? ''}" any more.`, { hint: 'Create a folder first.' });
  return folder.id;
}
