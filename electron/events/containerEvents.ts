/** What has become of containers, told from their records before and after. Pure. */
import type { EventType } from '../../shared/model/event.ts';
import type { ContainerRecord } from '../inventory/records.ts';
import type { EventDraft } from './eventGroups.ts';

/** Kinds that have no event of their own are told with their name. */
const kindWords: Readonly<Record<ContainerRecord['kind'], string>> = {
  vcenter: 'vCenter', datacenter: 'datacenter', cluster: 'cluster', host: 'host', folder: 'folder', datastore: 'datastore', network: 'network',
};

export function containerEvents(before: ContainerRecord | null, after: ContainerRecord | null): EventDraft[] {
  if (before === null) return after === null ? [] : [eventAt(madeType(after), after, kindWords[after.kind])];
  if (after === null) return [eventAt(removedType(before), before, kindWords[before.kind])];
  if (after.name === before.name) return [];
  const type = renamedType(after);
  return [eventAt(type, after, type === 'ContainerRenamedEvent' ? `The ${kindWords[after.kind]} "${before.name}"` : before.name)];
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
