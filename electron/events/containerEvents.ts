/** What has become of containers, told from their records before and after. Pure. */
import type { ObjectId } from '../../shared/ids.ts';
import type { EventType } from '../../shared/model/event.ts';
import type { ContainerRecord, DatastoreRecord } from '../inventory/records.ts';
import type { EventDraft } from './eventGroups.ts';
import { hostingEvents } from './hostingEvents.ts';

/** Kinds that have no event of their own are told with their name. */
const kindWords: Readonly<Record<ContainerRecord['kind'], string>> = {
  vcenter: 'vCenter', datacenter: 'datacenter', cluster: 'cluster', host: 'host', folder: 'folder', datastore: 'datastore', network: 'network',
};

export function containerEvents(before: ContainerRecord | null, after: ContainerRecord | null, nameOf: (id: ObjectId) => string): EventDraft[] {
  if (before === null) return after === null ? [] : [eventAt(madeType(after), after, kindWords[after.kind])];
  if (after === null) return [eventAt(removedType(before), before, kindWords[before.kind])];
  const changes = before.kind === 'datastore' && after.kind === 'datastore' ? datastoreEvents(before, after, nameOf) : hostingEvents(before, after, nameOf);
  if (after.notes !== before.notes) changes.push(eventAt('ContainerReconfiguredEvent', after, 'notes'));
  if (after.name === before.name) return changes;
  const type = renamedType(after);
  return [eventAt(type, after, type === 'ContainerRenamedEvent' ? `The ${kindWords[after.kind]} "${before.name}"` : before.name), ...changes];
}

function datastoreEvents(before: DatastoreRecord, after: DatastoreRecord, nameOf: (id: ObjectId) => string): EventDraft[] {
  const events: EventDraft[] = [];
  if (before.maintenanceMode !== after.maintenanceMode) {
    events.push(eventAt(after.maintenanceMode === undefined ? 'DatastoreExitedMaintenanceModeEvent' : 'DatastoreEnteredMaintenanceModeEvent', after, ''));
  }
  const [then, now] = [new Set(before.unmountedHostIds), new Set(after.unmountedHostIds)];
  for (const hostId of now) if (!then.has(hostId)) events.push(eventAt('DatastoreUnmountedEvent', after, nameOf(hostId)));
  for (const hostId of then) if (!now.has(hostId)) events.push(eventAt('DatastoreMountedEvent', after, nameOf(hostId)));
  return events;
}

function eventAt(type: EventType, { id, name, parentId }: ContainerRecord, text: string): EventDraft {
  return { type, id, name, places: parentId === null ? [] : [parentId], text };
}

function madeType(record: ContainerRecord): EventType {
  switch (record.kind) {
    case 'datacenter':
      return 'DatacenterCreatedEvent';
    case 'cluster':
      return 'ClusterCreatedEvent';
    case 'host':
      return 'HostAddedEvent';
    case 'datastore':
      return record.type === 'NFS' ? 'NASDatastoreCreatedEvent' : 'VMFSDatastoreCreatedEvent';
    default:
      return 'ContainerCreatedEvent';
  }
}

function removedType({ kind }: ContainerRecord): EventType {
  switch (kind) {
    case 'cluster':
      return 'ClusterDestroyedEvent';
    case 'host':
      return 'HostRemovedEvent';
    case 'datastore':
      return 'DatastoreDestroyedEvent';
    default:
      return 'ContainerRemovedEvent';
  }
}

function renamedType({ kind }: ContainerRecord): EventType {
  if (kind === 'datacenter') return 'DatacenterRenamedEvent';
  return kind === 'datastore' ? 'DatastoreRenamedEvent' : 'ContainerRenamedEvent';
}
