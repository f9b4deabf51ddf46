/** What the array in memory allows: settings that make sense, and room for what is to be stored. */
import type { VolumeSettings } from '../../electron/array/portTypes.ts';
import { Fault } from '../../shared/faults.ts';
import type { VolumeId } from '../../shared/ids.ts';
import { blockSizeBytes } from '../../shared/units.ts';
import { committedBytes, countAggregate, filledBytes, reservedBytes } from './memoryCounting.ts';
import { filesOf, requireVolume, snapshotsOf, type MemoryVolume, type State } from './memoryState.ts';

export const snapshotLimit = 1_023;
export const generationLimit = 60;

const defaults: Omit<VolumeSettings, 'sizeBytes'> = {
  guarantee: 'none', autogrow: null, nearlyFullPercent: 75, fullPercent: 85, isDedupeOn: false, isDedupeInline: false,
};

function isPercent(value: number): boolean {
  return value > 0 && value <= 100;
}

/** @throws Fault InvalidArgument */
export function completeSettings(given: Partial<VolumeSettings> & { readonly sizeBytes: number }): VolumeSettings {
  const settings: VolumeSettings = { ...defaults, ...given };
  const { sizeBytes, autogrow, nearlyFullPercent, fullPercent, isDedupeOn, isDedupeInline } = settings;
  const refuse = (message: string): never => {
    throw new Fault('InvalidArgument', message);
  };
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes <= 0) refuse('A volume has a size.');
  if (!isPercent(nearlyFullPercent) || !isPercent(fullPercent) || nearlyFullPercent > fullPercent) refuse('The thresholds are percentages in order.');
  if (autogrow && (!Number.isSafeInteger(autogrow.maximumBytes) || autogrow.maximumBytes < sizeBytes)) refuse('A volume grows to its size at least.');
  if (autogrow && !isPercent(autogrow.atPercent)) refuse('A volume grows at a percentage.');
  if (autogrow?.incrementBytes !== undefined && (!Number.isSafeInteger(autogrow.incrementBytes) || autogrow.incrementBytes < blockSizeBytes)) refuse('A volume grows by whole blocks.');
  if (isDedupeInline && !isDedupeOn) refuse('Inline dedupe needs dedupe.');
  return settings;
}

function withSize(state: State, volume: MemoryVolume, sizeBytes: number): State {
  const grown = { ...volume, settings: { ...volume.settings, sizeBytes } };
  return { ...state, volumes: new Map(state.volumes).set(volume.id, grown) };
}

function exceedsQuota(state: State): boolean {
  return state.quotaBytes !== null && countAggregate(state).committedBytes > state.quotaBytes;
}

/** The state after a write or a reservation has let the volume grow as far as its autogrow says. */
function growVolume(state: State, id: VolumeId, filled: number): State {
  const volume = requireVolume(state, id);
  const { sizeBytes, autogrow } = volume.settings;
  if (!autogrow || sizeBytes >= autogrow.maximumBytes || filled <= (sizeBytes * autogrow.atPercent) / 100) return state;
  const step = Math.ceil((autogrow.incrementBytes ?? sizeBytes / 20) / blockSizeBytes) * blockSizeBytes;
  const grown = withSize(state, volume, Math.min(autogrow.maximumBytes, sizeBytes + step));
  return exceedsQuota(grown) ? state : growVolume(grown, id, filled);
}

/** Whether there is room though every pointer led to a block of its own: saves counting what is shared. */
function isRoomyAnyway(state: State, id: VolumeId): boolean {
  const { sizeBytes, autogrow } = requireVolume(state, id).settings;
  const files = [...filesOf(state, id), ...snapshotsOf(state, id).flatMap((snapshot) => [...snapshot.files.values()])];
  const mostBytes = files.reduce((sum, file) => sum + file.blocks.size, 0) * blockSizeBytes + reservedBytes(state, id);
  return state.quotaBytes === null && mostBytes <= sizeBytes * ((autogrow?.atPercent ?? 100) / 100);
}

/**
 * @returns `after`, with the volume grown where it grows by itself
 * @throws Fault InsufficientStorageSpace when the change takes more room than there is in the volume or the aggregate
 */
export function requireRoom(before: State, after: State, id: VolumeId, mayGrow: boolean): State {
  if (isRoomyAnyway(after, id)) return after;
  const filled = filledBytes(after, id);
  if (before.volumes.has(id) && filled <= filledBytes(before, id)) return after;
  const grown = mayGrow ? growVolume(after, id, filled) : after;
  const { sizeBytes } = requireVolume(grown, id).settings;
  if (filled > sizeBytes) throw new Fault('InsufficientStorageSpace', `The volume has ${sizeBytes} bytes.`);
  requireQuota(before, grown, id);
  return grown;
}

/** @throws Fault InsufficientStorageSpace when the volume would take more from the aggregate than it has */
export function requireQuota(before: State, after: State, id: VolumeId): void {
  const taken = before.volumes.has(id) ? committedBytes(before, id) : 0;
  if (committedBytes(after, id) > taken && exceedsQuota(after)) throw new Fault('InsufficientStorageSpace', `The aggregate has ${after.quotaBytes} bytes.`);
}
