/** Which hosts reach which datastores: those of the same datacenter on which it is mounted. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { Inventory } from './inventory.ts';
import { datacenterOf } from './networks.ts';
import { isMounted, unmountedFault } from './placement.ts';
import type { DatastoreRecord } from './records.ts';

/** Why the host does not reach the datastore, or null. */
export function reachFault(inventory: Inventory, datastore: DatastoreRecord, hostId: ObjectId): Fault | null {
  const hostName = inventory.findContainer(hostId)?.name ?? hostId;
  if (datacenterOf(inventory, hostId)?.id !== datacenterOf(inventory, datastore.id)?.id) {
    return new Fault('InvalidState', `"${datastore.name}" is in another datacenter than ${hostName}.`, { names: [datastore.name, hostName], hint: 'Choose a host and a datastore of one datacenter.' });
  }
  return isMounted(datastore, hostId) ? null : unmountedFault(datastore.name, hostName);
}
