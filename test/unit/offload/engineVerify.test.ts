import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Device } from '../../../electron/offload/device/deviceTypes.ts';
import type { DiskCopy } from '../../../electron/offload/engineTypes.ts';
import { compareRanges, compareWhole, strayRanges } from '../../../electron/offload/verifyCopy.ts';
import { blockSizeBytes, mibBytes } from '../../../shared/units.ts';
import { linkDown } from '../../sim/offloadFaultSource.ts';
import { EngineBench } from './engineBench.ts';

let bench: EngineBench;
let device: Device;
let disk: DiskCopy;
const all = { offset: 0, length: mibBytes };

beforeEach(async () => {
  bench = new EngineBench();
  device = await bench.device();
  disk = await bench.disk(device, device, 2, [[0, 1]]);
});
afterEach(() => bench.close());

const pair = () => ({ source: device, target: device, disk });
const copyAll = () => device.fullCopy({ from: disk.from, to: disk.into, ...all }, mibBytes);

test('a copy agrees, and no more than two blocks of each range are read from each side', async () => {
  await copyAll();
  expect(await compareRanges(pair(), [all], () => 0.5)).toEqual({ checkedBytes: 2 * blockSizeBytes, problem: null });
  expect(await compareWhole(bench.devices.array, pair(), true)).toEqual({ checkedBytes: 0, problem: null });
  expect(await strayRanges(bench.devices.array, disk.from, disk.into)).toEqual([]);
});

test('nothing at all is found out by the last block', async () => {
  const { problem } = await compareRanges(pair(), [all], () => 0);
  expect(problem).toBe('The block at 1,044,480 is not what the source holds.');
});

test('a hole at the random block is found out there, and by what is allocated', async () => {
  await copyAll();
  await bench.devices.array.unmap(disk.into, 10 * blockSizeBytes, blockSizeBytes);
  expect((await compareRanges(pair(), [all], () => 10 / 256)).problem).toBe('The block at 40,960 is not what the source holds.');
  expect((await compareRanges(pair(), [all], () => 11 / 256)).problem).toBeNull();
  expect((await compareWhole(bench.devices.array, pair(), false)).problem).toBe('1,044,480 bytes are allocated instead of 1,048,576.');
});

test('a wrong block is found out where blocks ought to be shared, and a block that is only stored apart is none', async () => {
  await copyAll();
  const { array } = bench.devices;
  const block = new Uint8Array(blockSizeBytes);
  await array.read(disk.from, 20 * blockSizeBytes, block);
  await array.write(disk.into, 20 * blockSizeBytes, block);
  expect((await compareWhole(array, pair(), true)).problem).toBeNull();
  await bench.writeBlock(disk.into, 30 * blockSizeBytes);
  expect((await compareWhole(array, pair(), true)).problem).toMatch(/is not what the source holds/);
});

test('data outside of what the source holds is told range by range', async () => {
  await copyAll();
  for (const at of [mibBytes, mibBytes + blockSizeBytes, 2 * mibBytes - blockSizeBytes]) await bench.writeBlock(disk.into, at);
  expect(await strayRanges(bench.devices.array, disk.from, disk.into)).toEqual([{ offset: mibBytes, length: 2 * blockSizeBytes }, { offset: 2 * mibBytes - blockSizeBytes, length: blockSizeBytes }]);
});

test('a link that drops for a moment is no difference; one that stays down is no answer', async () => {
  await copyAll();
  bench.on('read', (count) => (count <= 3 || count > 6 ? linkDown : null));
  expect((await compareRanges(pair(), [all], () => 1 - 1 / 256)).problem).toBeNull();
  await expect(compareRanges(pair(), [all], () => 0)).rejects.toMatchObject({ failure: 'linkDown' });
});
