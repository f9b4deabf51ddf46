/** What the client knows of hardware acceleration, and how an event of `offload.watch` changes it. */
import type { AccelerationEvent } from '../../shared/contract/offload.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { DatastoreAcceleration, HostAcceleration } from '../../shared/model/offload.ts';
import { movedBetween, withActivity, type Activity } from './activity.ts';

export interface AccelerationState {
  readonly phase: 'loading' | 'ready';
  readonly revision: number;
  /** Since when activity has been followed without a gap; 0 while loading. */
  readonly knownSinceMs: number;
  /** Rows that did not change stay the same objects. */
  readonly datastores: ReadonlyMap<ObjectId, DatastoreAcceleration>;
  readonly hosts: ReadonlyMap<ObjectId, HostAcceleration>;
  /** What has been moved on each datastore since `knownSinceMs`, oldest first. */
  readonly activity: ReadonlyMap<ObjectId, readonly Activity[]>;
}

export const initialAcceleration: AccelerationState = { phase: 'loading', revision: 0, knownSinceMs: 0, datastores: new Map(), hosts: new Map(), activity: new Map() };

/** The state after `event`, or `'resubscribe'` when something was missed. Known changes are left out. */
export function applyAccelerationEvent(state: AccelerationState, event: AccelerationEvent, nowMs: number): AccelerationState | 'resubscribe' {
  const { revision } = event;
  if (event.type === 'snapshot') {
    return {
      phase: 'ready',
      revision,
      knownSinceMs: nowMs,
      datastores: new Map(event.datastores.map((row) => [row.datastoreId, row])),
      hosts: new Map(event.hosts.map((row) => [row.hostId, row])),
      activity: new Map(),
    };
  }
  if (state.phase !== 'ready') return 'resubscribe';
  if (revision <= state.revision) return state;
  if (event.previousRevision !== state.revision) return 'resubscribe';
  const datastores = new Map(state.datastores);
  const hosts = new Map(state.hosts);
  const activity = new Map(state.activity);
  for (const row of event.datastores) {
    const moved = movedBetween(state.datastores.get(row.datastoreId)?.counters, row.counters, row.rates.atMs ?? nowMs);
    if (moved !== null) activity.set(row.datastoreId, withActivity(activity.get(row.datastoreId) ?? [], moved));
    datastores.set(row.datastoreId, row);
  }
  for (const row of event.hosts) hosts.set(row.hostId, row);
  for (const id of event.removedIds) {
    datastores.delete(id);
    hosts.delete(id);
    activity.delete(id);
  }
  return { ...state, revision, datastores, hosts, activity };
}
