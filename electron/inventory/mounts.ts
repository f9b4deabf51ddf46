/** Which hosts see a datastore. All hosts of its datacenter do unless it was unmounted from them. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { Host } from '../../shared/model/inventory.ts';
import type { MetaTx } from '../meta/meta.ts';
import type { Inventory } from './inventory.ts';
import { datacenterOf } from './networks.ts';
import { isMounted } from './placement.ts';
import { someNames, type DatastoreRecord } from './records.ts';
import type { InventoryRooms } from './rooms.ts';

export interface Mount {
  readonly datastoreId: ObjectId;
  readonly hostId: ObjectId;
}

/** @throws Fault ManagedObjectNotFound; InvalidArgument for a host of another datacenter */
export async function mountDatastore({ array, inventory }: InventoryRooms, mount: Mount): Promise<void> {
  await array.commit((tx) => {
    const { datastore, host } = requireBoth(inventory, mount);
    if (isMounted(datastore, host.id)) return;
    inventory.addContainers(tx, [withUnmounted(datastore, (datastore.unmountedHostIds ?? []).filter((id) => id !== host.id))]);
    tellHost(inventory, tx, host.id);
  });
}

/** @throws Fault ManagedObjectNotFound, InvalidArgument; ResourceInUse naming the machines of that host on it */
export async function unmountDatastore({ array, inventory }: InventoryRooms, mount: Mount): Promise<void> {
  await array.commit((tx) => {
    const { datastore, host } = requireBoth(inventory, mount);
    if (!isMounted(datastore, host.id)) return;
    const names: string[] = [];
    for (const { name, hostId } of inventory.vmsOn(datastore.id)) if (hostId === host.id) names.push(name);
    if (names.length > 0) {
      const some = someNames(names);
      throw new Fault('ResourceInUse', `Virtual machines or templates of ${host.name} are on "${datastore.name}": ${some.text}.`, {
        names: some.names,
        hint: 'Migrate them to another host or datastore first.',
      });
    }
    inventory.addContainers(tx, [withUnmounted(datastore, [...(datastore.unmountedHostIds ?? []), host.id])]);
    tellHost(inventory, tx, host.id);
  });
}

/** It is the datastore that changes, but what can run on the host does as well: a host that is being emptied waits for that. */
function tellHost({ feed }: Inventory, tx: MetaTx, hostId: ObjectId): void {
  tx.onCommit(() => feed.mark([hostId]));
}

/** Where every host sees it, the list is left out. */
function withUnmounted({ unmountedHostIds: _before, ...datastore }: DatastoreRecord, hostIds: readonly ObjectId[]): DatastoreRecord {
  return hostIds.length === 0 ? datastore : { ...datastore, unmountedHostIds: [...hostIds] };
}

function requireBoth(inventory: Inventory, { datastoreId, hostId }: Mount): { datastore: DatastoreRecord; host: Host } {
  const datastore = inventory.datastore(datastoreId);
  const host = inventory.findContainer(hostId);
  if (host?.kind !== 'host') throw new Fault('ManagedObjectNotFound', `There is no host ${hostId}.`);
  if (datacenterOf(inventory, hostId)?.id !== datacenterOf(inventory, datastoreId)?.id) {
    throw new Fault('InvalidArgument', `${host.name} is in another datacenter than "${datastore.name}".`, { names: [host.name, datastore.name], hint: 'Choose a host of the same datacenter.' });
  }
  return { datastore, host };
}
