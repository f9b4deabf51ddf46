import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CommandFailure, Device, InjectedFault } from '../../../../electron/offload/device/deviceTypes.ts';
import type { FileId } from '../../../../shared/ids.ts';
import { mibBytes } from '../../../../shared/units.ts';
import { createRandom } from '../../../sim/random.ts';
import { expectBytes } from '../../../suites/arraySubject.ts';
import { counted, failureOf, openEmbeddedBench, type DeviceBench } from './deviceBench.ts';

const length = 4 * mibBytes;
const half = length / 2;
const data = createRandom(11).bytes(length);
const zeros = new Uint8Array(length);

let bench: DeviceBench;
beforeAll(async () => {
  bench = await openEmbeddedBench();
});
afterEach(() => {
  expect(bench.faults.queue).toEqual([]);
  bench.faults.asked.length = 0;
});
afterAll(() => bench.dispose());

async function addDisks(device: Device): Promise<{ from: FileId; to: FileId }> {
  const [from, to] = [await bench.addFile(device, length), await bench.addFile(device, length)];
  await bench.array.write(from, 0, data);
  return { from, to };
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  return Buffer.concat([left.subarray(0, half), right.subarray(half)]);
}

/** What is left of a command: how it ends, and how much of it is done. */
const cases: [string, InjectedFault, string, 'all' | 'half' | 'nothing'][] = [
  ...(['rejected', 'linkDown', 'timedOut', 'outOfSpace'] as const satisfies CommandFailure[]).map(
    (failure): [string, InjectedFault, string, 'half' | 'nothing'] => [failure, { kind: 'fail', failure }, failure, failure === 'timedOut' || failure === 'outOfSpace' ? 'half' : 'nothing'],
  ),
  ['ignored', { kind: 'ignore' }, 'none', 'nothing'],
  ['half done', { kind: 'half' }, 'none', 'half'],
];

describe.each(cases)('a command that is %s', (_name, fault, result, done) => {
  const isFailed = result !== 'none';
  const doneBytes = done === 'half' ? half : 0;

  test('as XCOPY', async () => {
    const device = await bench.addDevice('VMFS');
    const { from, to } = await addDisks(device);
    bench.faults.queue = [fault];
    expect(await failureOf(() => device.fullCopy({ from, to, offset: 0, length }, length))).toBe(result);
    await expectBytes(bench.array, to, 0, done === 'half' ? joined(data, zeros) : zeros);
    const { cloneRead, cloneWrite, cloneFailed, cloneReadBytes, cloneWriteBytes } = device.counters;
    expect({ cloneRead, cloneWrite, cloneFailed }).toEqual(isFailed ? { cloneRead: 0, cloneWrite: 0, cloneFailed: 1 } : { cloneRead: 1, cloneWrite: 1, cloneFailed: 0 });
    expect([cloneReadBytes, cloneWriteBytes]).toEqual([doneBytes, doneBytes]);
  });

  test('as WRITE SAME and UNMAP', async () => {
    const device = await bench.addDevice('VMFS');
    for (const command of ['blockZero', 'unmap'] as const) {
      const { from } = await addDisks(device);
      bench.faults.queue = [fault];
      expect(await failureOf(() => device[command](from, 0, length))).toBe(result);
      await expectBytes(bench.array, from, 0, done === 'half' ? joined(zeros, data) : data);
    }
    const { zero, zeroFailed, zeroBytes, delete: deleted, deleteFailed, deleteBytes } = device.counters;
    expect([zero, zeroFailed, zeroBytes]).toEqual([isFailed ? 0 : 1, isFailed ? 1 : 0, doneBytes]);
    expect([deleted, deleteFailed, deleteBytes]).toEqual([isFailed ? 0 : 1, isFailed ? 1 : 0, doneBytes]);
  });

  test('as ATS: the sector is written as a whole or not at all', async () => {
    const device = await bench.addDevice('VMFS');
    const [before, after] = [new Uint8Array(512), new Uint8Array(512).fill(3)];
    bench.faults.queue = [fault];
    let isWritten: boolean | null = null;
    expect(await failureOf(() => bench.meta.transaction((tx) => (isWritten = device.compareAndWrite(tx, 5, before, after))))).toBe(result);
    expect(isWritten).toBe(isFailed ? null : true);
    expect(bench.registry.sectors.read(device.volumeId, 5).equals(before)).toBe(true);
    expect(counted(device)).toEqual(isFailed ? { atsFailed: 1 } : { ats: 1 });
  });

  test('as Full File Clone', async () => {
    const device = await bench.addDevice('NFS');
    const { from, to } = await addDisks(device);
    bench.faults.queue = [fault];
    expect(await failureOf(() => device.fullFileClone(from, to))).toBe(result);
    await expectBytes(bench.array, to, 0, done === 'half' ? joined(data, zeros) : zeros);
    expect(counted(device)).toEqual(isFailed ? { nasFailed: 1 } : { nasFullFileClone: 1 });
  });

  test('as Fast File Clone and Reserve Space: an empty file and a thin one, or none', async () => {
    const device = await bench.addDevice('NFS');
    const { from, to } = await addDisks(device);
    bench.faults.queue = [fault, fault];
    expect(await failureOf(() => bench.array.commit((tx) => device.fastFileClone(tx, from)))).toBe(result);
    expect(await failureOf(() => bench.array.commit((tx) => device.reserveSpace(tx, length, 'lazyZeroedThick')))).toBe(result);
    const made = [...bench.array.fileIds(device.volumeId)].filter((id) => id !== from && id !== to).map((id) => bench.array.file(id));
    expect(made.map(({ sizeBytes, logicalBytes, format }) => ({ sizeBytes, logicalBytes, format }))).toEqual(
      isFailed ? [] : Array.from({ length: 2 }, () => ({ sizeBytes: length, logicalBytes: 0, format: 'thin' })),
    );
    expect(counted(device)).toEqual(isFailed ? { nasFailed: 2 } : { nasFastFileClone: 1, nasReserveSpace: 1 });
  });

  test('as a plain read and write: it can fail, and is never ignored', async () => {
    const device = await bench.addDevice('NFS');
    const { from, to } = await addDisks(device);
    const into = new Uint8Array(length);
    bench.faults.queue = [fault, fault];
    expect(await failureOf(() => device.hostRead(from, 0, into))).toBe(result);
    expect(await failureOf(() => device.hostWrite(to, 0, data))).toBe(result);
    expect(Buffer.compare(into, isFailed ? zeros : data)).toBe(0);
    await expectBytes(bench.array, to, 0, isFailed ? zeros : data);
    expect(counted(device)).toEqual(isFailed ? {} : { hostReadBytes: length, hostWriteBytes: length });
  });
});

