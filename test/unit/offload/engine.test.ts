import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Device, InjectedFault } from '../../../electron/offload/device/deviceTypes.ts';
import type { DiskCopy } from '../../../electron/offload/engineTypes.ts';
import { mibBytes } from '../../../shared/units.ts';
import { half, ignore, linkDown, outOfSpace, reject, timeOut } from '../../sim/offloadFaultSource.ts';
import { counted } from './device/deviceBench.ts';
import { EngineBench, told } from './engineBench.ts';

let bench: EngineBench;
let device: Device;
let disk: DiskCopy;

beforeEach(async () => {
  bench = new EngineBench();
  device = await bench.device();
  disk = await bench.disk(device, device, 24, [[0, 10], [12, 22]]);
});
afterEach(() => bench.close());

const at = (number: number, fault: InjectedFault) => (count: number) => (count === number ? fault : null);
const from = (number: number, fault: InjectedFault) => (count: number) => (count >= number ? fault : null);
const run = () => bench.run(bench.job(device, device, [disk]));

test('an array that does as it is told copies everything: no byte crosses the network but those that prove it', async () => {
  const { outcome } = await run();
  expect(told(outcome)).toEqual(['xcopy used - 20']);
  expect(outcome).toMatchObject({ mechanism: 'xcopy', isOffloaded: true, firstFailed: null, hostBusyMs: 0, moved: { networkWriteBytes: 0 } });
  expect(counted(device)).toMatchObject({ cloneRead: 20, cloneWrite: 20, cloneWriteBytes: 20 * mibBytes, hostReadBytes: outcome.moved.networkReadBytes });
  // One block or two of each of twenty segments, from both sides.
  expect(outcome.moved.networkReadBytes / 4096).toBeGreaterThanOrEqual(40);
  expect(outcome.moved.networkReadBytes / 4096).toBeLessThanOrEqual(80);
  expect(device.counters).toMatchObject({ hostWriteBytes: 0, cloneFailed: 0 });
  expect(device.status).toBe('supported');
  expect(await bench.isEqual(disk)).toBe(true);
});

