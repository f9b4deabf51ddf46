/** Records events of whatever happens in the other rooms, in the transactions in which it happens. */
import type { ObjectId } from '../../shared/ids.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { InventoryObserver } from '../inventory/observer.ts';
import type { ContainerRecord, DatastoreRecord, VmRecord } from '../inventory/records.ts';
import type { MetaTx } from '../meta/meta.ts';
import type { VolumeObserver } from '../storage/volumeObserver.ts';
import type { VolumeRegistry } from '../storage/volumeRegistry.ts';
import type { TaskService } from '../tasks/taskService.ts';
import { formatBytes } from '../../shared/units.ts';
import { containerEvents } from './containerEvents.ts';
import type { EventDraft } from './eventGroups.ts';
import type { EventLog } from './eventLog.ts';
import { placesOf } from './places.ts';
import { taskObserver } from './taskEvents.ts';
import { vmEvents } from './vmEvents.ts';

interface Recorded {
  readonly inventory: Inventory;
  readonly tasks: TaskService;
  readonly volumes: VolumeRegistry;
}

export function recordEvents(log: EventLog, { inventory, tasks, volumes }: Recorded): void {
  inventory.observer = inventoryObserver(log, inventory);
  tasks.observer = taskObserver(log, ({ target }) => (target.id === null ? [] : placesOf(inventory, target.id)));
  volumes.observer = volumeObserver(log, inventory, volumes);
}

/** What one transaction makes of records is told when it has done all of its work, since it may write a record more than once. */
function inventoryObserver(log: EventLog, inventory: Inventory): InventoryObserver {
  const written = new WeakMap<MetaTx, { readonly machines: Map<ObjectId, VmRecord | null>; readonly containers: Map<ObjectId, ContainerRecord | null> }>();
  const of = (tx: MetaTx) => {
    const known = written.get(tx);
    if (known) return known;
    const fresh = { machines: new Map<ObjectId, VmRecord | null>(), containers: new Map<ObjectId, ContainerRecord | null>() };
    written.set(tx, fresh);
    log.addLater(tx, (task) => {
      const nameOf = (id: ObjectId): string => fresh.containers.get(id)?.name ?? inventory.findContainer(id)?.name ?? id;
      const events = Array.from(fresh.containers, ([id, after]) => containerEvents(inventory.findContainer(id) ?? null, after, nameOf));
      for (const [id, after] of fresh.machines) events.push(vmEvents(inventory.findVm(id) ?? null, after, { taskKind: task?.kind ?? null, nameOf }));
      // Neighbours of one type are stored together.
      return events.flat().toSorted((a, b) => (a.type < b.type ? -1 : a.type > b.type ? 1 : 0));
    });
    return fresh;
  };
  return {
    machine: (tx, id, after) => void of(tx).machines.set(id, after),
    container: (tx, id, after) => void of(tx).containers.set(id, after),
  };
}

function volumeObserver(log: EventLog, inventory: Inventory, volumes: VolumeRegistry): VolumeObserver {
  const add = (tx: MetaTx, volumeId: DatastoreRecord['volumeId'], type: EventDraft['type'], text: string): void => {
    const datastore = inventory.datastores().find((one) => one.volumeId === volumeId);
    const name = volumes.find(volumeId)?.name ?? datastore?.name ?? `volume-${volumeId}`;
    log.add(tx, { type, id: datastore?.id ?? null, name, places: datastore ? placesOf(inventory, datastore.id) : [], text });
  };
  return {
    snapshotMade: (tx, { volumeId, name }) => add(tx, volumeId, 'VolumeSnapshotCreatedEvent', name),
    snapshotRemoved: (tx, { volumeId, name }) => add(tx, volumeId, 'VolumeSnapshotRemovedEvent', name),
    reconfigured: (tx, volumeId, what) => add(tx, volumeId, 'VolumeReconfiguredEvent', what),
    grown: (tx, volumeId, { fromBytes, toBytes }) => add(tx, volumeId, 'VolumeGrownEvent', `from ${formatBytes(fromBytes)} to ${formatBytes(toBytes)}`),
    deduped: (tx, volumeId, run) => {
      if (run.outcome === 'error') add(tx, volumeId, 'VolumeDedupeFailedEvent', run.fault?.message ?? '');
      else add(tx, volumeId, 'VolumeDedupedEvent', `${formatBytes(run.savedBytes)} saved${run.outcome === 'canceled' ? ' before it was cancelled' : ''}`);
    },
  };
}

