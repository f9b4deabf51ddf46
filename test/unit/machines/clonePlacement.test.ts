/** Machines whose disks lie on two datastores, cloned and deployed: each disk where it was told to go, or beside its original. */
import { describe, expect, test } from 'vitest';
import { decide } from '../../../electron/acceleration/decide.ts';
import { explainVm } from '../../../electron/acceleration/explain.ts';
import { planRapidClone, startRapidClone } from '../../../electron/cloning/cloning.ts';
import { registerRapidClone } from '../../../electron/cloning/execute.ts';
import { unmountDatastore } from '../../../electron/inventory/mounts.ts';
import { startClone } from '../../../electron/machines/cloneMachine.ts';
import { startEnterMaintenance } from '../../../electron/machines/datastoreMaintenance.ts';
import type { FaultSource } from '../../../electron/offload/device/deviceTypes.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { clonePlanSchema } from '../../../shared/model/clonePlan.ts';
import type { MachineCloneSpec } from '../../../shared/model/machine.ts';
import { cloneSpec, newRequestId, overlay } from '../../fixtures/yard.ts';
import { benchesWith, place, placesOf, threeDatastores, twoHosts } from './benches.ts';
import { kinds } from './kinds.ts';
import { block, diskBytes, type MachineBench, type BenchOptions } from './machineBench.ts';

const [one, two, three] = ['Hard disk 1', 'Hard disk 2', 'Hard disk 3'] as const;
const openCommon = benchesWith({ hosts: twoHosts, datastores: threeDatastores });

async function openBench(options: BenchOptions): Promise<MachineBench> {
  const bench = await openCommon(options);
  registerRapidClone(bench.rooms);
  return bench;
}

/** At home on `first` with two disks of 8 and 4 blocks, and with a third one of 6 blocks on `second`. */
async function addApart(bench: MachineBench, changes: Parameters<MachineBench['addVm']>[2] = {}): Promise<ObjectId> {
  const { id } = await bench.addVm('web', 3, changes);
  for (const [disk, count] of [8, 4, 6].entries()) await bench.writeBlocks(id, disk, disk, count, 1);
  await bench.migrate([id], { diskPlacement: place(bench, [three, 'second']) });
  return id;
}

const mechanismsOf = ({ inventory }: MachineBench, id: ObjectId): string[] => inventory.vm(id).disks.map(({ mechanism }) => mechanism);
const groupsOf = (bench: MachineBench, id: ObjectId): unknown[] => bench.inventory.vm(id).disks.map(({ fileId }) => bench.array.file(fileId).groupId);
const physicalOn = (bench: MachineBench, name: string): number => bench.array.volume(bench.inventory.datastore(bench.datastoreId(name)).volumeId).physicalBytes;
const start = (bench: MachineBench, vmId: ObjectId, changes: Partial<MachineCloneSpec>): ReturnType<typeof startClone> =>
  startClone(bench.rooms, { spec: { vmId, snapshotId: null, name: 'copy', folderId: null, datastoreId: null, computeId: null, powerOn: false, ...changes }, requestId: newRequestId() }, 'Test');

/** The ways of a trail: mechanism, from, to, disks. */
function waysOf(bench: MachineBench, id: ObjectId): unknown[] {
  const { made, madeApart } = explainVm(bench.rooms, id);
  return [made, ...madeApart].map((trail) => trail && [trail.mechanism, trail.sourceDatastoreName, trail.datastoreName, trail.disks]);
}