describe('faults', () => {
  test('stop a copy at the segment they meet; what was done ahead of it stays', async () => {
    const device = await bench.addDevice('VMFS');
    const { from, to } = await addDisks(device);
    bench.faults.queue = [null, null, { kind: 'fail', failure: 'linkDown' }];
    expect(await failureOf(() => device.fullCopy({ from, to, offset: 0, length }, mibBytes))).toBe('linkDown');
    await expectBytes(bench.array, to, 0, joined(data, zeros));
    expect(counted(device)).toEqual({ cloneRead: 2, cloneWrite: 2, cloneFailed: 1, cloneReadBytes: half, cloneWriteBytes: half });
  });

  test('are asked for ahead of every command, with its size', async () => {
    const device = await bench.addDevice('VMFS');
    const { from, to } = await addDisks(device);
    await device.fullCopy({ from, to, offset: mibBytes, length: 3 * mibBytes }, 2 * mibBytes);
    await device.blockZero(to, 0, 4096);
    await device.unmap(to, 0, 8192);
    await device.hostRead(from, 0, new Uint8Array(10));
    const { volumeId } = device;
    expect(bench.faults.asked).toEqual([
      { volumeId, command: 'fullCopy', bytes: 2 * mibBytes }, { volumeId, command: 'fullCopy', bytes: mibBytes }, { volumeId, command: 'blockZero', bytes: 4096 },
      { volumeId, command: 'unmap', bytes: 8192 }, { volumeId, command: 'read', bytes: 10 },
    ]);
  });
});

describe('the misbehaving array', () => {
  test('says yes to copies and does nothing, or half, by turns', async () => {
    const device = await bench.addDevice('VMFS', 'misbehaving');
    const { from, to } = await addDisks(device);
    const quarter = mibBytes;
    await device.fullCopy({ from, to, offset: 0, length }, quarter);
    const expected = new Uint8Array(length);
    for (const segment of [1, 3]) expected.set(data.subarray(segment * quarter, segment * quarter + quarter / 2), segment * quarter);
    await expectBytes(bench.array, to, 0, expected);
    expect(counted(device)).toEqual({ cloneRead: 4, cloneWrite: 4, cloneReadBytes: quarter, cloneWriteBytes: quarter });
  });

  test('does what it says with everything else', async () => {
    const device = await bench.addDevice('VMFS', 'misbehaving');
    const { from, to } = await addDisks(device);
    await device.blockZero(from, 0, half);
    await device.hostWrite(to, 0, data);
    await expectBytes(bench.array, from, 0, joined(zeros, data));
    await device.unmap(from, 0, length);
    await expectBytes(bench.array, from, 0, zeros);
    await expectBytes(bench.array, to, 0, data);
  });
});
