/** Networks of datacenters: which one a new adapter is put on, and the one that every datacenter has. */
import type { ObjectId } from '../../shared/ids.ts';
import type { Network } from '../../shared/model/inventory.ts';
import type { Meta, MetaTx } from '../meta/meta.ts';
import type { Inventory } from './inventory.ts';
import type { ContainerRecord } from './records.ts';
import type { InventoryRooms } from './rooms.ts';

/** As a freshly installed host calls its only port group. */
const firstNetworkName = 'VM Network';

export function networksOf(inventory: Inventory): Network[] {
  return inventory.containers().filter((record): record is Network => record.kind === 'network');
}

/** The datacenter that a container is in or is; null where there is none above it. */
export function datacenterOf(inventory: Inventory, id: ObjectId): Extract<ContainerRecord, { kind: 'datacenter' }> | null {
  let record = inventory.findContainer(id);
  while (record && record.kind !== 'datacenter') record = record.parentId === null ? undefined : inventory.findContainer(record.parentId);
  return record ?? null;
}

/** Where the adapter of a new virtual machine on the host goes unless told otherwise: the untagged network of its datacenter, or the first one. */
export function defaultNetworkOf(inventory: Inventory, hostId: ObjectId): Network | undefined {
  const datacenter = datacenterOf(inventory, hostId);
  const networks = networksOf(inventory).filter(({ parentId }) => parentId === datacenter?.id);
  return networks.find(({ vlanId }) => vlanId === null) ?? networks[0];
}

const chosenKey = 'areNetworksChosen';

/** To be called in a transaction that makes a datacenter or removes a network: from then on, one without networks is meant to be so. */
export function noteNetworksAreChosen(meta: Meta, tx: MetaTx): void {
  meta.table<string, number>('inventoryCounters').put(tx, chosenKey, 1);
}

/** Gives every datacenter that has no network its first one, as those from before there were networks have none. To be called when the yard is opened. */
export async function ensureNetworks({ meta, array, inventory }: Pick<InventoryRooms, 'meta' | 'array' | 'inventory'>): Promise<void> {
  if (meta.table<string, number>('inventoryCounters').get(chosenKey) !== undefined) return;
  const served = new Set(networksOf(inventory).map(({ parentId }) => parentId));
  const bare = inventory.containers().filter(({ kind, id }) => kind === 'datacenter' && !served.has(id));
  if (bare.length === 0) return;
  await array.commit((tx) => {
    const made = bare.map(({ id }): Network => ({ id: inventory.newContainerId(tx, 'network'), kind: 'network', name: firstNetworkName, parentId: id, vlanId: null }));
    inventory.addContainers(tx, made);
  });
}
