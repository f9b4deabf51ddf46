import { describe, expect, test } from 'vitest';
import { findHolders } from '../../../electron/machines/holders.ts';
import { freedIfDeleted, readSpace } from '../../../electron/machines/space.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { overlay } from '../../fixtures/yard.ts';
import { benchesWith } from './benches.ts';
import { kinds } from './kinds.ts';
import { block, diskBytes } from './machineBench.ts';

const openBench = benchesWith();

describe.each(kinds)('looking into machines over the %s array', (kind) => {
  test('a diff names exactly what was written, disk by disk, in both directions', async () => {
    const bench = await openBench({ kind });
    const { id } = await bench.addVm('web', 2);
    await bench.writeBlocks(id, 0, 0, 100, 1);
    const one = await bench.takeSnapshot(id, 'one');
    await bench.writeBlocks(id, 0, 10, 5, 2);
    await bench.writeBlocks(id, 0, 20, 1, 2);
    await bench.writeBlocks(id, 1, 255, 1, 2);
    const two = await bench.takeSnapshot(id, 'two');
    await bench.writeBlocks(id, 1, 0, 2, 3);
    const disks = (first: [number, number][], second: [number, number][]): unknown[] => {
      const total = { changedBytes: 0, extentCount: 0 };
      const events: unknown[] = [first, second].flatMap((ranges, index) => {
        const disk = `Hard disk ${index + 1}`;
        const extents = ranges.map(([from, count]) => ({ offset: from * block, length: count * block }));
        const changedBytes = extents.reduce((sum, { length }) => sum + length, 0);
        total.changedBytes += changedBytes;
        total.extentCount += extents.length;
        return [...(extents.length > 0 ? [{ type: 'extents', disk, extents }] : []), { type: 'disk', disk, sizeBytes: diskBytes, changedBytes, extentCount: extents.length }];
      });
      return [...events, { type: 'end', ...total }];
    };
    const between = disks([[10, 5], [20, 1]], [[255, 1]]);
    expect(await bench.diff(id, one, two)).toEqual(between);
    expect(await bench.diff(id, two, one)).toEqual(between);
    expect(await bench.diff(id, one, 'current')).toEqual(disks([[10, 5], [20, 1]], [[0, 2], [255, 1]]));
    expect(await bench.diff(id, 'current', two)).toEqual(disks([], [[0, 2]]));
    expect(await bench.diff(id, two, two)).toEqual(disks([], []));
    await bench.removeSnapshot(id, one);
    await expect(bench.diff(id, one, two)).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
  });

  test('a diff of many ranges comes in bounded parts', async () => {
    const bench = await openBench({ kind });
    const { id } = await bench.addVm('web', 6);
    const one = await bench.takeSnapshot(id, 'one');
    for (let at = 0; at < 256; at += 2) for (let disk = 0; disk < 6; disk += 1) await bench.array.write(bench.fileOf(id, disk), at * block, Buffer.alloc(block, 7));
    const events = await bench.diff(id, one, 'current');
    expect(events.at(-1)).toEqual({ type: 'end', changedBytes: 6 * 128 * block, extentCount: 6 * 128 });
    expect(events.filter(({ type }) => type === 'disk')).toHaveLength(6);
  });

  test('space tells fair shares once the exact pass has seen every file', async () => {
    const bench = await openBench({ kind });
    const a = await bench.addVm('a', 2);
    await bench.writeBlocks(a.id, 0, 0, 8, 1);
    await bench.writeBlocks(a.id, 1, 0, 4, 1);
    const { vm: b } = await bench.clone(a.id, 'b');
    await bench.writeBlocks(b.id, 0, 0, 2, 2);
    expect(await readSpace(bench.rooms, [a.id])).toMatchObject([{ name: 'a', fairShareBytes: null, exactAsOfMs: null }]);
    const startedMs = Date.now();
    await bench.array.reclaim();
    const spaces = await readSpace(bench.rooms, [b.id, a.id]);
    // 10 blocks are shared by two; a alone holds the two that b has overwritten, b those it wrote.
    expect(spaces).toEqual([
      { vmId: b.id, name: 'b', uniqueBytes: 2 * block, sharedBytes: 10 * block, snapshotBytes: 0, isExact: true, fairShareBytes: 7 * block, exactAsOfMs: expect.any(Number) },
      { vmId: a.id, name: 'a', uniqueBytes: 2 * block, sharedBytes: 10 * block, snapshotBytes: 0, isExact: true, fairShareBytes: 7 * block, exactAsOfMs: expect.any(Number) },
    ]);
    expect(spaces[0]?.exactAsOfMs).toBeGreaterThanOrEqual(startedMs);
    // The fair shares of all make up what is stored.
    expect(bench.array.volume(bench.inventory.datastore(a.datastoreId).volumeId).physicalBytes).toBe(14 * block);
    await bench.takeSnapshot(a.id, 'new');
    expect((await readSpace(bench.rooms, [a.id]))[0]).toMatchObject({ fairShareBytes: null, exactAsOfMs: null });
  });

  test('what deleting a set would free is more than the sum of what each would', async () => {
    const bench = await openBench({ kind });
    const a = await bench.addVm('a', 1);
    await bench.writeBlocks(a.id, 0, 0, 8, 1);
    const { vm: b } = await bench.clone(a.id, 'b');
    const { vm: c } = await bench.clone(a.id, 'c');
    await bench.writeBlocks(b.id, 0, 0, 3, 2);
    await bench.takeSnapshot(b.id, 'kept');
    await bench.writeBlocks(b.id, 0, 0, 1, 3);
    const freed = async (...ids: ObjectId[]): Promise<number> => (await freedIfDeleted(bench.rooms, ids)).freedBytes / block;
    expect(await freed(a.id)).toBe(0);
    expect(await freed(b.id)).toBe(4);
    expect(await freed(b.id, b.id)).toBe(4);
    expect(await freed(a.id, c.id)).toBe(3);
    expect(await freed(a.id, b.id, c.id)).toBe(12);
    const { volumeId } = bench.inventory.datastore(a.datastoreId);
    const before = bench.array.volume(volumeId).physicalBytes;
    await bench.deleteVms(a.id, c.id);
    expect(before - bench.array.volume(volumeId).physicalBytes).toBe(3 * block);
  });

  test('a block is told with everything that holds it', async () => {
    const bench = await openBench({ kind });
    const a = await bench.addVm('a', 2);
    await bench.writeBlocks(a.id, 1, 5, 2, 1);
    const { vm: b } = await bench.clone(a.id, 'b');
    const snapshotId = await bench.takeSnapshot(b.id, 'kept');
    await bench.writeBlocks(b.id, 1, 5, 1, 2);
    const at = (vmId: ObjectId, offset: number, limit = 10, state: 'current' | typeof snapshotId = 'current'): ReturnType<typeof findHolders> =>
      findHolders(bench.rooms, { vmId, state, disk: 'Hard disk 2', offset, limit });
    const place = { disk: 'Hard disk 2', volumeSnapshotId: null, offset: 5 * block };
    const old = [
      { vm: { id: a.id, name: 'a' }, snapshot: null, ...place },
      { vm: { id: b.id, name: 'b' }, snapshot: { id: snapshotId, name: 'kept' }, ...place },
    ];
    const found = await at(a.id, 5 * block + 17);
    expect(found).toMatchObject({ disk: 'Hard disk 2', offset: 5 * block, isZero: false, total: 2 });
    expect(found.holders).toHaveLength(2);
    expect(found.holders).toEqual(expect.arrayContaining(old));
    expect(await at(b.id, 5 * block, 10, snapshotId)).toMatchObject({ total: 2 });
    expect(await at(b.id, 5 * block)).toMatchObject({ total: 1, holders: [{ vm: { name: 'b' }, snapshot: null }] });
    expect(await at(a.id, 6 * block, 1)).toMatchObject({ total: 3, holders: [{ offset: 6 * block }] });
    expect(await at(a.id, 0)).toEqual({ disk: 'Hard disk 2', offset: 0, isZero: true, total: 0, holders: [] });
    await expect(at(a.id, diskBytes)).rejects.toMatchObject({ code: 'InvalidArgument' });
    await expect(findHolders(bench.rooms, { vmId: a.id, state: 'current', disk: 'Hard disk 3', offset: 0, limit: 1 })).rejects.toMatchObject({ code: 'ManagedObjectNotFound', data: { names: ['Hard disk 1', 'Hard disk 2'] } });
    // Also what a snapshot of the datastore keeps, after the machine is gone.
    const volumeSnapshotId = await bench.array.commit((tx) => bench.array.createSnapshot(tx, bench.inventory.datastore(a.datastoreId).volumeId));
    await bench.deleteVms(b.id);
    const kept = await at(a.id, 6 * block);
    expect(kept.holders).toEqual(expect.arrayContaining([{ vm: null, disk: null, snapshot: null, volumeSnapshotId, offset: 6 * block }, { vm: { id: a.id, name: 'a' }, disk: 'Hard disk 2', snapshot: null, volumeSnapshotId, offset: 6 * block }]));
  });

  test('says what an array cannot do instead of guessing', async () => {
    const bench = await openBench({ kind, wrap: (array) => overlay(array, { capabilities: new Set() }) });
    const { id } = await bench.addVm('a', 1);
    await expect(bench.diff(id, 'current', 'current')).rejects.toMatchObject({ code: 'NotSupported' });
    await expect(freedIfDeleted(bench.rooms, [id])).rejects.toMatchObject({ code: 'NotSupported' });
    await expect(findHolders(bench.rooms, { vmId: id, state: 'current', disk: null, offset: 0, limit: 1 })).rejects.toMatchObject({ code: 'NotSupported' });
    await expect(bench.takeSnapshot(id, 'x')).rejects.toMatchObject({ code: 'NotSupported' });
    // Cloning never depends on what an array can do: the host copies.
    expect((await bench.clone(id, 'b')).result).toMatchObject({ mechanism: 'hostCopy' });
  });
});
