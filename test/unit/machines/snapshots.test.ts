import { describe, expect, test } from 'vitest';
import type { MetaTx } from '../../../electron/meta/meta.ts';
import { keepDisks } from '../../../electron/machines/keepDisks.ts';
import { DeviceRegistry } from '../../../electron/offload/device/deviceRegistry.ts';
import { taskIdSchema } from '../../../shared/ids.ts';
import { startCreateSnapshot } from '../../../electron/machines/createSnapshot.ts';
import { readSnapshots } from '../../../electron/machines/readSnapshots.ts';
import { filesOfVm } from '../../../electron/inventory/records.ts';
import { vmRow, vmSpace } from '../../../electron/inventory/rows.ts';
import { newRequestId, overlay } from '../../fixtures/yard.ts';
import { Fault } from '../../../shared/faults.ts';
import { block } from './machineBench.ts';
import { benchesWith } from './benches.ts';
import { kinds } from './kinds.ts';

const openBench = benchesWith();

describe.each(kinds)('snapshots over the %s array', (kind) => {
  test('all disks go back to one moment, power goes off, and the tree grows a branch', async () => {
    const bench = await openBench({ kind });
    const { id } = await bench.addVm('web', 2);
    await bench.writeBlocks(id, 0, 0, 4, 1);
    await bench.writeBlocks(id, 1, 8, 2, 1);
    const first = await bench.contentOf(id);
    const one = await bench.takeSnapshot(id, 'one');
    await bench.writeBlocks(id, 0, 2, 4, 2);
    await bench.writeBlocks(id, 1, 0, 1, 2);
    const second = await bench.contentOf(id);
    const two = await bench.takeSnapshot(id, 'two');
    await bench.writeBlocks(id, 1, 0, 16, 3);
    await bench.array.commit((tx) => bench.inventory.setPower(tx, [bench.inventory.vm(id)], 'poweredOn'));

    const files = bench.inventory.vm(id).disks;
    await bench.revert(id, one);
    expect(bench.lastTask()).toMatchObject({ kind: 'revertVm', name: 'Revert to snapshot "one"', target: { id, name: 'web' }, result: { kind: 'revertVm', snapshotId: one } });
    expect(await bench.contentOf(id)).toBe(first);
    expect(bench.inventory.vm(id)).toMatchObject({ powerState: 'poweredOff', disks: files, snapshots: { currentId: one } });
    const branch = await bench.takeSnapshot(id, 'branch');
    await bench.revert(id, two);
    expect(await bench.contentOf(id)).toBe(second);
    expect(readSnapshots(bench.rooms, id)).toMatchObject({ currentId: two, snapshots: [{ id: one, parentId: null }, { id: two, parentId: one }, { id: branch, parentId: one, name: 'branch', disks: [{ label: 'Hard disk 1', logicalBytes: 4 * block }, { label: 'Hard disk 2', logicalBytes: 2 * block }] }] });
    expect(await bench.problems()).toEqual([]);
    // The store tells the same as memory.
    expect(bench.rereadInventory().vm(id)).toEqual(bench.inventory.vm(id));
  });

  test('a filer that only says it has made one is marked with the snapshot that it did not make', async () => {
    const bench = await openBench({ kind, faults: { next: (_volume, command) => (command === 'nasFastFileClone' ? { kind: 'ignore' } : null) } });
    const { id, datastoreId } = await bench.addVm('web', 2);
    await bench.writeBlocks(id, 1, 0, 4, 1);
    const content = await bench.contentOf(id);
    const { volumeId } = bench.inventory.datastore(datastoreId);
    const marks = (): unknown[] => {
      const asStored = new DeviceRegistry({ meta: bench.meta, array: bench.array });
      return [bench.rooms.devices, asStored].map((devices) => devices.find(volumeId)?.distrust?.reason ?? null);
    };
    await expect(
      bench.array.commit((tx) => {
        keepDisks(bench.rooms, tx, bench.inventory.vm(id), taskIdSchema.parse('task-7'));
        throw new Error('given up');
      }),
    ).rejects.toThrow('given up');
    expect(marks()).toEqual([null, null]);
    // Whatever waits for the end of a transaction must not need another one, which may fail.
    const transaction = bench.meta.transaction.bind(bench.meta);
    let isInside = false;
    Object.assign(bench.meta, {
      transaction: <T>(work: (tx: MetaTx) => T): T => {
        if (isInside) throw new Fault('InsufficientStorageSpace', 'The local disk is full.');
        isInside = true;
        try {
          return transaction(work);
        } finally {
          isInside = false;
        }
      },
    });
    const kept = await bench.takeSnapshot(id, 'one');
    const reason = 'A native snapshot was reported as made but does not hold what the disk holds.';
    expect(marks()).toEqual([reason, reason]);
    expect(bench.rooms.trails.newest({ limit: 1 })).toMatchObject([{ operation: 'snapshot', mechanism: 'hostCopy', isOffloaded: false, failure: null, firstFailed: 'verified', attempts: [{ mechanism: 'fileClone', outcome: 'failed' }, { mechanism: 'hostCopy', outcome: 'used' }] }]);
    await bench.writeBlocks(id, 1, 2, 4, 2);
    await bench.revert(id, kept);
    expect(await bench.contentOf(id)).toBe(content);
    expect(await bench.problems()).toEqual([]);
  });

  test('deleting a snapshot leaves the disks and the others as they are', async () => {
    const bench = await openBench({ kind });
    const { id } = await bench.addVm('web', 2);
    const states: string[] = [];
    const ids = [];
    for (const seed of [1, 2, 3]) {
      await bench.writeBlocks(id, 0, seed, 2, seed);
      await bench.writeBlocks(id, 1, 0, 2, seed);
      states.push(await bench.contentOf(id));
      ids.push(await bench.takeSnapshot(id, `s${seed}`));
    }
    const [one, two, three] = ids;
    if (!one || !two || !three) throw new Error('There are no snapshots.');
    const before = await bench.contentOf(id);
    // Its last block of the first disk and both of the second one have been overwritten since.
    expect(await bench.removeSnapshot(id, two)).toEqual({ kind: 'removeVmSnapshot', removed: 1, freedBytes: 3 * block });
    expect(await bench.contentOf(id)).toBe(before);
    expect(readSnapshots(bench.rooms, id).snapshots.map((snapshot) => [snapshot.id, snapshot.parentId])).toEqual([[one, null], [three, one]]);
    await bench.revert(id, one);
    expect(await bench.contentOf(id)).toBe(states[0]);
    expect(await bench.removeSnapshot(id, one, true)).toMatchObject({ removed: 2 });
    expect(bench.inventory.vm(id)).not.toHaveProperty('snapshots');
    expect(vmRow(bench.array, bench.inventory.vm(id))).toMatchObject({ snapshotCount: 0, space: { snapshotBytes: 0 } });
    expect(await bench.contentOf(id)).toBe(states[0]);
    expect(await bench.problems()).toEqual([]);
  });

  test('deleting the machine deletes what its snapshots hold', async () => {
    const bench = await openBench({ kind });
    const { id, datastoreId } = await bench.addVm('web', 2);
    await bench.writeBlocks(id, 0, 0, 8, 1);
    await bench.takeSnapshot(id, 'one');
    await bench.writeBlocks(id, 0, 0, 8, 2);
    await bench.takeSnapshot(id, 'two');
    const files = filesOfVm(bench.inventory.vm(id));
    expect(new Set(files).size).toBe(6);
    expect(files.map((file) => bench.inventory.ownerOf(file))).toEqual(Array(6).fill(id));
    const { volumeId } = bench.inventory.datastore(datastoreId);
    expect(bench.array.volume(volumeId).physicalBytes).toBe(16 * block);
    await bench.deleteVms(id);
    expect(bench.lastTask().result).toMatchObject({ kind: 'deleteVms', deleted: 1, freedBytes: 16 * block });
    expect(files.map((file) => bench.inventory.ownerOf(file))).toEqual(Array(6).fill(undefined));
    expect(bench.array.volume(volumeId)).toMatchObject({ physicalBytes: 0, logicalBytes: 0 });
    expect(await bench.problems()).toEqual([]);
  });

  test('the space of a machine adds up whatever its snapshots hold', async () => {
    const bench = await openBench({ kind });
    const { id } = await bench.addVm('web', 2);
    const space = async (): Promise<ReturnType<typeof vmSpace>> => {
      await bench.array.reclaim();
      const found = vmSpace(bench.array, bench.inventory.vm(id));
      expect(found.uniqueBytes + found.sharedBytes).toBe(found.logicalBytes + found.snapshotBytes);
      return found;
    };
    await bench.writeBlocks(id, 0, 0, 10, 1);
    await bench.writeBlocks(id, 1, 0, 5, 1);
    expect(await space()).toMatchObject({ logicalBytes: 15 * block, uniqueBytes: 15 * block, sharedBytes: 0, snapshotBytes: 0, isExact: true });
    // What the machine shares with its own snapshots alone is still its own.
    const one = await bench.takeSnapshot(id, 'one');
    // At once, and not only when the exact pass has looked again.
    expect(vmSpace(bench.array, bench.inventory.vm(id))).toMatchObject({ uniqueBytes: 15 * block, isExact: true });
    expect(await space()).toMatchObject({ logicalBytes: 15 * block, uniqueBytes: 15 * block, sharedBytes: 0, snapshotBytes: 0 });
    await bench.writeBlocks(id, 0, 0, 4, 2);
    expect(vmSpace(bench.array, bench.inventory.vm(id)).uniqueBytes).toBe(19 * block);
    expect(await space()).toMatchObject({ logicalBytes: 15 * block, uniqueBytes: 19 * block, sharedBytes: 0, snapshotBytes: 4 * block });
    // What a clone shares is shared, and what it holds cannot be told to be the snapshot's alone.
    const { vm: copy } = await bench.clone(id, 'copy');
    expect(await space()).toMatchObject({ logicalBytes: 15 * block, uniqueBytes: 4 * block, sharedBytes: 15 * block, snapshotBytes: 4 * block });
    await bench.deleteVms(copy.id);
    // Two snapshots that share what no disk holds any more: counted in the whole, and in no part but the sum.
    await bench.revert(id, one);
    await bench.takeSnapshot(id, 'again');
    await bench.writeBlocks(id, 0, 0, 10, 3);
    await bench.writeBlocks(id, 1, 0, 5, 3);
    const found = await space();
    expect(found).toMatchObject({ logicalBytes: 15 * block, uniqueBytes: 30 * block, sharedBytes: 0, snapshotBytes: 15 * block });
    expect(await bench.array.freedByDeleting(filesOfVm(bench.inventory.vm(id)))).toEqual({ freedBytes: 30 * block });
  });

  test('a snapshot is told with its machine, and its space when that changes', async () => {
    const bench = await openBench({ kind });
    const { id } = await bench.addVm('web', 1);
    await bench.writeBlocks(id, 0, 0, 4, 1);
    const snapshot = await bench.takeSnapshot(id, 'one');
    const changes = bench.inventory.feed.subscribe();
    await bench.writeBlocks(id, 0, 0, 4, 2);
    expect((await changes.next())?.keys.has(id)).toBe(true);
    await bench.array.reclaim();
    expect(readSnapshots(bench.rooms, id).snapshots).toMatchObject([{ uniqueBytes: 4 * block, isExact: true }]);
    expect(vmRow(bench.array, bench.inventory.vm(id))).toMatchObject({ snapshotCount: 1 });
    await bench.revert(id, snapshot);
    expect((await changes.next())?.keys.has(id)).toBe(true);
    changes.end();
  });

  test('is refused where there is nothing to keep', async () => {
    const bench = await openBench({ kind });
    const template = await bench.addVm('gold', 1, { isTemplate: true });
    const diskless = await bench.addVm('bare', 0);
    const take = (vmId: typeof template.id): Promise<unknown> => startCreateSnapshot(bench.rooms, { vmId, name: 'x', description: '', requestId: newRequestId() }, 'Test');
    await expect(take(template.id)).rejects.toMatchObject({ code: 'InvalidState', message: expect.stringContaining('is a template') });
    await expect(take(diskless.id)).rejects.toMatchObject({ code: 'InvalidState', message: '"bare" has no disk.' });
    const vm = await bench.addVm('web', 1);
    const snapshot = await bench.takeSnapshot(vm.id, 'one');
    await bench.removeSnapshot(vm.id, snapshot);
    await expect(bench.revert(vm.id, snapshot)).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
    await expect(bench.removeSnapshot(vm.id, snapshot)).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
    // A number is never given out twice.
    expect(await bench.takeSnapshot(vm.id, 'one')).not.toBe(snapshot);
  });

  test('disks in use are not reverted', async () => {
    const bench = await openBench({ kind });
    const { id, name } = await bench.addVm('web', 1);
    await bench.writeBlocks(id, 0, 0, 1, 1);
    const snapshot = await bench.takeSnapshot(id, 'one');
    await bench.writeBlocks(id, 0, 0, 1, 2);
    const before = await bench.contentOf(id);
    const release = bench.inventory.holds.take(id, name, 'read', 'Export web');
    await expect(bench.revert(id, snapshot)).rejects.toThrow('TaskInProgress "web" is in use by another task: Export web.');
    // Readers do not mind another reader, so a snapshot can be taken.
    await bench.takeSnapshot(id, 'two');
    release();
    expect(await bench.contentOf(id)).toBe(before);
  });

  test('is taken of all disks or of none', async () => {
    let left = Infinity;
    const bench = await openBench({
      kind,
      wrap: (array) => overlay(array, { cloneFile: (...args) => {
        left -= 1;
        if (left < 0) throw new Fault('InsufficientStorageSpace', 'No room for the record.');
        return array.cloneFile(...args);
      } }),
    });
    const { id } = await bench.addVm('web', 2);
    await bench.writeBlocks(id, 0, 0, 1, 1);
    left = 1;
    await expect(bench.takeSnapshot(id, 'half')).rejects.toThrow('InsufficientStorageSpace');
    expect(bench.lastTask()).toMatchObject({ state: 'error', fault: { code: 'InsufficientStorageSpace' } });
    expect(readSnapshots(bench.rooms, id)).toEqual({ vmId: id, currentId: null, snapshots: [] });
    expect(await bench.problems()).toEqual([]);
    left = 2;
    await bench.takeSnapshot(id, 'whole');
    expect(await bench.problems()).toEqual([]);
  });
});
