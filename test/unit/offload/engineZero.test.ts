import { afterEach, beforeEach, expect, test } from 'vitest';
import { CommandFailed, type Device } from '../../../electron/offload/device/deviceTypes.ts';
import { DistrustedClone } from '../../../electron/offload/engineTypes.ts';
import { decideZero } from '../../../electron/offload/rules/decideLocal.ts';
import { decideForHost } from '../../../electron/offload/rules/ways.ts';
import type { FileId } from '../../../shared/ids.ts';
import type { ArrayProfileId } from '../../../shared/model/offload.ts';
import { mibBytes } from '../../../shared/units.ts';
import { half, ignore, linkDown, reject } from '../../sim/offloadFaultSource.ts';
import { EngineBench, told } from './engineBench.ts';
import { localFacts, place } from './rules/ruleFacts.ts';

let bench: EngineBench;
beforeEach(() => {
  bench = new EngineBench();
});
afterEach(() => bench.close());

/** A copy of a disk of 6 MiB, of which 2 MiB are data, as an eager-zeroed one. */
async function copyEager(profile: ArrayProfileId, faults: () => void = () => undefined) {
  const device = await bench.device(profile);
  const disk = await bench.disk(device, device, 6, [[1, 2], [4, 5]], { format: 'eagerZeroedThick' });
  const zero = decideZero(localFacts('VMFS', { datastore: place('VMFS', 1, { profile: device.profile }) }));
  faults();
  const result = await bench.run(bench.job(device, device, [disk], { zero }));
  if (!result.failure) expect(await bench.isEqual(disk)).toBe(true);
  return { device, ...result };
}

test('with WRITE SAME the array zeroes every hole, and no zero crosses the network', async () => {
  const { device, outcome } = await copyEager('blockFull');
  expect(outcome.zero && told(outcome.zero)).toEqual(['fullCopy used - 4']);
  expect(device.counters).toMatchObject({ zero: 3, zeroBytes: 4 * mibBytes, zeroFailed: 0, hostWriteBytes: 0 });
});

test('without WRITE SAME the host sends every zero', async () => {
  const { device, outcome } = await copyEager('plain');
  expect(outcome.zero && told(outcome.zero)).toEqual(['fullCopy refused primitiveOffered 0', 'hostCopy used - 4']);
  expect(outcome.zero?.moved).toMatchObject({ networkReadBytes: 0, networkWriteBytes: 4 * mibBytes });
  expect(device.counters).toMatchObject({ zero: 0, hostWriteBytes: 6 * mibBytes });
});

test('a WRITE SAME that is rejected in the middle leaves the zeros to the host', async () => {
  const { device, outcome } = await copyEager('blockFull', () => bench.on('blockZero', (count) => (count === 2 ? reject : null)));
  expect(outcome.zero && told(outcome.zero)).toEqual(['fullCopy failed acceptedByArray 1', 'hostCopy used - 4']);
  expect(device.counters).toMatchObject({ zero: 1, zeroFailed: 1, hostWriteBytes: 4 * mibBytes });
});

test('a link that drops once while zeros are written does not end the copy', async () => {
  const { device, outcome } = await copyEager('blockFull', () => {
    bench.on('blockZero', () => reject);
    bench.on('write', (count) => (count === 5 ? linkDown : null));
  });
  expect(outcome.zero && told(outcome.zero)[1]).toBe('hostCopy used - 4');
  expect(device.counters.hostWriteBytes).toBe(4 * mibBytes);
});

test('a link that stays down while zeros are written ends in a failure that keeps what was copied in its trail', async () => {
  const { outcome, failure } = await copyEager('blockFull', () => {
    bench.on('blockZero', () => reject);
    bench.on('write', () => linkDown);
  });
  expect(failure).toMatchObject({ code: 'FileFault' });
  expect(told(outcome)).toEqual(['xcopy used - 2']);
});

async function filerDisks(): Promise<{ device: Device; disks: { fileId: FileId }[] }> {
  const device = await bench.device('nasFiler', 'NFS');
  const made = [await bench.disk(device, device, 2, [[0, 1]]), await bench.disk(device, device, 3, [[1, 3]])];
  for (const disk of made) await bench.engine.copy(bench.job(device, device, [disk], { decision: decideForHost('clone', 'To have two files.') }));
  return { device, disks: made.map(({ into }) => ({ fileId: into })) };
}

test('file clones are in one group, each with its own format', async () => {
  const { device, disks } = await filerDisks();
  const { array } = bench.devices;
  const made = await array.commit((tx) => bench.engine.fileClones(tx, device, disks, { formats: ['thin', 'lazyZeroedThick'] }));
  const files = made.map(({ fileId }) => array.file(fileId));
  expect(files.map(({ format, logicalBytes }) => [format, logicalBytes / mibBytes])).toEqual([['thin', 1], ['lazyZeroedThick', 2]]);
  expect(files.map(({ groupId }) => groupId)).toEqual([files[0]?.id, files[0]?.id]);
});

test.each([['rejected', reject, CommandFailed], ['ignored', ignore, DistrustedClone], ['half done', half, DistrustedClone]] as const)('file clones of which one is %s leave nothing', async (_name, fault, kind) => {
  const { device, disks } = await filerDisks();
  const { array } = bench.devices;
  const before = [...array.fileIds(device.volumeId)];
  bench.on('nasFastFileClone', (count) => (count === 2 ? fault : null));
  await expect(array.commit((tx) => bench.engine.fileClones(tx, device, disks))).rejects.toBeInstanceOf(kind);
  expect([...array.fileIds(device.volumeId)]).toEqual(before);
});

/** A new eager-zeroed disk of 6 MiB on VMFS. */
async function zeroNew(profile: ArrayProfileId, faults: () => void = () => undefined) {
  const target = await bench.device(profile);
  const into = await bench.devices.addFile(target, 6 * mibBytes, { format: 'eagerZeroedThick' });
  const facts = localFacts('VMFS', { datastore: place('VMFS', 1, { profile: target.profile }) });
  faults();
  const job = { host: facts.host, target, targetDatastore: facts.datastore, disks: [{ into, sizeBytes: 6 * mibBytes }], signal: new AbortController().signal, onDetail: () => undefined };
  return { target, outcome: await bench.engine.zero(job, decideZero(facts)) };
}

test('a new disk is zeroed by the array as a whole', async () => {
  const { target, outcome } = await zeroNew('blockFull');
  expect(told(outcome)).toEqual(['fullCopy used - 6']);
  expect(target.counters).toMatchObject({ zeroBytes: 6 * mibBytes, hostWriteBytes: 0 });
});

test('where the array refuses, the host zeroes the new disk, and the outcome says so', async () => {
  const { target, outcome } = await zeroNew('blockFull', () => bench.on('blockZero', () => reject));
  expect(told(outcome)).toEqual(['fullCopy failed acceptedByArray 0', 'hostCopy used - 6']);
  expect(target.counters).toMatchObject({ zeroFailed: 1, hostWriteBytes: 6 * mibBytes });
});
