import { describe, expect, test } from 'vitest';
import { startClone } from '../../../electron/machines/cloneMachine.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { MachineCloneSpec } from '../../../shared/model/machine.ts';
import { Gate, newRequestId, overlay } from '../../fixtures/yard.ts';
import { benchesWith } from './benches.ts';
import { kinds } from './kinds.ts';
import { block, type MachineBench } from './machineBench.ts';

const openBench = benchesWith();

const start = (bench: MachineBench, vmId: ObjectId, changes: Partial<MachineCloneSpec>): ReturnType<typeof startClone> =>
  startClone(bench.rooms, { spec: { vmId, snapshotId: null, name: 'copy', folderId: null, datastoreId: null, computeId: null, powerOn: false, ...changes }, requestId: newRequestId() }, 'Test');

describe.each(kinds)('one clone over the %s array', (kind) => {
  test('of a running machine is copied by the host, since filers do not clone what is powered on', async () => {
    const bench = await openBench({ kind });
    const { id } = await bench.addVm('web', 1, { powerState: 'poweredOn' });
    await bench.writeBlocks(id, 0, 0, 8, 1);
    const { vm, result } = await bench.clone(id, 'copy');
    expect(result).toMatchObject({ mechanism: 'hostCopy', bytesCopied: 8 * block });
    expect(bench.rooms.trails.newest({ limit: 1 })).toMatchObject([{ operation: 'clone', mechanism: 'hostCopy', isOffloaded: false, firstFailed: 'poweredOn', moved: { networkReadBytes: 8 * block, networkWriteBytes: 8 * block } }]);
    expect(await bench.contentOf(vm.id)).toBe(await bench.contentOf(id));
    expect(await bench.problems()).toEqual([]);
  });

  test('shares every block and goes its own way', async () => {
    const bench = await openBench({ kind });
    const source = await bench.addVm('web', 2, { guestOs: 'Linux', cpuCount: 3 });
    await bench.writeBlocks(source.id, 0, 0, 8, 1);
    await bench.writeBlocks(source.id, 1, 3, 2, 1);
    const before = await bench.contentOf(source.id);
    const { volumeId } = bench.inventory.datastore(source.datastoreId);
    const { vm, result } = await bench.clone(source.id, 'copy', { powerOn: true });
    expect(vm).toMatchObject({ name: 'copy', source: { id: source.id, name: 'web' }, powerState: 'poweredOn', guestOs: 'Linux', cpuCount: 3, isTemplate: false, disks: [{ label: 'Hard disk 1', mechanism: 'fileClone' }, { label: 'Hard disk 2', mechanism: 'fileClone' }] });
    expect(result).toMatchObject({ vmId: vm.id, mechanism: 'fileClone', bytesCopied: 0 });
    expect(bench.lastTask()).toMatchObject({ kind: 'cloneVm', name: 'Clone to "copy"', target: { id: source.id, name: 'web' } });
    expect(bench.array.volume(volumeId).physicalBytes).toBe(10 * block);
    expect(await bench.contentOf(vm.id)).toBe(before);
    await bench.writeBlocks(vm.id, 0, 0, 1, 2);
    expect(await bench.contentOf(source.id)).toBe(before);
    // Both disks of the clone count as one when it comes to what only they hold.
    const files = vm.disks.map(({ fileId }) => bench.array.file(fileId));
    expect(files.map(({ groupId }) => groupId)).toEqual([files[0]?.id, files[0]?.id]);
    expect(await bench.problems()).toEqual([]);
  });

  test('of a snapshot is what the snapshot holds, without its snapshots', async () => {
    const bench = await openBench({ kind });
    const { id } = await bench.addVm('web', 2);
    await bench.writeBlocks(id, 0, 0, 4, 1);
    const kept = await bench.contentOf(id);
    const snapshotId = await bench.takeSnapshot(id, 'one');
    await bench.writeBlocks(id, 1, 0, 4, 2);
    const { vm } = await bench.clone(id, 'then', { snapshotId });
    expect(await bench.contentOf(vm.id)).toBe(kept);
    expect(vm).not.toHaveProperty('snapshots');
    await bench.deleteVms(id);
    expect(await bench.contentOf(vm.id)).toBe(kept);
    expect(await bench.problems()).toEqual([]);
  });

  test('on another datastore is copied, and as good', async () => {
    const bench = await openBench({ kind });
    const { id } = await bench.addVm('web', 2);
    await bench.writeBlocks(id, 0, 0, 4, 1);
    await bench.writeBlocks(id, 1, 9, 1, 1);
    const { vm, result } = await bench.clone(id, 'copy', { datastoreId: bench.datastoreId('second') });
    expect(result).toMatchObject({ mechanism: 'fullCopy', bytesCopied: 5 * block });
    expect(vm).toMatchObject({ datastoreId: bench.datastoreId('second'), disks: [{ mechanism: 'fullCopy' }, { mechanism: 'fullCopy' }] });
    expect(await bench.contentOf(vm.id)).toBe(await bench.contentOf(id));
    expect(bench.array.volume(bench.inventory.datastore(vm.datastoreId).volumeId).physicalBytes).toBe(5 * block);
    expect(await bench.problems()).toEqual([]);
  });

  test('of thick disks keeps their formats where the datastore offers them, and is thin where it does not', async () => {
    const bench = await openBench({ kind });
    const { id } = await bench.addVm('web', 2);
    await bench.writeBlocks(id, 1, 3, 4, 1);
    const { vm: thick } = await bench.clone(id, 'thick', { diskFormat: 'eagerZeroedThick' });
    const formatsOf = async (name: string, datastore: 'first' | 'second'): Promise<unknown> => {
      const { vm } = await bench.clone(thick.id, name, { datastoreId: bench.datastoreId(datastore) });
      expect(await bench.contentOf(vm.id)).toBe(await bench.contentOf(id));
      return [vm.disks[0]?.mechanism, ...vm.disks.map(({ fileId }) => bench.array.file(fileId).format)];
    };
    const isThinTold = (): boolean => bench.rooms.trails.newest({ limit: 1 })[0]?.reason.endsWith('offers thin disks only: "Hard disk 1" and "Hard disk 2" become thin.') === true;
    expect(await formatsOf('same-1', 'first')).toEqual(['fileClone', 'eagerZeroedThick', 'eagerZeroedThick']);
    expect(await formatsOf('same-2', 'second')).toEqual(['fullCopy', 'eagerZeroedThick', 'eagerZeroedThick']);
    expect(isThinTold()).toBe(false);
    const change = (datastore: 'first' | 'second', to: Parameters<typeof bench.rooms.devices.update>[2]): Promise<void> =>
      bench.array.commit((tx) => bench.rooms.devices.update(tx, bench.inventory.datastore(bench.datastoreId(datastore)).volumeId, to));
    await change('first', { switches: { isInitOn: false } });
    expect(await formatsOf('thin-1', 'first')).toEqual(['fileClone', 'thin', 'thin']);
    expect(isThinTold()).toBe(true);
    await change('second', { profile: 'plain' });
    expect(await formatsOf('thin-2', 'second')).toEqual(['hostCopy', 'thin', 'thin']);
    expect(isThinTold()).toBe(true);
    // Nothing was zeroed for it: the newest trails are those of the two copies.
    expect(bench.rooms.trails.newest({ limit: 2 }).map(({ operation }) => operation)).toEqual(['clone', 'clone']);
    await expect(start(bench, thick.id, { name: 'refused', diskFormat: 'lazyZeroedThick', datastoreId: bench.datastoreId('second') })).rejects.toMatchObject({ code: 'NotSupported' });
    expect(await bench.problems()).toEqual([]);
  });

  test('a name is given once, whoever is faster', async () => {
    const bench = await openBench({ kind });
    const { id } = await bench.addVm('web', 1);
    await expect(start(bench, id, { name: 'WEB' })).rejects.toMatchObject({ code: 'DuplicateName' });
    await expect(start(bench, id, { name: 'a/b' })).rejects.toMatchObject({ code: 'InvalidName' });
    const first = await start(bench, id, {});
    // The first one has not been made yet, but has the name.
    await expect(start(bench, id, { name: 'Copy' })).rejects.toMatchObject({ code: 'DuplicateName' });
    expect(await bench.tasks.wait(first)).toMatchObject({ state: 'success' });
    expect(bench.inventory.vmCount).toBe(2);
    await bench.deleteVms(id);
    await expect(start(bench, id, { name: 'other' })).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
    expect(bench.inventory.isNameTaken('other')).toBe(false);
  });

  test('what does not fit is refused before anything is made', async () => {
    const bench = await openBench({ kind });
    const { id } = await bench.addVm('web', 1);
    await bench.writeBlocks(id, 0, 0, 100, 1);
    const { volumeId } = bench.inventory.datastore(bench.datastoreId('second'));
    await bench.array.commit((tx) => bench.array.updateVolume(tx, volumeId, { sizeBytes: 99 * block }));
    await expect(start(bench, id, { datastoreId: bench.datastoreId('second') })).rejects.toMatchObject({ code: 'InsufficientStorageSpace' });
    await expect(start(bench, id, { folderId: bench.datastoreId('second') })).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
    expect(bench.tasks.list(10)).toEqual([]);
  });

  test('cancelled in the middle of a copy, leaves nothing behind', async () => {
    const gate = new Gate();
    let isHeld = false;
    const bench = await openBench({
      kind,
      wrap: (array) => overlay(array, { read: async (...args) => {
        if (isHeld) await gate.pass();
        await array.read(...args);
      } }),
    });
    const { id } = await bench.addVm('web', 2);
    await bench.writeBlocks(id, 0, 0, 8, 1);
    await bench.writeBlocks(id, 1, 0, 8, 1);
    isHeld = true;
    const taskId = await start(bench, id, { datastoreId: bench.datastoreId('second') });
    await gate.reached;
    bench.tasks.cancel(taskId);
    gate.open();
    expect(await bench.tasks.wait(taskId)).toMatchObject({ state: 'canceled' });
    expect(bench.inventory.vmCount).toBe(1);
    expect(bench.inventory.isNameTaken('copy')).toBe(false);
    await bench.array.reclaim();
    expect(bench.array.volume(bench.inventory.datastore(bench.datastoreId('second')).volumeId)).toMatchObject({ logicalBytes: 0, physicalBytes: 0 });
    expect(await bench.problems()).toEqual([]);
  });
});
