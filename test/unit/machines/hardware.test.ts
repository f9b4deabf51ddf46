import { afterEach, describe, expect, it } from 'vitest';
import { startCreate } from '../../../electron/machines/createMachine.ts';
import { startReconfigure } from '../../../electron/machines/reconfigure.ts';
import { Fault } from '../../../shared/faults.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { hardwareChangeSchema, hardwareLimits, type HardwareChangeInput, type NewMachine } from '../../../shared/model/hardware.ts';
import { gibBytes, mibBytes } from '../../../shared/units.ts';
import { arrayKinds, newRequestId, overlay } from '../../fixtures/yard.ts';
import { block, MachineBench, diskBytes } from './machineBench.ts';

let bench: MachineBench;
afterEach(async () => {
  try {
    expect(await bench.problems()).toEqual([]);
    await bench.array.reclaim();
    expect(await bench.problems()).toEqual([]);
  } finally {
    await bench.close();
  }
});

function idOf(kind: 'folder' | 'host' | 'network'): ObjectId {
  const found = bench.inventory.containers().find((container) => container.kind === kind);
  if (!found) throw new Error(`There is no ${kind}.`);
  return found.id;
}

function newMachine(changes: Partial<NewMachine> = {}): NewMachine {
  return {
    name: 'made', folderId: idOf('folder'), computeId: idOf('host'), datastoreId: bench.datastoreId('first'), guestOs: 'Other (64-bit)', cpuCount: 2, memoryBytes: 4 * gibBytes,
    disks: [], nics: [], ...changes,
  };
}

const create = (spec: NewMachine) => startCreate(bench.rooms, { spec, requestId: newRequestId() }, 'Test');

async function created(changes: Partial<NewMachine> = {}) {
  const result = await bench.resultOf(create(newMachine(changes)));
  if (result?.kind !== 'createVm') throw new Error('No machine was made.');
  return bench.inventory.vm(result.vmId);
}

const start = (vmId: ObjectId, change: HardwareChangeInput) => startReconfigure(bench.rooms, { vmId, change: hardwareChangeSchema.parse(change), requestId: newRequestId() }, 'Test');

async function changed(vmId: ObjectId, change: HardwareChangeInput) {
  expect(await bench.resultOf(start(vmId, change))).toMatchObject({ kind: 'reconfigureVm' });
  return bench.inventory.vm(vmId);
}

/** Code of the fault of a call that must fail, before it has changed anything. */
async function refused(vmId: ObjectId, change: HardwareChangeInput): Promise<string> {
  const before = bench.inventory.vm(vmId);
  const code = await start(vmId, change).then(() => 'nothing', (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)));
  expect(bench.inventory.vm(vmId)).toBe(before);
  return code;
}

const thin = (sizeBytes: number) => ({ sizeBytes, format: 'thin' as const });
const volumeOf = (name: 'first' | 'second') => bench.array.volume(bench.inventory.datastore(bench.datastoreId(name)).volumeId);

