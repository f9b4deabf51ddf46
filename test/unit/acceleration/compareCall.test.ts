/** A comparison as a client asks for it, over a whole yard. */
import { afterEach, expect, test } from 'vitest';
import { comparisonCsv } from '../../../shared/comparison.ts';
import { comparisonSchema } from '../../../shared/model/offload.ts';
import { endedWell, newRequestId, vmNamed } from '../../fixtures/yard.ts';
import { AccelerationBench, randomFile, readDisk } from './harness.ts';

const bench = new AccelerationBench();
afterEach(() => bench.cleanUp());

test('a template is compared, once for a request, and the yard is as it was', async () => {
  const opened = await bench.open();
  const { client, filer } = opened;
  const { path, bytes } = randomFile(opened, 'gold.img', 3 * 1024 * 1024 + 4096, 7);
  const { taskId: importId } = await client.disks.importImage({ path, name: 'gold', datastoreId: filer.datastoreId, guestOs: '', requestId: newRequestId(), isUpload: false });
  await endedWell(client, importId);
  const gold = await vmNamed(client, 'gold');
  const before = (await client.storage.volumes()).map(({ name, physicalBytes, logicalBytes }) => ({ name, physicalBytes, logicalBytes }));

  const request = { spec: { sourceId: gold.id, count: 3, hardwareProfile: 'nfs25' as const }, requestId: newRequestId() };
  const { taskId } = await client.offload.compare(request);
  expect(await client.offload.compare(request)).toEqual({ taskId });
  const { result } = await endedWell(client, taskId);
  if (result?.kind !== 'compareOffload') throw new Error('There is no comparison.');
  const { comparison } = result;
  expect(comparisonSchema.parse(comparison)).toEqual(comparison);
  expect(comparison.host).toMatchObject({ mechanism: 'hostCopy', networkReadBytes: 3 * bytes.length, networkWriteBytes: 3 * bytes.length, allocatedBytes: 3 * bytes.length });
  expect(comparison.offload).toMatchObject({ mechanism: 'fileClone', networkReadBytes: 0, networkWriteBytes: 0, allocatedBytes: 0, hostBusyMs: 0 });
  expect(comparison.modelled.hardwareProfile).toBe('nfs25');
  expect(comparisonCsv(comparison)).toContain('Source,,gold\r\n');

  expect((await client.storage.volumes()).map(({ name, physicalBytes, logicalBytes }) => ({ name, physicalBytes, logicalBytes }))).toEqual(before);
  expect(Buffer.from(await readDisk(opened, gold)).equals(bytes)).toBe(true);
  expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true });
});

test('with acceleration off for the datastore the host is compared with itself, and the fix is named', async () => {
  const opened = await bench.open();
  const { client, filer } = opened;
  const { path } = randomFile(opened, 'gold.img', 1024 * 1024, 8);
  await endedWell(client, (await client.disks.importImage({ path, name: 'gold', datastoreId: filer.datastoreId, guestOs: '', requestId: newRequestId(), isUpload: false })).taskId);
  const gold = await vmNamed(client, 'gold');
  await client.offload.setDatastore({ datastoreId: filer.datastoreId, switches: { isMoveOn: false } });
  const { taskId } = await client.offload.compare({ spec: { sourceId: gold.id, count: 1, hardwareProfile: 'fc8' }, requestId: newRequestId() });
  const { result } = await endedWell(client, taskId);
  expect(result).toMatchObject({
    kind: 'compareOffload',
    comparison: { offload: { mechanism: 'hostCopy' }, decision: { isOffloaded: false, firstFailed: 'datastoreSwitch', fixes: [{ action: { kind: 'setDatastoreSwitch' } }] } },
  });
});

test('what cannot be compared is refused by the call', async () => {
  const { client, hosts } = await bench.open();
  expect(hosts).toHaveLength(2);
  const spec = { count: 1, hardwareProfile: 'fc16' as const };
  const [datastore] = await client.offload.datastores();
  if (!datastore) throw new Error('There is no datastore.');
  await expect(client.offload.compare({ spec: { ...spec, sourceId: datastore.datastoreId }, requestId: newRequestId() })).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
  expect(await client.tasks.list({ limit: 10 })).toEqual([]);
});
