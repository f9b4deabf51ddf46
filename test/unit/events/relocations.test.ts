import { describe, expect, it } from 'vitest';
import { vmEvents } from '../../../electron/events/vmEvents.ts';
import type { VmRecord } from '../../../electron/inventory/records.ts';
import { fileIdSchema, objectIdSchema } from '../../../shared/ids.ts';

const store = (number: number) => objectIdSchema.parse(`datastore-${number}`);

/** With one disk on each of these datastores, the first of which is its home unless another one is given. */
function machineOn(places: readonly number[], home = places[0] ?? 1): VmRecord {
  const disks = places.map((place, index) => ({
    fileId: fileIdSchema.parse(place * 10 + index), sizeBytes: 4096, label: `Hard disk ${index + 1}`, mechanism: 'created' as const, mechanismReason: '', ...(place !== home && { datastoreId: store(place) }),
  }));
  return {
    id: objectIdSchema.parse('vm-101'), name: 'web', isTemplate: false, source: null, folderId: objectIdSchema.parse('group-v1'), hostId: objectIdSchema.parse('host-1'),
    datastoreId: store(home), powerState: 'poweredOff', guestOs: '', cpuCount: 1, memoryBytes: 0, createdAtMs: 0, notes: '', disks,
  };
}

const told = (before: VmRecord, after: VmRecord): (string | undefined)[] => vmEvents(before, after, { taskKind: 'migrateVms', nameOf: (id) => id }).map(({ type, text }) => (type === 'VmRelocatedEvent' ? text : type));

describe('what is told of disks that have moved', () => {
  it('names none where all that was at home has left it, whatever lies elsewhere', () => {
    expect(told(machineOn([1, 1]), machineOn([2, 2]))).toEqual(['"datastore-1" to "datastore-2"']);
    expect(told(machineOn([1, 3]), machineOn([2, 3]))).toEqual(['"datastore-1" to "datastore-2"']);
    expect(told(machineOn([1, 3]), machineOn([1, 3]))).toEqual([]);
  });

  it('names what has moved where other things have stayed, one event for each pair of datastores', () => {
    expect(told(machineOn([1, 1, 1]), machineOn([1, 2, 2]))).toEqual(['"datastore-1" to "datastore-2" (Hard disk 2, Hard disk 3)']);
    expect(told(machineOn([1, 1]), machineOn([1, 2], 2))).toEqual(['"datastore-1" to "datastore-2" (its home, Hard disk 2)']);
    expect(told(machineOn([1, 1]), machineOn([2, 3]))).toEqual(['"datastore-1" to "datastore-2" (its home, Hard disk 1)', '"datastore-1" to "datastore-3" (Hard disk 2)']);
    expect(told(machineOn([1, 2]), machineOn([1, 1], 2))).toEqual(['"datastore-1" to "datastore-2" (its home)', '"datastore-2" to "datastore-1" (Hard disk 2)']);
  });

  it('is found under every datastore that the machine has something on', () => {
    const [event] = vmEvents(machineOn([1, 1]), machineOn([1, 3]), { taskKind: 'migrateVms', nameOf: (id) => id });
    expect(event?.places).toEqual(expect.arrayContaining([store(1), store(3)]));
  });

  it('is found as well under what the machine, or a disk of it, has left', () => {
    const left = (before: VmRecord, after: VmRecord) => vmEvents(before, after, { taskKind: 'migrateVms', nameOf: (id) => id }).map(({ type, places }) => [type, places]);
    const [elsewhere, folder, one, three] = [objectIdSchema.parse('host-2'), objectIdSchema.parse('group-v1'), store(1), store(3)];
    const now = machineOn([1, 1]);
    expect(left(machineOn([1, 3]), now)).toEqual([['VmRelocatedEvent', [folder, now.hostId, one, three]]]);
    expect(left({ ...now, hostId: elsewhere }, now)).toEqual([['VmMigratedEvent', [folder, now.hostId, one, elsewhere]]]);
    expect(left(machineOn([1, 3]), machineOn([1]))).toEqual([['VmReconfiguredEvent', [folder, now.hostId, one, three]]]);
  });
});
