/** Makes volumes with their datastores, and changes their settings while they are in use. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId, VolumeId } from '../../shared/ids.ts';
import type { AggregateRow, VolumeChange, VolumeRow } from '../../shared/model/storage.ts';
import type { Datastore } from '../../shared/model/inventory.ts';
import type { StorageArray } from '../array/port.ts';
import type { VolumeSettings } from '../array/portTypes.ts';
import { formatBytes } from '../../shared/units.ts';
import { announceVolume } from './announce.ts';
import type { StorageRooms } from './rooms.ts';
import { aggregateRow, volumeRow } from './volumeRows.ts';

export interface NewVolume {
  readonly name: string;
  readonly settings: VolumeChange & { readonly sizeBytes: number };
  readonly type: Datastore['type'];
  /** Null: the first one. */
  readonly datacenterId: ObjectId | null;
  /** Hosts that do not see it; left out: all do. */
  readonly unmountedHostIds?: readonly ObjectId[] | undefined;
}

/** @throws Fault DuplicateName, InvalidName, InvalidArgument, InsufficientStorageSpace, ManagedObjectNotFound */
export async function createVolume(rooms: StorageRooms, request: NewVolume): Promise<VolumeRow> {
  const parentId = datacenterFor(rooms, request.datacenterId);
  const unmountedHostIds = [...new Set(request.unmountedHostIds)];
  for (const hostId of unmountedHostIds) if (rooms.inventory.findContainer(hostId)?.kind !== 'host') throw new Fault('ManagedObjectNotFound', `There is no host ${hostId}.`);
  const id = await rooms.array.commit((tx) => {
    rooms.volumes.requireFreeName(request.name);
    const volumeId = rooms.array.createVolume(tx, { ...definedOf(rooms.array, request.settings), sizeBytes: request.settings.sizeBytes });
    rooms.volumes.add(tx, { id: volumeId, name: request.name, sizeBytes: request.settings.sizeBytes });
    const datastoreId = rooms.inventory.newContainerId(tx, 'datastore');
    rooms.inventory.addContainers(tx, [{ id: datastoreId, kind: 'datastore', name: request.name, parentId, type: request.type, volumeId, ...(unmountedHostIds.length > 0 && { unmountedHostIds }) }]);
    return volumeId;
  });
  return volumeRow(rooms, id);
}

/** @throws Fault ManagedObjectNotFound, InvalidArgument, InsufficientStorageSpace */
export async function updateVolume(rooms: StorageRooms, id: VolumeId, settings: VolumeChange): Promise<VolumeRow> {
  await rooms.array.commit((tx) => {
    const record = rooms.volumes.volume(id);
    rooms.array.updateVolume(tx, id, definedOf(rooms.array, settings));
    if (settings.sizeBytes !== undefined) rooms.volumes.put(tx, { ...record, knownSizeBytes: settings.sizeBytes });
    rooms.volumes.observer?.reconfigured(tx, id, changeWords(settings));
    announceVolume(rooms, tx, id);
  });
  return volumeRow(rooms, id);
}

/** @throws Fault InvalidArgument below what is promised already */
export async function setQuota(rooms: StorageRooms, quotaBytes: number | null): Promise<AggregateRow> {
  await rooms.array.commit((tx) => {
    rooms.array.setQuota(tx, quotaBytes);
    announceVolume(rooms, tx, ...rooms.volumes.all().map((record) => record.id));
  });
  return aggregateRow(rooms);
}

/** @throws Fault ManagedObjectNotFound */
export function datacenterFor({ inventory }: StorageRooms, id: ObjectId | null): ObjectId {
  const found = inventory.containers().find((record) => record.kind === 'datacenter' && (id === null || record.id === id));
  if (!found) throw new Fault('ManagedObjectNotFound', id === null ? 'There is no datacenter.' : `There is no datacenter ${id}.`);
  return found.id;
}

/** What is given, without what is left out: an array would take `undefined` for a value. */
function definedOf(array: StorageArray, { sizeBytes, guarantee, autogrow, nearlyFullPercent, fullPercent }: VolumeChange): Partial<VolumeSettings> {
  if (guarantee === 'volume' && !array.capabilities.has('reservation')) throw new Fault('NotSupported', 'This array cannot set space aside.');
  return {
    ...(sizeBytes !== undefined && { sizeBytes }),
    ...(guarantee !== undefined && { guarantee }),
    ...(autogrow !== undefined && { autogrow }),
    ...(nearlyFullPercent !== undefined && { nearlyFullPercent }),
    ...(fullPercent !== undefined && { fullPercent }),
  };
}

/** What is set, for the history of the volume. */
function changeWords({ sizeBytes, guarantee, autogrow, nearlyFullPercent, fullPercent }: VolumeChange): string {
  return [
    sizeBytes !== undefined && `size ${formatBytes(sizeBytes)}`,
    guarantee !== undefined && (guarantee === 'volume' ? 'space guaranteed' : 'thin'),
    autogrow !== undefined && (autogrow === null ? 'autogrow off' : `autogrow up to ${formatBytes(autogrow.maximumBytes)}${autogrow.incrementBytes === undefined ? '' : ` by ${formatBytes(autogrow.incrementBytes)}`}`),
    nearlyFullPercent !== undefined && `nearly full at ${nearlyFullPercent} %`,
    fullPercent !== undefined && `full at ${fullPercent} %`,
  ].filter(Boolean).join(', ').concat('.');
}