describe.each(kinds)('a clone of disks on two datastores over the %s array', (kind) => {
  test('without a datastore has each disk beside its original, made as it is made there', async () => {
    const bench = await openBench({ kind });
    const id = await addApart(bench);
    const { vm, result } = await bench.clone(id, 'copy');
    expect(placesOf(bench, vm.id)).toEqual(['first', 'first', 'first', 'second']);
    expect(vm.disks.map(({ label, datastoreId }) => [label, datastoreId])).toEqual([[one, undefined], [two, undefined], [three, bench.datastoreId('second')]]);
    const byBlocks = mechanismsOf(bench, vm.id)[2];
    expect(mechanismsOf(bench, vm.id)).toEqual(['fileClone', 'fileClone', byBlocks]);
    expect(['xcopy', 'fullCopy']).toContain(byBlocks);
    expect(result).toMatchObject({ mechanism: byBlocks });
    expect(waysOf(bench, vm.id)).toEqual([['fileClone', 'first', 'first', [one, two]], [byBlocks, 'second', 'second', [three]]]);
    expect(explainVm(bench.rooms, vm.id).later).toEqual([]);
    const [first, second, third] = groupsOf(bench, vm.id);
    expect([second, third]).toEqual([first, vm.disks[2]?.fileId]);
    expect(await bench.contentOf(vm.id)).toBe(await bench.contentOf(id));
    expect(bench.rereadInventory().vm(vm.id)).toEqual(vm);
    expect(['first', 'second'].map((name) => bench.inventory.provisionedBytes(bench.datastoreId(name)))).toEqual([4 * diskBytes, 2 * diskBytes]);
    // Nothing of the copying is left.
    expect(['first', 'second'].map((name) => [...bench.array.fileIds(bench.inventory.datastore(bench.datastoreId(name)).volumeId)].length)).toEqual([4, 2]);
    expect(await bench.problems()).toEqual([]);
  });

  test('with a datastore lies there altogether, in one group, whichever ways its disks came', async () => {
    const bench = await openBench({ kind });
    const id = await addApart(bench);
    const { vm, result } = await bench.clone(id, 'copy', { datastoreId: bench.datastoreId('third') });
    expect(placesOf(bench, vm.id)).toEqual(['third', 'third', 'third', 'third']);
    expect(vm.disks.some((disk) => 'datastoreId' in disk)).toBe(false);
    expect(waysOf(bench, vm.id)).toEqual([['fullCopy', 'first', 'third', [one, two]], ['hostCopy', 'second', 'third', [three]]]);
    expect(result).toMatchObject({ mechanism: 'hostCopy', bytesCopied: 18 * block });
    expect(new Set(groupsOf(bench, vm.id)).size).toBe(1);
    expect(physicalOn(bench, 'third')).toBe(18 * block);
    expect(await bench.contentOf(vm.id)).toBe(await bench.contentOf(id));
    expect(await bench.problems()).toEqual([]);
  });

  test('takes single disks elsewhere, from a snapshot as well, and a template of it likewise', async () => {
    const bench = await openBench({ kind });
    const id = await addApart(bench);
    const kept = await bench.contentOf(id);
    const snapshotId = await bench.takeSnapshot(id, 'kept');
    await bench.writeBlocks(id, 0, 0, 2, 2);
    await bench.writeBlocks(id, 2, 0, 2, 2);
    const diskPlacement = place(bench, [two, 'second'], [three, 'third']);
    const { vm } = await bench.clone(id, 'then', { snapshotId, diskPlacement, isTemplate: true });
    expect(placesOf(bench, vm.id)).toEqual(['first', 'first', 'second', 'third']);
    expect(await bench.contentOf(vm.id)).toBe(kept);
    const { vm: now } = await bench.clone(id, 'now', { datastoreId: bench.datastoreId('second'), diskPlacement: place(bench, [one, 'first']) });
    expect(placesOf(bench, now.id)).toEqual(['second', 'first', 'second', 'second']);
    expect(await bench.contentOf(now.id)).toBe(await bench.contentOf(id));
    expect(await bench.problems()).toEqual([]);
    await bench.deleteVms(vm.id, now.id, id);
    expect(['first', 'second', 'third'].map((name) => bench.inventory.provisionedBytes(bench.datastoreId(name)))).toEqual([0, 0, 0]);
    expect(await bench.problems()).toEqual([]);
  });

  test('of a running machine holds all disks as of one moment', async () => {
    const bench = await openBench({ kind });
    const id = await addApart(bench, { powerState: 'poweredOn' });
    const { vm } = await bench.clone(id, 'copy', { diskPlacement: place(bench, [one, 'third']) });
    expect(mechanismsOf(bench, vm.id).slice(0, 2)).toEqual(['hostCopy', 'hostCopy']);
    expect(await bench.contentOf(vm.id)).toBe(await bench.contentOf(id));
    expect(await bench.problems()).toEqual([]);
  });

  test('is refused for what is wrong with any of the datastores, and for disks that are not there', async () => {
    const bench = await openBench({ kind });
    const id = await addApart(bench);
    await expect(start(bench, id, { diskPlacement: place(bench, ['Hard disk 4', 'third']) })).rejects.toMatchObject({ code: 'InvalidArgument', message: '"web" has no disk "Hard disk 4".' });
    await expect(start(bench, id, { diskPlacement: [{ label: two, datastoreId: id }] })).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
    const rooms = { ...bench.rooms, meta: bench.meta };
    await unmountDatastore(rooms, { datastoreId: bench.datastoreId('third'), hostId: bench.hostId('esx-01.yard.local') });
    await expect(start(bench, id, { diskPlacement: place(bench, [two, 'third']) })).rejects.toMatchObject({ code: 'InvalidState', message: '"third" is not mounted on esx-01.yard.local.' });
    const { vm } = await bench.clone(id, 'copy', { computeId: bench.hostId('esx-02.yard.local'), diskPlacement: place(bench, [two, 'third']) });
    expect([vm.hostId, ...placesOf(bench, vm.id)]).toEqual([bench.hostId('esx-02.yard.local'), 'first', 'first', 'third', 'second']);
    await bench.resultOf(startEnterMaintenance(bench.rooms, { datastoreId: bench.datastoreId('third'), targetId: bench.datastoreId('first'), requestId: newRequestId() }, 'Test'));
    await expect(start(bench, id, { name: 'other', computeId: bench.hostId('esx-02.yard.local'), diskPlacement: place(bench, [two, 'third']) })).rejects.toMatchObject({ code: 'InvalidState', message: '"third" is in maintenance mode.' });
    const { volumeId } = bench.inventory.datastore(bench.datastoreId('second'));
    await bench.array.commit((tx) => bench.array.updateVolume(tx, volumeId, { sizeBytes: physicalOn(bench, 'second') + block }));
    await expect(start(bench, id, { name: 'other', diskPlacement: place(bench, [two, 'second']) })).rejects.toMatchObject({ code: 'InsufficientStorageSpace', message: expect.stringContaining('"second" has 4 KiB free') });
    expect(await bench.problems()).toEqual([]);
  });

  test('is told ahead, disks by disks', async () => {
    const bench = await openBench({ kind });
    const id = await addApart(bench);
    const told = decide(bench.rooms, { vmId: id, datastoreId: null, hostId: null, diskPlacement: place(bench, [two, 'third']) });
    expect(told.routes.map(({ disks, source, target, mechanisms }) => [disks, source.name, target.name, mechanisms.map(({ mechanism }) => mechanism)])).toEqual([
      [[one], 'first', 'first', ['fileClone']], [[two], 'first', 'third', ['fullCopy']], [[three], 'second', 'second', [expect.stringMatching(/xcopy|fullCopy/)]],
    ]);
    expect(told.mechanism).toBe('fullCopy');
    expect(decide(bench.rooms, { vmId: id, datastoreId: bench.datastoreId('second'), hostId: null }).mechanism).toBe('hostCopy');
  });
});

