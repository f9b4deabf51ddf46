import { afterEach, describe, expect, test } from 'vitest';
import type { TaskId } from '../../../shared/ids.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import type { DatastoreAcceleration } from '../../../shared/model/offload.ts';
import type { VolumeRow } from '../../../shared/model/storage.ts';
import { mibBytes } from '../../../shared/units.ts';
import { endedWell, newRequestId, powerWell } from '../../fixtures/yard.ts';
import { AccelerationBench, cloneOn, datastoreWhen, emptyTemplate, randomFile, readDisk, startWrite, type AccelerationYard } from './harness.ts';

const bench = new AccelerationBench();
afterEach(() => bench.cleanUp());

/** Two machines on the small VMFS datastore. Only the second has written something, its first MiB. */
interface TwoMachines extends AccelerationYard {
  readonly writer: VmRow;
  readonly other: VmRow;
}

async function openMachines(): Promise<TwoMachines> {
  const opened = await bench.open();
  const { client, block, hosts } = opened;
  const gold = await emptyTemplate(opened, block.datastoreId);
  const writer = await cloneOn(client, gold, 'writer', hosts[0].hostId);
  const other = await cloneOn(client, gold, 'other', hosts[1].hostId);
  await endedWell(client, await startWrite(client, other, randomFile(opened, 'own', mibBytes, 1).path));
  return { ...opened, writer, other };
}

/** The first machine, powered on as both are, has filled the datastore and waits for space. */
async function openFull(): Promise<TwoMachines & { readonly content: Uint8Array; readonly writing: TaskId }> {
  const opened = await openMachines();
  const { client, block, writer, other } = opened;
  await powerWell(client, [writer.id, other.id], 'powerOn');
  const { path, bytes } = randomFile(opened, 'much', 20 * mibBytes, 2);
  const writing = await startWrite(client, writer, path);
  await datastoreWhen(client, block.datastoreId, (row) => row.stunnedVms.length > 0);
  return { ...opened, content: bytes, writing };
}

async function blockVolume({ client }: AccelerationYard): Promise<VolumeRow> {
  const found = (await client.storage.volumes()).find((volume) => volume.name === 'block');
  if (!found) throw new Error('There is no volume.');
  return found;
}

async function blockRow({ client, block }: AccelerationYard): Promise<DatastoreAcceleration> {
  const found = (await client.offload.datastores()).find((row) => row.datastoreId === block.datastoreId);
  if (!found) throw new Error('There is no datastore.');
  return found;
}

