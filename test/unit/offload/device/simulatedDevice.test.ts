import { afterEach, describe, expect, test } from 'vitest';
import type { Device } from '../../../../electron/offload/device/deviceTypes.ts';
import { Fault } from '../../../../shared/faults.ts';
import { mibBytes } from '../../../../shared/units.ts';
import { createRandom } from '../../../sim/random.ts';
import { expectBytes, readBytes } from '../../../suites/arraySubject.ts';
import { counted, failureOf, openEmbeddedBench, openMemoryBench, type DeviceBench } from './deviceBench.ts';

const cleaners: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleaners.splice(0).toReversed()) await clean();
});

function kept(bench: DeviceBench): DeviceBench {
  cleaners.push(() => bench.dispose());
  return bench;
}

const benches = [
  { name: 'the embedded array', open: async () => kept(await openEmbeddedBench()), canShare: true },
  { name: 'the model in memory', open: async () => kept(openMemoryBench()), canShare: true },
  // It cannot copy by itself, so the device reads and writes.
  { name: 'an array without range copies', open: async () => kept(openMemoryBench({ capabilities: new Set(['fileClone', 'unmap', 'reservation']) })), canShare: false },
];

describe.each(benches)('a device over $name', ({ open, canShare }) => {
  test('copies with XCOPY in segments, by sharing or by copying as its profile says', async () => {
    const bench = await open();
    const bytes = createRandom(1).bytes(5 * mibBytes);
    for (const profile of ['blockFull', 'blockCopy'] as const) {
      const device = await bench.addDevice('VMFS', profile);
      const [from, to] = [await bench.addFile(device, 16 * mibBytes), await bench.addFile(device, 16 * mibBytes)];
      await bench.array.write(from, mibBytes, bytes);
      const moved = await device.fullCopy({ from, to, offset: 0, length: 16 * mibBytes }, 2 * mibBytes);
      expect(moved).toEqual(canShare && profile === 'blockFull' ? { sharedBytes: bytes.length, copiedBytes: 0 } : { sharedBytes: 0, copiedBytes: bytes.length });
      expect(counted(device)).toEqual({ cloneRead: 8, cloneWrite: 8, cloneReadBytes: bytes.length, cloneWriteBytes: bytes.length });
      await expectBytes(bench.array, to, mibBytes, bytes);
      await expectBytes(bench.array, to, 6 * mibBytes, new Uint8Array(10 * mibBytes));
    }
  });

  test('sends segments of 16 MiB at most, whatever the host would like', async () => {
    const bench = await open();
    const device = await bench.addDevice('VMFS');
    const [from, to] = [await bench.addFile(device, 40 * mibBytes), await bench.addFile(device, 40 * mibBytes)];
    await device.fullCopy({ from, to, offset: 0, length: 40 * mibBytes }, 64 * mibBytes);
    expect(bench.faults.asked.map(({ bytes }) => bytes / mibBytes)).toEqual([16, 16, 8]);
    expect(counted(device)).toEqual({ cloneRead: 3, cloneWrite: 3 });
  });

  test('copies between volumes of one array, and not from another array', async () => {
    const bench = await open();
    const device = await bench.addDevice('VMFS');
    const [sibling, foreign] = [await bench.addDevice('VMFS'), await bench.addDevice('VMFS', 'blockCopy')];
    const to = await bench.addFile(device, mibBytes);
    const bytes = createRandom(2).bytes(mibBytes);
    const [near, far] = [await bench.addFile(sibling, mibBytes), await bench.addFile(foreign, mibBytes)];
    for (const from of [near, far]) await bench.array.write(from, 0, bytes);
    const range = { to, offset: 0, length: mibBytes };
    expect(await failureOf(() => device.fullCopy({ ...range, from: far }, 4 * mibBytes))).toBe('rejected');
    await expectBytes(bench.array, to, 0, new Uint8Array(mibBytes));
    expect(await device.fullCopy({ ...range, from: near }, 4 * mibBytes)).toEqual({ sharedBytes: 0, copiedBytes: mibBytes });
    await expectBytes(bench.array, to, 0, bytes);
    // As esxtop has it: reading counts where the data comes from, writing and failing where it goes to.
    expect(counted(device)).toEqual({ cloneWrite: 1, cloneFailed: 1, cloneWriteBytes: mibBytes });
    expect(counted(sibling)).toEqual({ cloneRead: 1, cloneReadBytes: mibBytes });
    expect(await failureOf(() => sibling.fullCopy({ from: near, to, offset: 0, length: mibBytes }, 4 * mibBytes))).toBe('rejected');
  });

  test('rejects what is not aligned, except at the end of a disk', async () => {
    const bench = await open();
    const device = await bench.addDevice('VMFS');
    const sizeBytes = mibBytes + 512;
    const [from, to] = [await bench.addFile(device, sizeBytes), await bench.addFile(device, sizeBytes)];
    await bench.array.write(from, mibBytes, new Uint8Array(512).fill(9));
    for (const range of [{ offset: 512, length: 4096 }, { offset: 0, length: 1000 }, { offset: 512, length: mibBytes }]) {
      expect(await failureOf(() => device.fullCopy({ from, to, ...range }, 4 * mibBytes))).toBe('rejected');
    }
    expect(counted(device)).toEqual({ cloneFailed: 3 });
    await device.fullCopy({ from, to, offset: 4096, length: sizeBytes - 4096 }, 4 * mibBytes);
    await expectBytes(bench.array, to, mibBytes, new Uint8Array(512).fill(9));
  });

  test('zeroes with WRITE SAME and gives space back with UNMAP', async () => {
    const bench = await open();
    const device = await bench.addDevice('VMFS');
    const file = await bench.addFile(device, 40 * mibBytes);
    await bench.array.write(file, 0, createRandom(3).bytes(8 * mibBytes));
    await device.blockZero(file, 0, 5 * mibBytes);
    await device.unmap(file, 6 * mibBytes, 34 * mibBytes);
    expect(counted(device)).toEqual({ zero: 1, zeroBytes: 5 * mibBytes, delete: 3, deleteBytes: 34 * mibBytes });
    expect(bench.array.file(file).logicalBytes).toBe(mibBytes);
    await expectBytes(bench.array, file, 0, new Uint8Array(5 * mibBytes));
  });

  test('clones files with the primitives of NAS', async () => {
    const bench = await open();
    const device = await bench.addDevice('NFS');
    const other = await bench.addDevice('NFS');
    const bytes = createRandom(4).bytes(3 * mibBytes);
    const from = await bench.addFile(device, 20 * mibBytes);
    await bench.array.write(from, 17 * mibBytes, bytes);
    const clone = await bench.array.commit((tx) => device.fastFileClone(tx, from));
    const full = await bench.addFile(device, 20 * mibBytes, { isStaging: true });
    expect(await device.fullFileClone(from, full)).toEqual({ sharedBytes: 0, copiedBytes: bytes.length });
    const away = await bench.addFile(other, 20 * mibBytes);
    expect(await other.fullFileClone(from, away)).toEqual({ sharedBytes: 0, copiedBytes: bytes.length });
    for (const file of [clone, full, away]) {
      await expectBytes(bench.array, file, 17 * mibBytes, bytes);
      await expectBytes(bench.array, file, 0, new Uint8Array(17 * mibBytes));
    }
    const thick = await bench.array.commit((tx) => device.reserveSpace(tx, 32 * mibBytes, 'eagerZeroedThick'));
    expect(bench.array.volume(device.volumeId).reservedBytes).toBe(32 * mibBytes);
    expect(device.extendedStatistics(thick)).toMatchObject({ id: thick, sizeBytes: 32 * mibBytes, format: 'eagerZeroedThick', logicalBytes: 0 });
    expect(counted(device)).toEqual({ nasFastFileClone: 1, nasFullFileClone: 1, nasReserveSpace: 1, nasExtendedStatistics: 1 });
    expect(counted(other)).toEqual({ nasFullFileClone: 1 });
  });

  test('counts what hosts read and write themselves', async () => {
    const bench = await open();
    const device = await bench.addDevice('NFS');
    const file = await bench.addFile(device, mibBytes);
    const bytes = createRandom(5).bytes(10_000);
    await device.hostWrite(file, 100, bytes);
    const into = new Uint8Array(10_000);
    await device.hostRead(file, 100, into);
    expect(Buffer.compare(into, bytes)).toBe(0);
    await expect(device.hostRead(file, mibBytes, into)).rejects.toThrow(Fault);
    expect(counted(device)).toEqual({ hostWriteBytes: 10_000, hostReadBytes: 10_000 });
  });
});