describe.each(kinds)('a rapid clone of disks on two datastores over the %s array', (kind) => {
  test('has each disk beside its original, and every clone after the first shares what it can', async () => {
    const bench = await openBench({ kind });
    const id = await addApart(bench);
    const spec = cloneSpec(id, 6);
    const plan = clonePlanSchema.parse(planRapidClone(bench.rooms, spec));
    expect(plan.routes.map(({ disks, source, target }) => [disks, source.name, target.name])).toEqual([[[one, two], 'first', 'first'], [[three], 'second', 'second']]);
    expect(plan.datastores.map(({ name, before, after }) => [name, after.provisionedBytes - before.provisionedBytes])).toEqual([['first', 12 * diskBytes], ['second', 6 * diskBytes]]);
    expect(plan.mechanisms.every(({ disks }) => disks !== undefined)).toBe(true);
    const before = ['first', 'second'].map((name) => physicalOn(bench, name));
    const result = await bench.resultOf(startRapidClone(bench.rooms, spec, newRequestId(), 'Test'));
    expect(result).toMatchObject({ created: 6, failed: 0 });
    const clones = [...bench.inventory.vms()].filter(({ source }) => source?.id === id);
    const content = await bench.contentOf(id);
    for (const clone of clones) {
      expect(placesOf(bench, clone.id)).toEqual(['first', 'first', 'first', 'second']);
      expect(await bench.contentOf(clone.id)).toBe(content);
    }
    expect(plan.clones.map(({ mechanism }) => mechanism)).toEqual(clones.map((clone) => mechanismsOf(bench, clone.id)[2]));
    for (const [index, name] of ['first', 'second'].entries()) {
      const planned = plan.datastores[index];
      expect(physicalOn(bench, name) - (before[index] ?? 0)).toBe((planned?.after.physicalBytes ?? 0) - (planned?.before.physicalBytes ?? 0));
    }
    expect(await bench.problems()).toEqual([]);
  });

  test('to one datastore copies each way once, and the others are made from the first clone', async () => {
    const bench = await openBench({ kind });
    const id = await addApart(bench);
    const spec = cloneSpec(id, 5, { datastoreId: bench.datastoreId('third') });
    const plan = planRapidClone(bench.rooms, spec);
    expect(plan.routes.map(({ disks, mechanisms }) => [disks, mechanisms.map(({ mechanism, count }) => [mechanism, count])])).toEqual([
      [[one, two], [['fullCopy', 1], ['fileClone', 4]]], [[three], [['hostCopy', 1], ['fileClone', 4]]],
    ]);
    expect(plan).toMatchObject({ bytesToCopy: 18 * block, refusals: [], datastores: [{ name: 'third' }] });
    expect(await bench.resultOf(startRapidClone(bench.rooms, spec, newRequestId(), 'Test'))).toMatchObject({ created: 5, failed: 0 });
    const clones = [...bench.inventory.vms()].filter(({ source }) => source?.id === id);
    expect(clones.map((clone) => mechanismsOf(bench, clone.id))).toEqual([['fullCopy', 'fullCopy', 'hostCopy'], ...Array.from({ length: 4 }, () => ['fileClone', 'fileClone', 'fileClone'])]);
    const content = await bench.contentOf(id);
    for (const clone of clones) {
      expect(placesOf(bench, clone.id)).toEqual(['third', 'third', 'third', 'third']);
      expect(new Set(groupsOf(bench, clone.id)).size).toBe(1);
      expect(await bench.contentOf(clone.id)).toBe(content);
    }
    expect(physicalOn(bench, 'third')).toBe(18 * block);
    expect(await bench.problems()).toEqual([]);
  });
});

