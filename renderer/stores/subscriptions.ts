/** Ties the stores to the yard: every new connection subscribes again and brings full snapshots. */
import type { Connection } from '../api/client.ts';
import { faultOf } from '../api/faults.ts';
import { contract } from '../../shared/contract/contract.ts';
import { say } from '../strings/say.ts';
import { denialOf, receiveAccessStates } from './access.ts';
import { receiveAccelerationEvents } from './acceleration.ts';
import { receiveAlarmStates } from './alarms.ts';
import { connectionStore } from './connection.ts';
import { refreshDrafts } from './drafts.ts';
import { followStream } from './follow.ts';
import { receiveNewestEvents } from './history.ts';
import { receiveInventoryEvents } from './inventory.ts';
import { notify } from './notices.ts';
import { receivePerformanceNews } from './performance.ts';
import { receivePolicyStates } from './policies.ts';
import { receiveStorageEvents } from './storage.ts';
import { refreshSystem } from './system.ts';
import { receiveTaskEvents } from './tasks.ts';

/** Starts at once and with every later connection. Returns the way to stop. */
export function keepSubscribed(): () => void {
  let current: AbortController | null = null;
  const start = () => {
    current?.abort();
    current = null;
    const { connection } = connectionStore.getState();
    if (connection === null) return;
    const controller = new AbortController();
    current = controller;
    const { signal } = controller;
    void refreshSystem().then(() => {
      if (!signal.aborted && denialOf(contract.access.watch) === undefined) followAccess(connection, signal);
    });
    void refreshDrafts();
    void followStream({
      open: (attempt) => connection.yard.inventory.watch(undefined, { signal: attempt }),
      onEvents: receiveInventoryEvents,
      onError: (error) => tellStreamError((reason) => say('stores.inventoryNotCurrent', { reason }), error, signal),
      signal,
    });
    void followStream({
      open: (attempt) => connection.yard.storage.watch(undefined, { signal: attempt }),
      onEvents: receiveStorageEvents,
      onError: (error) => tellStreamError((reason) => say('stores.volumesNotCurrent', { reason }), error, signal),
      signal,
    });
    void followStream({
      open: (attempt) => connection.yard.policies.watch(undefined, { signal: attempt }),
      onEvents: receivePolicyStates,
      onError: (error) => tellStreamError((reason) => say('stores.policiesNotCurrent', { reason }), error, signal),
      signal,
    });
    void followStream({
      open: (attempt) => connection.yard.offload.watch(undefined, { signal: attempt }),
      onEvents: receiveAccelerationEvents,
      onError: (error) => tellStreamError((reason) => say('stores.accelerationNotCurrent', { reason }), error, signal),
      signal,
    });
    void followStream({
      open: (attempt) => connection.yard.tasks.watch(undefined, { signal: attempt }),
      onEvents: receiveTaskEvents,
      onError: (error) => tellStreamError((reason) => say('stores.tasksNotCurrent', { reason }), error, signal),
      signal,
    });
    void followStream({
      open: (attempt) => connection.yard.alarms.watch(undefined, { signal: attempt }),
      onEvents: receiveAlarmStates,
      onError: (error) => tellStreamError((reason) => say('stores.alarmsNotCurrent', { reason }), error, signal),
      signal,
    });
    void followStream({
      open: (attempt) => connection.yard.events.watch(undefined, { signal: attempt }),
      onEvents: receiveNewestEvents,
      onError: (error) => tellStreamError((reason) => say('stores.eventsNotCurrent', { reason }), error, signal),
      signal,
    });
    void followStream({
      open: (attempt) => connection.yard.performance.watch(undefined, { signal: attempt }),
      onEvents: receivePerformanceNews,
      onError: (error) => tellStreamError((reason) => say('stores.performanceNotCurrent', { reason }), error, signal),
      signal,
    });
  };
  start();
  const unsubscribe = connectionStore.subscribe((state, before) => {
    if (state.connection !== before.connection) start();
  });
  return () => {
    unsubscribe();
    current?.abort();
  };
}

/** Who holds which key is told to administrators only. */
function followAccess(connection: Connection, signal: AbortSignal): void {
  void followStream({
    open: (attempt) => connection.yard.access.watch(undefined, { signal: attempt }),
    onEvents: receiveAccessStates,
    onError: (error) => tellStreamError((reason) => say('stores.accessKeysNotCurrent', { reason }), error, signal),
    signal,
  });
}

/** A lost connection has its own banner; anything else that breaks a stream is told. */
function tellStreamError(words: (reason: string) => string, error: unknown, signal: AbortSignal): void {
  const fault = faultOf(error);
  if (signal.aborted || fault.code === 'Interrupted') return;
  notify('danger', words(fault.message));
}