describe.each(arrayKinds)('virtual hardware over the %s array', (kind) => {
  it('makes a machine with disks of each format and adapters, all of it empty', async () => {
    bench = await MachineBench.open({ kind });
    const vm = await created({
      disks: [thin(20 * mibBytes), { sizeBytes: 5 * mibBytes, format: 'lazyZeroedThick' }, { sizeBytes: 3 * mibBytes, format: 'eagerZeroedThick' }],
      nics: [{ networkId: idOf('network'), isConnected: true }, { networkId: idOf('network'), isConnected: false }],
    });
    expect(vm).toMatchObject({ name: 'made', powerState: 'poweredOff', isTemplate: false, source: null, cpuCount: 2, memoryBytes: 4 * gibBytes });
    expect(vm.disks.map(({ label, sizeBytes, fileId, mechanism }) => [label, sizeBytes, bench.array.file(fileId).format, mechanism])).toEqual([
      ['Hard disk 1', 20 * mibBytes, 'thin', 'created'], ['Hard disk 2', 5 * mibBytes, 'lazyZeroedThick', 'created'], ['Hard disk 3', 3 * mibBytes, 'eagerZeroedThick', 'created'],
    ]);
    expect(new Set(vm.disks.map(({ fileId }) => bench.array.file(fileId).groupId)).size).toBe(1);
    expect(vm.nics?.map(({ label, isConnected }) => [label, isConnected])).toEqual([['Network adapter 1', true], ['Network adapter 2', false]]);
    expect(new Set(vm.nics?.map(({ macAddress }) => macAddress)).size).toBe(2);
    expect(volumeOf('first')).toMatchObject({ logicalBytes: 0, reservedBytes: 8 * mibBytes });
    // Who zeroed the third disk is told, with what that took.
    expect(bench.rooms.trails.newest({ limit: 1 })[0]).toMatchObject({ operation: 'zero', vmNames: ['made'], failure: null });
    expect(bench.rereadInventory().vm(vm.id)).toEqual(vm);
  });

  it('makes a machine without disks or adapters, and gives it some later', async () => {
    bench = await MachineBench.open({ kind });
    const vm = await created();
    expect(vm).toMatchObject({ disks: [] });
    expect(vm.nics).toBeUndefined();
    const after = await changed(vm.id, { cpuCount: 8, memoryBytes: 16 * gibBytes, addDisks: [thin(mibBytes), thin(2 * mibBytes)], addNics: [{ networkId: idOf('network'), isConnected: true }] });
    expect(after).toMatchObject({ cpuCount: 8, memoryBytes: 16 * gibBytes, disks: [{ label: 'Hard disk 1' }, { label: 'Hard disk 2' }], nics: [{ label: 'Network adapter 1' }] });
  });

  it('refuses to make what could not be there, and leaves nothing behind', async () => {
    bench = await MachineBench.open({ kind });
    const taken = await bench.addVm('taken', 1);
    const refusal = async (changes: Partial<NewMachine>) => create(newMachine(changes)).then(() => 'nothing', (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error));
    expect(await refusal({ name: 'TAKEN' })).toBe('DuplicateName');
    expect(await refusal({ name: 'a/b' })).toBe('InvalidName');
    expect(await refusal({ folderId: idOf('host') })).toBe('ManagedObjectNotFound');
    expect(await refusal({ computeId: idOf('folder') })).toBe('ManagedObjectNotFound');
    expect(await refusal({ datastoreId: idOf('folder') })).toBe('ManagedObjectNotFound');
    expect(await refusal({ nics: [{ networkId: idOf('folder'), isConnected: true }] })).toBe('ManagedObjectNotFound');
    expect(await refusal({ disks: [{ sizeBytes: 65 * mibBytes, format: 'lazyZeroedThick' }] })).toBe('InsufficientStorageSpace');
    expect([...bench.inventory.vms()].map(({ id }) => id)).toEqual([taken.id]);
    // Thin disks may promise more than there is.
    await created({ disks: [thin(hardwareLimits.diskBytes)] });
  });

  it('grows disks that hold data, removes others with what they hold, and keeps the rest', async () => {
    bench = await MachineBench.open({ kind });
    const vm = await bench.addVm('web', 3);
    for (const disk of [0, 1, 2]) await bench.writeBlocks(vm.id, disk, 3, 20, 1);
    const kept = [await bench.readFile(bench.fileOf(vm.id, 0)), await bench.readFile(bench.fileOf(vm.id, 2))];
    const after = await changed(vm.id, { growDisks: [{ label: 'Hard disk 1', sizeBytes: 5 * mibBytes }], removeDisks: ['Hard disk 2'], addDisks: [thin(mibBytes)] });
    // The first number that is free once the change is asked for is not that of the disk that goes with it.
    expect(after.disks.map(({ label, sizeBytes }) => [label, sizeBytes])).toEqual([['Hard disk 1', 5 * mibBytes], ['Hard disk 3', diskBytes], ['Hard disk 4', mibBytes]]);
    const first = await bench.readFile(bench.fileOf(vm.id, 0));
    expect(first.subarray(0, diskBytes).equals(kept[0] ?? Buffer.of())).toBe(true);
    expect(first.subarray(diskBytes).every((byte) => byte === 0)).toBe(true);
    expect((await bench.readFile(bench.fileOf(vm.id, 1))).equals(kept[1] ?? Buffer.of())).toBe(true);
    await bench.array.reclaim();
    expect(volumeOf('first')).toMatchObject({ logicalBytes: 40 * block, physicalBytes: 40 * block, isExact: true });
    expect(bench.inventory.provisionedBytes(vm.datastoreId)).toBe(5 * mibBytes + diskBytes + mibBytes);
  });

  it('lets a running machine change its disks and adapters, not its processors and memory', async () => {
    bench = await MachineBench.open({ kind });
    const vm = await bench.addVm('running', 1, { powerState: 'poweredOn' });
    expect(await refused(vm.id, { cpuCount: 2 })).toBe('InvalidPowerState');
    expect(await refused(vm.id, { memoryBytes: gibBytes, addDisks: [thin(mibBytes)] })).toBe('InvalidPowerState');
    // What is as it was is no change.
    const after = await changed(vm.id, { cpuCount: vm.cpuCount, growDisks: [{ label: 'Hard disk 1', sizeBytes: 2 * mibBytes }], addDisks: [thin(mibBytes)], addNics: [{ networkId: idOf('network'), isConnected: true }] });
    expect(after).toMatchObject({ powerState: 'poweredOn', disks: [{ sizeBytes: 2 * mibBytes }, {}], nics: [{}] });
    const suspended = await bench.addVm('suspended', 1, { powerState: 'suspended' });
    expect(await refused(suspended.id, { addDisks: [thin(mibBytes)] })).toBe('InvalidPowerState');
    const template = await bench.addVm('golden', 1, { isTemplate: true });
    expect(await refused(template.id, { addDisks: [thin(mibBytes)] })).toBe('InvalidState');
  });

  it('keeps to the limits, and never makes a disk smaller', async () => {
    bench = await MachineBench.open({ kind });
    const vm = await bench.addVm('limits', 2);
    expect(await refused(vm.id, { growDisks: [{ label: 'Hard disk 1', sizeBytes: 2 * mibBytes }], addDisks: Array.from({ length: 59 }, () => thin(mibBytes)) })).toBe('LimitExceeded');
    expect(await refused(vm.id, { addNics: Array.from({ length: 11 }, () => ({ networkId: idOf('network'), isConnected: true })) })).toBe('LimitExceeded');
    const large = await changed(vm.id, { growDisks: [{ label: 'Hard disk 1', sizeBytes: 3 * mibBytes }] });
    expect(await refused(large.id, { growDisks: [{ label: 'Hard disk 1', sizeBytes: 2 * mibBytes }] })).toBe('InvalidArgument');
    expect(await refused(vm.id, { growDisks: [{ label: 'Hard disk 9', sizeBytes: 2 * mibBytes }] })).toBe('ManagedObjectNotFound');
    expect(await refused(vm.id, { removeDisks: ['Hard disk 9'] })).toBe('ManagedObjectNotFound');
    expect(await refused(vm.id, { removeNics: ['Network adapter 1'] })).toBe('ManagedObjectNotFound');
    expect(await refused(vm.id, { addDisks: [{ sizeBytes: 64 * mibBytes, format: 'lazyZeroedThick' }, { sizeBytes: mibBytes, format: 'eagerZeroedThick' }] })).toBe('InsufficientStorageSpace');
    expect((await changed(vm.id, { removeDisks: ['Hard disk 1', 'Hard disk 2'] })).disks).toEqual([]);
    const full = await changed(vm.id, { addDisks: Array.from({ length: 60 }, () => thin(mibBytes)) });
    expect(full.disks.at(-1)?.label).toBe('Hard disk 60');
  });

  it('changes adapters and keeps the addresses of those that stay', async () => {
    bench = await MachineBench.open({ kind });
    const vm = await created({ nics: [1, 2, 3].map(() => ({ networkId: idOf('network'), isConnected: true })) });
    const [first, , third] = vm.nics ?? [];
    const after = await changed(vm.id, { changeNics: [{ label: 'Network adapter 1', isConnected: false }], removeNics: ['Network adapter 2'], addNics: [{ networkId: idOf('network'), isConnected: true }] });
    expect(after.nics?.map(({ label, macAddress, isConnected }) => [label, macAddress, isConnected])).toEqual([
      ['Network adapter 1', first?.macAddress, false], ['Network adapter 3', third?.macAddress, true], ['Network adapter 2', expect.any(String), true],
    ]);
    expect((await changed(vm.id, { removeNics: ['Network adapter 1', 'Network adapter 2', 'Network adapter 3'] })).nics).toBeUndefined();
  });

  it('leaves disks alone that a snapshot of the machine holds', async () => {
    bench = await MachineBench.open({ kind });
    const vm = await bench.addVm('kept', 2);
    await bench.writeBlocks(vm.id, 0, 0, 5, 1);
    const snapshotId = await bench.takeSnapshot(vm.id, 'before');
    expect(await refused(vm.id, { growDisks: [{ label: 'Hard disk 1', sizeBytes: 2 * mibBytes }] })).toBe('InvalidState');
    expect(await refused(vm.id, { removeDisks: ['Hard disk 2'] })).toBe('InvalidState');
    const after = await changed(vm.id, { addDisks: [thin(mibBytes)] });
    expect(after.disks.map(({ label }) => label)).toEqual(['Hard disk 1', 'Hard disk 2', 'Hard disk 3']);
    // What the snapshot does not hold stays when the machine is reverted, and may go.
    await bench.writeBlocks(vm.id, 0, 3, 5, 2);
    await bench.writeBlocks(vm.id, 2, 0, 4, 3);
    const added = await bench.readFile(bench.fileOf(vm.id, 2));
    await bench.revert(vm.id, snapshotId);
    expect(bench.lastTask()).toMatchObject({ state: 'success', result: { laterDisks: ['Hard disk 3'] } });
    expect((await bench.readFile(bench.fileOf(vm.id, 2))).equals(added)).toBe(true);
    expect(bench.array.file(bench.fileOf(vm.id, 0)).logicalBytes).toBe(5 * 4096);
    await changed(vm.id, { removeDisks: ['Hard disk 3'] });
    await bench.revert(vm.id, snapshotId);
    await bench.removeSnapshot(vm.id, snapshotId);
    expect((await changed(vm.id, { growDisks: [{ label: 'Hard disk 1', sizeBytes: 2 * mibBytes }], removeDisks: ['Hard disk 2'] })).disks).toHaveLength(1);
  });

  it('is all or nothing: when the last step fails, the disks made before it are gone as well', async () => {
    const full = (): never => {
      throw new Fault('InsufficientStorageSpace', 'Full by now.');
    };
    bench = await MachineBench.open({ kind, wrap: (array) => overlay(array, { growFile: full }) });
    const vm = await bench.addVm('whole', 1);
    const change: HardwareChangeInput = { cpuCount: 4, addDisks: [{ sizeBytes: 20 * mibBytes, format: 'eagerZeroedThick' }], growDisks: [{ label: 'Hard disk 1', sizeBytes: 2 * mibBytes }] };
    expect(await bench.tasks.wait(await start(vm.id, change))).toMatchObject({ state: 'error', fault: { code: 'InsufficientStorageSpace', message: 'Full by now.' } });
    expect(bench.inventory.vm(vm.id)).toEqual(vm);
    expect([...bench.array.fileIds(volumeOf('first').id)]).toEqual([bench.fileOf(vm.id, 0)]);
    expect(volumeOf('first').reservedBytes).toBe(0);
  });

  it('makes no thick disk where Reserve Space is refused, and says what to choose instead', async () => {
    bench = await MachineBench.open({ kind, faults: { next: (_volumeId, command) => (command === 'nasReserveSpace' ? { kind: 'fail', failure: 'rejected' } : null) } });
    const vm = await bench.addVm('refused', 1);
    const task = await bench.tasks.wait(await start(vm.id, { cpuCount: 4, addDisks: [thin(mibBytes), { sizeBytes: mibBytes, format: 'lazyZeroedThick' }] }));
    expect(task).toMatchObject({ state: 'error', fault: { code: 'NotSupported', hint: 'Choose thin disks, or try again.' } });
    expect(bench.inventory.vm(vm.id)).toEqual(vm);
    expect([...bench.array.fileIds(volumeOf('first').id)]).toHaveLength(1);
    expect((await changed(vm.id, { addDisks: [thin(mibBytes)] })).disks).toHaveLength(2);
  });

  it('clones, shares and frees machines of several grown disks as any others', async () => {
    bench = await MachineBench.open({ kind });
    const vm = await created({ disks: [thin(mibBytes), thin(2 * mibBytes), thin(3 * mibBytes)] });
    for (const disk of [0, 1, 2]) await bench.writeBlocks(vm.id, disk, 0, 50, 3);
    await changed(vm.id, { growDisks: [{ label: 'Hard disk 2', sizeBytes: 9 * mibBytes }] });
    await bench.writeBlocks(vm.id, 1, 1000, 10, 4);
    const { vm: clone } = await bench.clone(vm.id, 'shared');
    const { vm: copy } = await bench.clone(vm.id, 'copied', { datastoreId: bench.datastoreId('second') });
    for (const { id } of [clone, copy]) expect(await bench.contentOf(id)).toBe(await bench.contentOf(vm.id));
    await bench.array.reclaim();
    expect(volumeOf('first')).toMatchObject({ logicalBytes: 320 * block, physicalBytes: 160 * block, isExact: true });
    await changed(clone.id, { growDisks: [{ label: 'Hard disk 1', sizeBytes: 5 * mibBytes }], removeDisks: ['Hard disk 3'] });
    await bench.array.reclaim();
    expect(volumeOf('first')).toMatchObject({ logicalBytes: 270 * block, physicalBytes: 160 * block });
    await bench.deleteVms(vm.id);
    await bench.array.reclaim();
    expect(volumeOf('first')).toMatchObject({ logicalBytes: 110 * block, physicalBytes: 110 * block });
  });
});

it('gives the same task for the same request', async () => {
  bench = await MachineBench.open({ kind: 'memory' });
  const requestId = newRequestId();
  const spec = newMachine({ disks: [thin(mibBytes)] });
  const first = await startCreate(bench.rooms, { spec, requestId }, 'Test');
  expect(await startCreate(bench.rooms, { spec, requestId }, 'Test')).toBe(first);
  await bench.tasks.wait(first);
  expect(await startCreate(bench.rooms, { spec, requestId }, 'Test')).toBe(first);
  expect(bench.inventory.vmCount).toBe(1);
});
