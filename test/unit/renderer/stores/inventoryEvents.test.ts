import { describe, expect, it } from 'vitest';
import type { InventoryEvent } from '../../../../shared/contract/inventory.ts';
import { applyInventoryEvent, initialInventory, type InventoryState } from '../../../../renderer/stores/inventoryEvents.ts';
import { containers, objectId, vmRow } from './rows.ts';

function applyAll(events: InventoryEvent[], from: InventoryState = initialInventory): InventoryState {
  return events.reduce((state, event) => {
    const next = applyInventoryEvent(state, event);
    if (next === 'resubscribe') throw new Error(`event ${event.type} asked for a new snapshot`);
    return next;
  }, from);
}

const change = (previousRevision: number, revision: number, rest: Partial<Extract<InventoryEvent, { type: 'change' }>> = {}): InventoryEvent => ({
  type: 'change', previousRevision, revision, containers: [], vms: [], removedIds: [], ...rest,
});

const snapshot: InventoryEvent[] = [
  { type: 'begin', revision: 7, vmCount: 2 },
  { type: 'page', containers, vms: [vmRow(1)] },
  { type: 'page', containers: [], vms: [vmRow(2)] },
  { type: 'ready', revision: 7 },
];

describe('snapshot', () => {
  it('shows nothing before it is complete, then everything', () => {
    const half = applyAll(snapshot.slice(0, 3));
    expect(half.phase).toBe('loading');
    expect(half.vms.size).toBe(0);
    const whole = applyAll(snapshot.slice(3), half);
    expect(whole.phase).toBe('ready');
    expect(whole.vms.size).toBe(2);
    expect(whole.containers.size).toBe(containers.length);
    expect(whole.revision).toBe(7);
  });

  it('keeps the old rows in use until a second one is complete, then drops what is gone', () => {
    const first = applyAll(snapshot);
    const during = applyAll([{ type: 'begin', revision: 9, vmCount: 1 }, { type: 'page', containers, vms: [vmRow(2)] }], first);
    expect(during.vms.size).toBe(2);
    const second = applyAll([{ type: 'ready', revision: 9 }], during);
    expect(second.vms.has(objectId('vm-1'))).toBe(false);
    expect(second.vms.has(objectId('vm-2'))).toBe(true);
  });

  it('takes in a change that arrives between two pages', () => {
    const state = applyAll([...snapshot.slice(0, 2), change(7, 8, { vms: [vmRow(9)] }), { type: 'ready', revision: 8 }]);
    expect(state.vms.has(objectId('vm-9'))).toBe(true);
    expect(state.revision).toBe(8);
  });
});

describe('change', () => {
  it('takes in every part of a big change, on top of a snapshot and between its pages', () => {
    const parts = [change(7, 9, { vms: [vmRow(3)] }), change(9, 9, { vms: [vmRow(4)] }), change(9, 9, { vms: [vmRow(5)], removedIds: [objectId('vm-1')] })];
    const later = applyAll([...snapshot, ...parts, change(9, 10, { vms: [vmRow(6)] })]);
    const between = applyAll([...snapshot.slice(0, 3), ...parts, { type: 'ready', revision: 9 }, change(9, 10, { vms: [vmRow(6)] })]);
    for (const state of [later, between]) {
      expect([...state.vms.values()].map((vm) => vm.id).sort()).toEqual(['vm-2', 'vm-3', 'vm-4', 'vm-5', 'vm-6']);
      expect(state.revision).toBe(10);
    }
  });
  it('leaves out what it knows already', () => {
    const state = applyAll([...snapshot, change(7, 9, { vms: [vmRow(3)] })]);
    expect(applyInventoryEvent(state, change(7, 9, { removedIds: [objectId('vm-3')] }))).toBe(state);
    expect(applyInventoryEvent(state, change(7, 8, { removedIds: [objectId('vm-3')] }))).toBe(state);
  });
  it('puts in, overwrites and removes', () => {
    const state = applyAll([...snapshot, change(7, 8, { vms: [vmRow(3), vmRow(1, { powerState: 'poweredOn' })], removedIds: [objectId('vm-2')] })]);
    expect(state.vms.get(objectId('vm-1'))?.powerState).toBe('poweredOn');
    expect(state.vms.has(objectId('vm-2'))).toBe(false);
    expect(state.vms.has(objectId('vm-3'))).toBe(true);
    expect(state.vms.size).toBe(2);
  });

  it('leaves out a duplicate and returns the very same state', () => {
    const state = applyAll([...snapshot, change(7, 8, { vms: [vmRow(3)] })]);
    expect(applyInventoryEvent(state, change(7, 8, { vms: [vmRow(4)] }))).toBe(state);
  });

  it('asks for a new snapshot after a gap, and before any snapshot', () => {
    expect(applyInventoryEvent(applyAll(snapshot), change(8, 9))).toBe('resubscribe');
    expect(applyInventoryEvent(applyAll(snapshot), change(6, 9))).toBe('resubscribe');
    expect(applyInventoryEvent(initialInventory, change(0, 1))).toBe('resubscribe');
    expect(applyInventoryEvent(initialInventory, { type: 'page', containers: [], vms: [] })).toBe('resubscribe');
  });

  it('does not change the state it was given', () => {
    const state = applyAll(snapshot);
    const before = [...state.vms.values()];
    applyAll([change(7, 8, { vms: [vmRow(1, { name: 'renamed' })], removedIds: [objectId('vm-2')] })], state);
    expect([...state.vms.values()]).toEqual(before);
  });
});

describe('membership', () => {
  const state = applyAll(snapshot);
  it('stays the same when only state or space changes', () => {
    const space = { provisionedBytes: 8, logicalBytes: 4, uniqueBytes: 1, sharedBytes: 3, snapshotBytes: 0, isExact: true };
    const next = applyAll([change(7, 8, { vms: [vmRow(1, { powerState: 'poweredOn', space })] })], state);
    expect(next.membership).toBe(state.membership);
    expect(next.vms).not.toBe(state.vms);
  });
  it('changes with a name, a place, a newcomer or a removal', () => {
    for (const rest of [
      { vms: [vmRow(1, { name: 'other' })] },
      { vms: [vmRow(1, { hostId: objectId('host-2') })] },
      { vms: [vmRow(1, { otherDatastoreIds: [objectId('datastore-2')] })] },
      { vms: [vmRow(5)] },
      { removedIds: [objectId('vm-1')] },
      { containers: [{ id: objectId('group-v2'), name: 'moved', kind: 'folder' as const, parentId: objectId('group-v1') }] },
    ]) {
      expect(applyAll([change(7, 8, rest)], state).membership).not.toBe(state.membership);
    }
  });
});