describe('a virtual machine that asks a full datastore for new blocks', () => {
  test('is paused and says so, and goes on when the volume has grown, with everything in place', async () => {
    const yard = await openFull();
    const { client, writer, writing, content } = yard;
    expect(await client.tasks.get({ id: writing })).toMatchObject({ state: 'running', detail: 'Paused: "block" is full. Add space or free some.' });
    const row = await blockRow(yard);
    expect(row.stunnedVms).toEqual([{ id: writer.id, name: 'writer-1' }]);
    expect(row.primitives.find((state) => state.primitive === 'thinProvisioningStun')).toMatchObject({ status: 'supported', lastReason: expect.stringContaining('writer') });
    const { id, fill } = await blockVolume(yard);
    expect(fill).toBe('full');

    await client.storage.updateVolume({ volumeId: id, settings: { sizeBytes: 64 * mibBytes } });
    expect(await endedWell(client, writing)).toMatchObject({ result: { kind: 'writeDisk', bytesWritten: content.length } });
    expect((await blockRow(yard)).stunnedVms).toEqual([]);
    const disk = await readDisk(yard, writer);
    expect(Buffer.compare(disk.subarray(0, content.length), content)).toBe(0);
  });

  test('leaves others alone that read, or write again what is theirs', async () => {
    const yard = await openFull();
    const { client, other, writing } = yard;
    const again = randomFile(yard, 'again', mibBytes, 3);
    await endedWell(client, await startWrite(client, other, again.path));
    const disk = await readDisk(yard, other);
    expect(Buffer.compare(disk.subarray(0, mibBytes), again.bytes)).toBe(0);
    expect((await client.tasks.get({ id: writing })).state).toBe('running');
  });

  test('does not take its turn from others, however many wait', async () => {
    const yard = await openFull();
    const { client, block, other, filer, hosts } = yard;
    await startWrite(client, other, randomFile(yard, 'more', mibBytes, 4).path, 8 * mibBytes);
    const row = await datastoreWhen(client, block.datastoreId, ({ stunnedVms }) => stunnedVms.length === 2);
    expect(row.stunnedVms.map((vm) => vm.name).toSorted()).toEqual(['other-1', 'writer-1']);
    const elsewhere = await cloneOn(client, await emptyTemplate(yard, filer.datastoreId, 'silver'), 'elsewhere', hosts[0].hostId);
    await endedWell(client, await startWrite(client, elsewhere, randomFile(yard, 'fine', mibBytes, 5).path));
  });

  test('can be moved away: what frees space is not held up by the migration that waits for its guest', async () => {
    const yard = await openFull();
    const { client, writer, other, filer, writing } = yard;
    const spec = { vmIds: [writer.id], hostId: null, datastoreId: filer.datastoreId };
    expect((await client.migration.plan(spec)).warnings).toContain('"writer-1" is paused because "block" is full. The disks are copied; the switch waits until its guest goes on.');
    const { taskId } = await client.migration.start({ spec, requestId: newRequestId() });
    const { name } = await client.tasks.get({ id: writing });
    await expect.poll(async () => (await client.tasks.get({ id: taskId })).detail, { timeout: 10_000 }).toBe(`Waiting for the guest of writer-1: ${name}`);
    const { id } = await blockVolume(yard);
    await powerWell(client, [other.id], 'powerOff');
    const { taskId: deleting } = await client.inventory.deleteVms({ ids: [other.id], requestId: newRequestId() });
    await endedWell(client, deleting);
    expect((await client.tasks.get({ id: taskId })).state).toBe('running');
    await client.storage.updateVolume({ volumeId: id, settings: { sizeBytes: 64 * mibBytes } });
    await endedWell(client, writing);
    await endedWell(client, taskId);
    expect((await client.inventory.vm({ id: writer.id })).datastoreId).toBe(filer.datastoreId);
  });

  test('goes on when others have given space back', async () => {
    const yard = await openFull();
    const { client, other, writing, content } = yard;
    const { id } = await blockVolume(yard);
    // Not enough as long as the other machine is there: it tries, and goes on waiting.
    await client.storage.updateVolume({ volumeId: id, settings: { sizeBytes: 20.5 * mibBytes } });
    await powerWell(client, [other.id], 'powerOff');
    expect((await client.tasks.get({ id: writing })).state).toBe('running');
    const { taskId } = await client.inventory.deleteVms({ ids: [other.id], requestId: newRequestId() });
    await endedWell(client, taskId);
    expect(await endedWell(client, writing)).toMatchObject({ result: { bytesWritten: content.length } });
  });

  test('goes on when the volume may grow by itself', async () => {
    const yard = await openFull();
    const { client, writing, content } = yard;
    const { id } = await blockVolume(yard);
    await client.storage.updateVolume({ volumeId: id, settings: { autogrow: { maximumBytes: 64 * mibBytes, atPercent: 90 } } });
    expect(await endedWell(client, writing)).toMatchObject({ result: { bytesWritten: content.length } });
  });

  test('can be cancelled', async () => {
    const yard = await openFull();
    const { client, writing } = yard;
    await client.tasks.cancel({ id: writing });
    expect((await client.tasks.wait({ id: writing })).state).toBe('canceled');
    expect((await blockRow(yard)).stunnedVms).toEqual([]);
  });

  test('waits for nothing any more when it is powered off, or the yard is closed', async () => {
    const yard = await openFull();
    const { client, writer, writing } = yard;
    const { id } = await blockVolume(yard);
    await powerWell(client, [writer.id], 'powerOff');
    // A little more room makes it look again.
    await client.storage.updateVolume({ volumeId: id, settings: { sizeBytes: 17 * mibBytes } });
    expect(await client.tasks.wait({ id: writing })).toMatchObject({ state: 'error', fault: { code: 'InsufficientStorageSpace' } });

    await powerWell(client, [writer.id], 'powerOn');
    await startWrite(client, writer, `${yard.directory}/much`);
    await datastoreWhen(client, yard.block.datastoreId, (row) => row.stunnedVms.length > 0);
    const reopened = await bench.reopen(yard);
    const [last] = await reopened.client.tasks.list({ limit: 1 });
    expect(last).toMatchObject({ state: 'error', fault: { code: 'Interrupted' } });
    expect((await reopened.client.system.check()).problems).toEqual([]);
  });

  test.each([
    ['is powered off', async ({ client, writer }: TwoMachines) => void (await powerWell(client, [writer.id], 'powerOff'))],
    ['is on an array without thin-provisioning stun', async ({ client, block, writer }: TwoMachines) => {
      await powerWell(client, [writer.id], 'powerOn');
      await client.offload.setDatastore({ datastoreId: block.datastoreId, profile: 'blockPartial' });
    }],
  ])('fails when it %s', async (_, prepare) => {
    const yard = await openMachines();
    await prepare(yard);
    const { path } = randomFile(yard, 'much', 20 * mibBytes, 2);
    const writing = await startWrite(yard.client, yard.writer, path);
    expect(await yard.client.tasks.wait({ id: writing })).toMatchObject({ state: 'error', fault: { code: 'InsufficientStorageSpace' } });
    expect((await blockRow(yard)).stunnedVms).toEqual([]);
  });
});
