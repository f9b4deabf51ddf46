import { describe, expect, it } from 'vitest';
import { applyStorageEvent, initialStorage, type StorageState } from '../../../../renderer/stores/storageEvents.ts';
import type { AggregateRow } from '../../../../shared/model/storage.ts';
import { volumeRow } from './volumeRows.ts';

const aggregate: AggregateRow = { quotaBytes: null, physicalBytes: 0, committedBytes: 0, isExact: true, needsExactPass: false };

function ready(revision: number, ...numbers: number[]): StorageState {
  const state = applyStorageEvent(initialStorage, { type: 'snapshot', revision, aggregate, volumes: numbers.map((number) => volumeRow(number)) });
  if (state === 'resubscribe') throw new Error('A snapshot is always accepted.');
  return state;
}

describe('applyStorageEvent', () => {
  it('puts changes in, keeps the other rows as the same objects and the order of making', () => {
    const before = ready(3, 1, 2);
    const after = applyStorageEvent(before, {
      type: 'change', previousRevision: 3, revision: 4, aggregate, volumes: [volumeRow(3), volumeRow(1, { snapshotCount: 1 })], removedIds: [],
    });
    if (after === 'resubscribe') throw new Error('The change follows on.');
    expect(after.volumes.map(({ name, snapshotCount }) => `${name} ${snapshotCount}`)).toEqual(['volume-1 1', 'volume-2 0', 'volume-3 0']);
    expect(after.volumes[1]).toBe(before.volumes[1]);
  });
  it('takes removed volumes out', () => {
    const before = ready(3, 1, 2);
    const after = applyStorageEvent(before, { type: 'change', previousRevision: 3, revision: 4, aggregate, volumes: [], removedIds: [volumeRow(1).id] });
    expect(after).toMatchObject({ revision: 4, volumes: [{ name: 'volume-2' }] });
  });
  it('leaves out what is known and asks anew when something was missed', () => {
    const before = ready(3, 1);
    const change = { type: 'change' as const, aggregate, volumes: [], removedIds: [] };
    expect(applyStorageEvent(before, { ...change, previousRevision: 2, revision: 3 })).toBe(before);
    expect(applyStorageEvent(before, { ...change, previousRevision: 4, revision: 5 })).toBe('resubscribe');
    expect(applyStorageEvent(initialStorage, { ...change, previousRevision: 0, revision: 1 })).toBe('resubscribe');
  });
});