describe('what a device rejects', () => {
  test('is counted where its profile does not have it, and changes nothing', async () => {
    const bench = kept(openMemoryBench());
    const everything = async (device: Device): Promise<string[]> => {
      const [from, to] = [await bench.addFile(device, mibBytes), await bench.addFile(device, mibBytes)];
      await bench.array.write(from, 0, new Uint8Array(mibBytes).fill(1));
      const sector = new Uint8Array(512);
      const calls = [
        () => device.fullCopy({ from, to, offset: 0, length: mibBytes }, mibBytes),
        () => device.blockZero(from, 0, mibBytes),
        () => device.unmap(from, 0, mibBytes),
        () => bench.meta.transaction((tx) => device.compareAndWrite(tx, 0, sector, sector)),
        () => device.fullFileClone(from, to),
        () => bench.array.commit((tx) => device.fastFileClone(tx, from)),
        () => bench.array.commit((tx) => device.reserveSpace(tx, mibBytes, 'lazyZeroedThick')),
        () => device.extendedStatistics(from),
      ];
      const results: string[] = [];
      for (const call of calls) results.push(await failureOf(call));
      if (results.every((result) => result === 'rejected')) {
        expect(Buffer.compare(await readBytes(bench.array, from, 0, mibBytes), new Uint8Array(mibBytes).fill(1))).toBe(0);
        expect(bench.array.file(to).logicalBytes).toBe(0);
        expect([...bench.array.fileIds(device.volumeId)]).toEqual([from, to]);
      }
      return results;
    };
    const plain = await bench.addDevice('VMFS', 'plain');
    expect(await everything(plain)).toEqual(Array.from({ length: 8 }, () => 'rejected'));
    expect(counted(plain)).toEqual({ cloneFailed: 1, zeroFailed: 1, deleteFailed: 1, atsFailed: 1, nasFailed: 4 });
    const partial = await bench.addDevice('VMFS', 'blockPartial');
    expect(await everything(partial)).toEqual(['rejected', 'none', 'rejected', 'none', 'rejected', 'rejected', 'rejected', 'rejected']);
    const block = await bench.addDevice('VMFS');
    expect((await everything(block)).slice(0, 4)).toEqual(['none', 'none', 'none', 'none']);
    const nas = await bench.addDevice('NFS');
    expect(await everything(nas)).toEqual(['rejected', 'rejected', 'rejected', 'rejected', 'none', 'none', 'none', 'none']);
  });

  test('includes clones of files of another volume and of another size', async () => {
    const bench = kept(openMemoryBench());
    const [device, other] = [await bench.addDevice('NFS'), await bench.addDevice('NFS')];
    const from = await bench.addFile(other, mibBytes);
    expect(await failureOf(() => bench.array.commit((tx) => device.fastFileClone(tx, from)))).toBe('rejected');
    const larger = await bench.addFile(device, 2 * mibBytes);
    expect(await failureOf(() => device.fullFileClone(from, larger))).toBe('rejected');
    expect(counted(device)).toEqual({ nasFailed: 2 });
    expect([...bench.array.fileIds(device.volumeId)]).toEqual([larger]);
  });

  test('includes what the array itself cannot do', async () => {
    const bench = kept(openMemoryBench({ capabilities: new Set() }));
    const nas = await bench.addDevice('NFS');
    const file = await bench.addFile(nas, mibBytes);
    expect(await failureOf(() => bench.array.commit((tx) => nas.fastFileClone(tx, file)))).toBe('rejected');
    expect(await failureOf(() => bench.array.commit((tx) => nas.reserveSpace(tx, mibBytes, 'lazyZeroedThick')))).toBe('rejected');
    const block = await bench.addDevice('VMFS');
    const disk = await bench.addFile(block, 3 * mibBytes);
    await bench.array.write(disk, 0, new Uint8Array(3 * mibBytes).fill(1));
    expect(await failureOf(() => block.unmap(disk, 0, mibBytes))).toBe('rejected');
    await block.blockZero(disk, 0, 2 * mibBytes + 100);
    await expectBytes(bench.array, disk, 0, new Uint8Array(2 * mibBytes + 100));
    await expectBytes(bench.array, disk, 2 * mibBytes + 100, new Uint8Array(mibBytes - 100).fill(1));
  });

  test('ends in out of space when the array has none left', async () => {
    const bench = kept(openMemoryBench());
    const [device, nas] = [await bench.addDevice('VMFS', 'blockCopy'), await bench.addDevice('NFS')];
    const [from, to] = [await bench.addFile(device, mibBytes), await bench.addFile(device, mibBytes)];
    await bench.array.write(from, 0, createRandom(6).bytes(mibBytes));
    for (const { volumeId } of [device, nas]) await bench.array.commit((tx) => bench.array.updateVolume(tx, volumeId, { sizeBytes: mibBytes + 4096 }));
    expect(await failureOf(() => device.fullCopy({ from, to, offset: 0, length: mibBytes }, mibBytes))).toBe('outOfSpace');
    expect(await failureOf(() => bench.array.commit((tx) => nas.reserveSpace(tx, 4 * mibBytes, 'lazyZeroedThick')))).toBe('outOfSpace');
    expect(counted(device)).toEqual({ cloneFailed: 1 });
    expect(counted(nas)).toEqual({ nasFailed: 1 });
    await expect(device.hostWrite(to, 0, createRandom(7).bytes(mibBytes))).rejects.toThrow(Fault);
  });
});
