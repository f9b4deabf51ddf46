/** Hardware acceleration as the client sees it: one store, fed by `offload.watch`. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { AccelerationEvent } from '../../shared/contract/offload.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { DatastoreAcceleration, HostAcceleration } from '../../shared/model/offload.ts';
import { applyAccelerationEvent, initialAcceleration, type AccelerationState } from './accelerationEvents.ts';

export const accelerationStore = createStore<AccelerationState>()(() => initialAcceleration);

/** Applies events in order; false when something was missed and a new snapshot is needed. */
export function receiveAccelerationEvents(events: readonly AccelerationEvent[]): boolean {
  let state = accelerationStore.getState();
  let isComplete = true;
  for (const event of events) {
    const next = applyAccelerationEvent(state, event, Date.now());
    if (next === 'resubscribe') {
      isComplete = false;
      break;
    }
    state = next;
  }
  accelerationStore.setState(state, true);
  return isComplete;
}

export function useAcceleration<Part>(select: (state: AccelerationState) => Part): Part {
  return useStore(accelerationStore, select);
}

/** Undefined while loading, and for a datastore that is gone. */
export function useDatastoreAcceleration(id: ObjectId): DatastoreAcceleration | undefined {
  return useAcceleration((state) => state.datastores.get(id));
}

/** Undefined while loading, and for a host that is gone. */
export function useHostAcceleration(id: ObjectId): HostAcceleration | undefined {
  return useAcceleration((state) => state.hosts.get(id));
}