describe('a clone in several ways of which one fails', () => {
  test('goes on by the host where the filer refuses its file clones, and says so', async () => {
    const faults: FaultSource = { next: (_volumeId, command) => (command === 'nasFastFileClone' ? { kind: 'fail', failure: 'rejected' } : null) };
    const bench = await openBench({ kind: 'embedded', faults });
    const id = await addApart(bench);
    const { vm } = await bench.clone(id, 'copy');
    expect(mechanismsOf(bench, vm.id).slice(0, 2)).toEqual(['hostCopy', 'hostCopy']);
    expect(explainVm(bench.rooms, vm.id).made).toMatchObject({ firstFailed: 'acceptedByArray', disks: [one, two] });
    expect(await bench.contentOf(vm.id)).toBe(await bench.contentOf(id));
    expect(await bench.resultOf(startRapidClone(bench.rooms, cloneSpec(id, 3), newRequestId(), 'Test'))).toMatchObject({ created: 3, failed: 0 });
    expect(await bench.problems()).toEqual([]);
  });

  test('leaves nothing behind when the last of them fails', async () => {
    let failing: ObjectId | null = null;
    const bench = await openBench({
      kind: 'embedded',
      wrap: (array) =>
        overlay(array, {
          write: async (file, offset, data) => {
            if (failing && array.file(file).volumeId === bench.inventory.datastore(failing).volumeId) throw new Error('The medium is gone.');
            return array.write(file, offset, data);
          },
        }),
    });
    const id = await addApart(bench);
    const before = ['first', 'second', 'third'].map((name) => physicalOn(bench, name));
    failing = bench.datastoreId('third');
    const taskId = await start(bench, id, { diskPlacement: place(bench, [two, 'second'], [three, 'third']) });
    expect(await bench.tasks.wait(taskId)).toMatchObject({ state: 'error' });
    expect(bench.inventory.findVmByName('copy')).toBeUndefined();
    expect(['first', 'second', 'third'].map((name) => physicalOn(bench, name))).toEqual(before);
    expect(bench.rooms.trails.newest({ limit: 10, taskId }).map(({ datastoreName, failure }) => [datastoreName, failure])).toEqual([
      ['third', 'The medium is gone.'], ['second', 'The medium is gone.'], ['first', 'The medium is gone.'],
    ]);
    expect(await bench.problems()).toEqual([]);
  });
});
