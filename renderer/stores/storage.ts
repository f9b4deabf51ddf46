/** The storage array as the client sees it: one store, fed by `storage.watch`. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { StorageEvent } from '../../shared/contract/storage.ts';
import type { ObjectId, VolumeId } from '../../shared/ids.ts';
import type { VolumeRow, VolumeSnapshot } from '../../shared/model/storage.ts';
import { yard } from './connection.ts';
import { useLoaded, type Loaded } from './requests.ts';
import { revisionOf } from './revision.ts';
import { applyStorageEvent, initialStorage, type StorageState } from './storageEvents.ts';

export const storageStore = createStore<StorageState>()(() => initialStorage);

/** Applies events in order; false when something was missed and a new snapshot is needed. */
export function receiveStorageEvents(events: readonly StorageEvent[]): boolean {
  let state = storageStore.getState();
  let isComplete = true;
  for (const event of events) {
    const next = applyStorageEvent(state, event);
    if (next === 'resubscribe') {
      isComplete = false;
      break;
    }
    state = next;
  }
  storageStore.setState(state, true);
  return isComplete;
}

export function useStorage<Part>(select: (state: StorageState) => Part): Part {
  return useStore(storageStore, select);
}

/** The volume under a datastore, for event handlers. */
export function volumeUnder(datastoreId: ObjectId): VolumeRow | undefined {
  return storageStore.getState().volumes.find(({ datastore }) => datastore?.id === datastoreId);
}

/** The volume under a datastore; undefined while loading, and for none. */
export function useVolumeUnder(datastoreId: ObjectId): VolumeRow | undefined {
  return useStorage((state) => state.volumes.find(({ datastore }) => datastore?.id === datastoreId));
}

const settleMs = 80;

export interface VolumeSnapshots {
  readonly volumeId: VolumeId;
  /** Oldest first. */
  readonly snapshots: readonly VolumeSnapshot[];
}

/** The snapshots of a volume, asked for again whenever its row changes, as it does with them. */
export function useVolumeSnapshots(volume: VolumeRow | undefined): Loaded<VolumeSnapshots> {
  const loaded = useLoaded<VolumeSnapshots>(volume === undefined ? null : `${volume.id} ${revisionOf(volume)}`, async (signal) => {
    if (volume === undefined) throw new Error('There is no volume to ask about.');
    return { volumeId: volume.id, snapshots: await yard().storage.snapshots({ volumeId: volume.id }, { signal }) };
  }, settleMs);
  const isOfThis = volume !== undefined && loaded.value?.volumeId === volume.id;
  return isOfThis ? loaded : { ...loaded, value: null };
}
