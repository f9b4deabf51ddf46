/** Where machines may be placed: not on a datastore in maintenance mode, and not on a host that does not see their datastore. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { Datastore, MaintenanceMode } from '../../shared/model/inventory.ts';
import { datastoresOfVm, type ContainerRecord, type DatastoreRecord, type VmRecord } from './records.ts';

/** What the inventory tells of them. */
interface Places {
  readonly emptied: Pick<ReadonlyMap<ObjectId, number>, 'has'>;
  findContainer(id: ObjectId): ContainerRecord | undefined;
}

/** The mode that clients see; undefined in normal operation. */
export function maintenanceModeOf({ emptied }: Pick<Places, 'emptied'>, { id, maintenanceMode }: DatastoreRecord): MaintenanceMode | undefined {
  return maintenanceMode ?? (emptied.has(id) ? 'enteringMaintenance' : undefined);
}

/** Whether the host sees the datastore. Ids of hosts are never given out twice, so one that is gone may stay in the list. */
export function isMounted({ unmountedHostIds }: Pick<Datastore, 'unmountedHostIds'>, hostId: ObjectId): boolean {
  return unmountedHostIds?.includes(hostId) !== true;
}

/** Why nothing may be placed on a datastore in that mode, or null. */
export function modeFault({ name, maintenanceMode }: Pick<Datastore, 'name' | 'maintenanceMode'>): Fault | null {
  if (maintenanceMode === undefined) return null;
  const message = maintenanceMode === 'inMaintenance' ? `"${name}" is in maintenance mode.` : `"${name}" is entering maintenance mode.`;
  return new Fault('InvalidState', message, { names: [name], hint: 'Choose another datastore, or let it exit maintenance mode first.' });
}

/** What is wrong with a host that does not see the datastore. */
export function unmountedFault(datastoreName: string, hostName: string): Fault {
  return new Fault('InvalidState', `"${datastoreName}" is not mounted on ${hostName}.`, {
    names: [datastoreName, hostName],
    hint: 'Mount it on that host, or choose another host or datastore.',
  });
}

/** Why no machine of that host may be placed on the datastore, or null. */
export function placementFault(inventory: Places, datastore: DatastoreRecord, hostId: ObjectId): Fault | null {
  const fault = modeFault({ name: datastore.name, maintenanceMode: maintenanceModeOf(inventory, datastore) });
  if (fault) return fault;
  return isMounted(datastore, hostId) ? null : unmountedFault(datastore.name, inventory.findContainer(hostId)?.name ?? hostId);
}

/** What the checker says of a machine that is where none may be, or null. */
export function placementProblem(inventory: Places, vm: VmRecord): string | null {
  const { name, hostId } = vm;
  for (const datastoreId of datastoresOfVm(vm)) {
    const datastore = inventory.findContainer(datastoreId);
    if (datastore?.kind !== 'datastore') continue;
    if (datastore.maintenanceMode !== undefined) return `"${name}" is on "${datastore.name}", which is in maintenance mode.`;
    if (!isMounted(datastore, hostId)) return `"${name}" is on "${datastore.name}", which is not mounted on its host ${inventory.findContainer(hostId)?.name ?? hostId}.`;
  }
  return null;
}

/** A machine that is to be placed: its home, and where disks lie apart from it. */
export type Draft = Pick<VmRecord, 'hostId' | 'datastoreId' | 'disks' | 'snapshots'>;

/**
 * Asked once for each pair of host and datastore, however many machines are placed.
 * @param find also finds what the open transaction has made
 * @throws Fault InvalidState
 */
export function requirePlaces(inventory: Places, drafts: readonly Draft[], find: (id: ObjectId) => ContainerRecord | undefined): void {
  const asked = new Set<string>();
  for (const draft of drafts) {
    for (const datastoreId of datastoresOfVm(draft)) {
      const pair = `${datastoreId}/${draft.hostId}`;
      if (asked.has(pair)) continue;
      asked.add(pair);
      const datastore = find(datastoreId);
      const fault = datastore?.kind === 'datastore' ? placementFault(inventory, datastore, draft.hostId) : null;
      if (fault) throw fault;
    }
  }
}
