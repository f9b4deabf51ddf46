/** What the client knows of the storage array, and how an event of `storage.watch` changes it. */
import type { StorageEvent } from '../../shared/contract/storage.ts';
import type { VolumeId } from '../../shared/ids.ts';
import type { AggregateRow, VolumeRow } from '../../shared/model/storage.ts';

export interface StorageState {
  readonly phase: 'loading' | 'ready';
  readonly revision: number;
  /** Null only while loading. */
  readonly aggregate: AggregateRow | null;
  /** In the order in which they were made. Rows that did not change stay the same objects. */
  readonly volumes: readonly VolumeRow[];
}

export const initialStorage: StorageState = { phase: 'loading', revision: 0, aggregate: null, volumes: [] };

/** The state after `event`, or `'resubscribe'` when something was missed. Known changes are left out. */
export function applyStorageEvent(state: StorageState, event: StorageEvent): StorageState | 'resubscribe' {
  const { revision, aggregate } = event;
  if (event.type === 'snapshot') return { phase: 'ready', revision, aggregate, volumes: event.volumes };
  if (state.phase !== 'ready') return 'resubscribe';
  if (revision <= state.revision) return state;
  if (event.previousRevision !== state.revision) return 'resubscribe';
  const changed = new Map<VolumeId, VolumeRow>(event.volumes.map((volume) => [volume.id, volume]));
  const removed = new Set(event.removedIds);
  const kept = state.volumes.flatMap((volume) => {
    const update = changed.get(volume.id);
    changed.delete(volume.id);
    return removed.has(volume.id) ? [] : (update ?? volume);
  });
  return { phase: 'ready', revision, aggregate, volumes: [...kept, ...changed.values()].toSorted((a, b) => a.id - b.id) };
}
