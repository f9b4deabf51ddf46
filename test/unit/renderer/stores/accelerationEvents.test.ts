import { describe, expect, it } from 'vitest';
import { applyAccelerationEvent, initialAcceleration, type AccelerationState } from '../../../../renderer/stores/accelerationEvents.ts';
import type { AccelerationEvent } from '../../../../shared/contract/offload.ts';
import { mibBytes } from '../../../../shared/units.ts';
import { counters, datastoreAcceleration, hostAcceleration } from './accelerationRows.ts';
import { objectId } from './rows.ts';

function apply(state: AccelerationState, event: AccelerationEvent, nowMs = 0): AccelerationState {
  const next = applyAccelerationEvent(state, event, nowMs);
  if (next === 'resubscribe') throw new Error('The event should have been accepted.');
  return next;
}

const ready = (revision: number) =>
  apply(initialAcceleration, { type: 'snapshot', revision, datastores: [datastoreAcceleration(1), datastoreAcceleration(2)], hosts: [hostAcceleration(1)] }, 5_000);

const change = (revision: number, parts: Partial<Extract<AccelerationEvent, { type: 'change' }>> = {}): AccelerationEvent => ({
  type: 'change', previousRevision: revision - 1, revision, datastores: [], hosts: [], removedIds: [], ...parts,
});

describe('applyAccelerationEvent', () => {
  it('puts changes in and keeps the other rows as the same objects', () => {
    const before = ready(3);
    const after = apply(before, change(4, { datastores: [datastoreAcceleration(2, { status: 'supported' })], hosts: [hostAcceleration(1, 16)] }));
    expect(after.datastores.get(objectId('datastore-2'))?.status).toBe('supported');
    expect(after.datastores.get(objectId('datastore-1'))).toBe(before.datastores.get(objectId('datastore-1')));
    expect(after.hosts.get(objectId('host-1'))?.switches.maxTransferBytes).toBe(16 * mibBytes);
    expect(after.revision).toBe(4);
  });
  it('takes removed datastores out', () => {
    const after = apply(ready(3), change(4, { removedIds: [objectId('datastore-1')] }));
    expect([...after.datastores.keys()]).toEqual(['datastore-2']);
  });
  it('leaves out what is known and asks anew when something was missed', () => {
    const before = ready(3);
    expect(applyAccelerationEvent(before, change(3), 0)).toBe(before);
    expect(applyAccelerationEvent(before, change(5), 0)).toBe('resubscribe');
    expect(applyAccelerationEvent(initialAcceleration, change(1), 0)).toBe('resubscribe');
  });
  it('works out from the counters what was moved, and begins anew with a snapshot', () => {
    const moved = counters({ hostReadBytes: 10, hostWriteBytes: 5, cloneReadBytes: 7, cloneWriteBytes: 7, zeroBytes: 2 });
    const after = apply(ready(3), change(4, { datastores: [datastoreAcceleration(1, { counters: moved, rates: { atMs: 6_000 } })] }), 6_100);
    expect(after.activity.get(objectId('datastore-1'))).toEqual([{ atMs: 6_000, lengthMs: 1_000, hostBytes: 15, arrayBytes: 16 }]);
    expect(after.activity.has(objectId('datastore-2'))).toBe(false);
    expect(after.knownSinceMs).toBe(5_000);
    const again = apply(after, { type: 'snapshot', revision: 9, datastores: [], hosts: [] }, 7_000);
    expect(again).toMatchObject({ knownSinceMs: 7_000, activity: new Map() });
  });
});