describe('what goes wrong while it runs', () => {
  test('rejected at the first command: the host copies everything', async () => {
    bench.on('fullCopy', from(1, reject));
    const { outcome } = await run();
    expect(told(outcome)).toEqual(['xcopy failed acceptedByArray 0', 'hostCopy used - 20']);
    expect(outcome).toMatchObject({ mechanism: 'hostCopy', isOffloaded: false, firstFailed: 'acceptedByArray', moved: { networkReadBytes: 20 * mibBytes, networkWriteBytes: 20 * mibBytes } });
    expect(outcome.reason).toBe('The array behind "ds-1" did not carry out Full Copy (XCOPY): The array rejected Full Copy (XCOPY). The host copied what was left.');
    expect(counted(device)).toEqual({ cloneFailed: 1, hostReadBytes: 20 * mibBytes, hostWriteBytes: 20 * mibBytes });
    expect([device.status, device.distrust]).toEqual(['notSupported', null]);
    expect(await bench.isEqual(disk)).toBe(true);
  });

  test('rejected in the middle: the host goes on behind what was verified, and does not do that again', async () => {
    bench.on('fullCopy', from(19, reject));
    const { outcome } = await run();
    // Sixteen segments were verified, two more were sent: those two are done again.
    expect(told(outcome)).toEqual(['xcopy failed acceptedByArray 18', 'hostCopy used - 4']);
    expect(counted(device)).toMatchObject({ cloneWrite: 18, cloneFailed: 1, hostWriteBytes: 4 * mibBytes });
    expect(await bench.isEqual(disk)).toBe(true);
  });

  test.each([['ignores the commands', ignore], ['does half of each', half]] as const)('a device that %s is found out and marked; the host copies everything', async (_name, fault) => {
    bench.on('fullCopy', from(1, fault));
    const { outcome } = await run();
    expect(told(outcome)).toEqual(['xcopy failed verified 16', 'hostCopy used - 20']);
    expect(device.distrust?.reason).toMatch(/does not hold what its array says was done/);
    expect(outcome.fixes.map(({ action }) => action?.kind)).toEqual(['clearDistrust']);
    expect(await bench.isEqual(disk)).toBe(true);
  });

  test.each([[1], [16], [17], [20]])('one ignored command, number %i, is enough to be found out', async (number) => {
    bench.on('fullCopy', at(number, ignore));
    const { outcome } = await run();
    expect(told(outcome)[1]).toBe(`hostCopy used - ${number <= 16 ? 20 : 4}`);
    expect(device.distrust).not.toBeNull();
    expect(await bench.isEqual(disk)).toBe(true);
  });

  test('the array runs out of time, having done half: the host does it again', async () => {
    bench.on('fullCopy', at(3, timeOut));
    const { outcome } = await run();
    expect(told(outcome)).toEqual(['xcopy failed acceptedByArray 2', 'hostCopy used - 20']);
    expect(device.distrust).toBeNull();
    expect(await bench.isEqual(disk)).toBe(true);
  });

  test('the link drops once and comes back: the host goes on', async () => {
    bench.on('fullCopy', from(1, reject));
    bench.on('write', at(100, linkDown));
    const { outcome } = await run();
    expect(told(outcome)[1]).toBe('hostCopy used - 20');
    // The piece whose write failed had been read.
    expect(device.counters).toMatchObject({ hostWriteBytes: 20 * mibBytes, hostReadBytes: 20 * mibBytes + 64 * 1024 });
    expect(await bench.isEqual(disk)).toBe(true);
  });

  test('a link that drops while the copy is verified says nothing against the array', async () => {
    bench.on('read', at(5, linkDown));
    const { outcome } = await run();
    expect(told(outcome)).toEqual(['xcopy used - 20']);
    expect([device.status, device.distrust]).toEqual(['supported', null]);
  });

  test('the link stays down: a clear failure that tells what was tried', async () => {
    bench.on('fullCopy', from(2, linkDown));
    bench.on('read', from(1, linkDown));
    const { outcome, failure } = await run();
    expect(failure).toMatchObject({ code: 'FileFault', message: 'esx-01 could not finish the copy: The link to the array went down during a read.' });
    expect(told(outcome)).toEqual(['xcopy failed acceptedByArray 1', 'hostCopy failed - 0']);
  });

  test('a read that is rejected is not tried again', async () => {
    bench.on('fullCopy', from(1, reject));
    let reads = 0;
    bench.on('read', () => (++reads === 3 ? reject : null));
    const { failure } = await run();
    expect(failure).toMatchObject({ code: 'FileFault' });
    expect(reads).toBe(3);
  });

  test('the array is out of space for its copy alone: the host goes on', async () => {
    bench.on('fullCopy', at(1, outOfSpace));
    const { outcome } = await run();
    expect(told(outcome)).toEqual(['xcopy failed acceptedByArray 0', 'hostCopy used - 20']);
    expect(await bench.isEqual(disk)).toBe(true);
  });

  test('there is no space for anybody: a clear failure', async () => {
    const { array } = bench.devices;
    const copying = await bench.device('blockCopy');
    const full = await bench.disk(copying, copying, 8, [[0, 8]]);
    await array.commit((tx) => array.updateVolume(tx, copying.volumeId, { sizeBytes: 11 * mibBytes }));
    const { outcome, failure } = await bench.run(bench.job(copying, copying, [full]));
    expect(failure).toMatchObject({ code: 'InsufficientStorageSpace' });
    expect(told(outcome).map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual(['fullCopy failed acceptedByArray', 'hostCopy failed -']);
    expect(copying.distrust).toBeNull();
  });

  test('of several disks, those that are complete are left alone', async () => {
    const second = await bench.disk(device, device, 6, [[1, 5]]);
    const third = await bench.disk(device, device, 2, [[0, 1]]);
    bench.on('fullCopy', from(22, reject));
    const { outcome } = await bench.run(bench.job(device, device, [disk, second, third]));
    expect(told(outcome)).toEqual(['xcopy failed acceptedByArray 21', 'hostCopy used - 5']);
    for (const copied of [disk, second, third]) expect(await bench.isEqual(copied)).toBe(true);
  });

  test('a cancellation ends it at the next command, with the reason of the signal', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    bench.on('fullCopy', (count) => {
      if (count === 5) controller.abort(reason);
      return null;
    });
    await expect(bench.engine.copy(bench.job(device, device, [disk], { signal: controller.signal }))).rejects.toBe(reason);
    expect(device.counters.cloneWrite).toBe(5);
    expect(device.counters.hostWriteBytes).toBe(0);
  });

  test('a cancellation while the host copies is no failure of the host', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    bench.on('fullCopy', from(1, reject));
    bench.on('write', (count) => {
      if (count === 9) controller.abort(reason);
      return count === 9 ? linkDown : null;
    });
    await expect(bench.engine.copy(bench.job(device, device, [disk], { signal: controller.signal }))).rejects.toBe(reason);
  });

  test('data where the source has none is taken away again', async () => {
    const stray = 11 * mibBytes;
    bench.on('fullCopy', (count) => {
      if (count === 20) void bench.writeBlock(disk.into, stray);
      return null;
    });
    const { outcome } = await run();
    expect(told(outcome)[0]).toBe('xcopy failed verified 20');
    expect(await bench.isEqual(disk)).toBe(true);
    expect(bench.devices.array.file(disk.into).logicalBytes).toBe(disk.logicalBytes);
  });
});

describe('Full File Clone', () => {
  const filers = async (): Promise<{ source: Device; target: Device; file: DiskCopy }> => {
    const [source, target] = [await bench.device('nasFiler', 'NFS'), await bench.device('nasFiler', 'NFS')];
    return { source, target, file: await bench.disk(source, target, 6, [[0, 2], [4, 5]]) };
  };

  test('copies the file within the array', async () => {
    const { source, target, file } = await filers();
    const { outcome } = await bench.run(bench.job(source, target, [file]));
    expect(told(outcome)).toEqual(['fileClone refused sameVolume 0', 'fullCopy used - 3']);
    expect(counted(target)).toMatchObject({ nasFullFileClone: 1 });
    expect(await bench.isEqual(file)).toBe(true);
  });

  test.each([['rejected', reject, 'acceptedByArray'], ['ignored', ignore, 'verified'], ['half done', half, 'verified']] as const)('that is %s is followed by a copy of the host', async (_name, fault, rule) => {
    const { source, target, file } = await filers();
    const second = await bench.disk(source, target, 3, [[0, 3]]);
    bench.on('nasFullFileClone', at(2, fault));
    const { outcome } = await bench.run(bench.job(source, target, [file, second]));
    expect(told(outcome)).toEqual(['fileClone refused sameVolume 0', `fullCopy failed ${rule} ${rule === 'verified' ? 6 : 3}`, 'hostCopy used - 3']);
    expect(target.distrust === null).toBe(rule === 'acceptedByArray');
    for (const copied of [file, second]) expect(await bench.isEqual(copied)).toBe(true);
  });
});
