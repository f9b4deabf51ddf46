import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { Meta } from '../../../electron/meta/meta.ts';
import { objectIdSchema } from '../../../shared/ids.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import { mibBytes } from '../../../shared/units.ts';
import { cloneSpec, cloneWell, endedWell, newRequestId, powerWell } from '../../fixtures/yard.ts';
import { AccelerationBench, cloneOn, emptyTemplate, randomFile, startWrite, type AccelerationYard } from './harness.ts';

const bench = new AccelerationBench();
afterEach(() => bench.cleanUp());

const nobody = objectIdSchema.parse('host-999');
const nowhere = objectIdSchema.parse('datastore-999');

describe('the switches of a host', () => {
  test('are all on at first, with segments of 4 MiB and the NAS plug-in installed', async () => {
    const { hosts } = await bench.open();
    expect(hosts.map((host) => host.hostName)).toEqual(['esx-01', 'esx-02']);
    for (const { switches } of hosts) {
      expect(switches).toEqual({ hardwareAcceleratedMove: true, hardwareAcceleratedInit: true, hardwareAcceleratedLocking: true, maxTransferBytes: 4 * mibBytes, isNasPluginInstalled: true });
    }
  });

  test('change one by one, for one host alone, and are kept', async () => {
    const yard = await bench.open();
    const [first, second] = yard.hosts;
    const { hostId } = first;
    expect((await yard.client.offload.setHostSwitches({ hostId, change: { hardwareAcceleratedMove: false } })).switches).toEqual({ ...first.switches, hardwareAcceleratedMove: false });
    await yard.client.offload.setHostSwitches({ hostId, change: { maxTransferBytes: 16 * mibBytes } });
    const { hosts } = await bench.reopen(yard);
    expect(hosts).toEqual([{ ...first, switches: { ...first.switches, hardwareAcceleratedMove: false, maxTransferBytes: 16 * mibBytes } }, second]);
  });

  test.each([512 * 1024, 5.5 * mibBytes, 17 * mibBytes])('cannot be segments of %d bytes', async (maxTransferBytes) => {
    const { client, hosts } = await bench.open();
    await expect(client.offload.setHostSwitches({ hostId: hosts[0].hostId, change: { maxTransferBytes } })).rejects.toMatchObject({ code: 'InvalidArgument' });
    expect(await client.offload.hosts()).toEqual(hosts);
  });

  test('belong to a host', async () => {
    const { client, filer } = await bench.open();
    for (const hostId of [nobody, filer.datastoreId]) {
      await expect(client.offload.setHostSwitches({ hostId, change: { hardwareAcceleratedMove: false } })).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
    }
  });
});

describe('what stands behind a datastore', () => {
  test('is at first what fits its type, with status unknown', async () => {
    const { filer, block } = await bench.open();
    expect(filer).toMatchObject({ name: 'filer', type: 'NFS', profile: 'nasFiler', status: 'unknown', fileBlockBytes: 0, distrust: null, stunnedVms: [] });
    expect(block).toMatchObject({ name: 'block', type: 'VMFS', profile: 'blockFull', status: 'unknown', fileBlockBytes: mibBytes, distrust: null, stunnedVms: [] });
    expect(block.switches).toEqual({ isMoveOn: true, isInitOn: true, isLockingOn: true });
    expect(filer.arrayName).not.toBe(block.arrayName);
    expect(block.primitives.map((state) => state.primitive)).toEqual(['fullCopy', 'blockZero', 'ats', 'unmap', 'thinProvisioningStun']);
    expect(filer.primitives.every((state) => state.isOffered && state.status === 'unknown' && state.lastReason === null)).toBe(true);
  });

  test('can be changed, and is kept', async () => {
    const yard = await bench.open();
    const { datastoreId } = yard.block;
    const changed = await yard.client.offload.setDatastore({ datastoreId, profile: 'blockPartial', switches: { isLockingOn: false }, fileBlockBytes: 8 * mibBytes });
    expect(changed).toMatchObject({ profile: 'blockPartial', fileBlockBytes: 8 * mibBytes, switches: { isMoveOn: true, isInitOn: true, isLockingOn: false } });
    expect(changed.primitives.filter((state) => state.isOffered).map((state) => state.primitive)).toEqual(['blockZero', 'ats']);
    const { block } = await bench.reopen(yard);
    expect({ ...block, rates: {} }).toEqual({ ...changed, rates: {} });
  });

  test('must fit the datastore', async () => {
    const { client, filer, block } = await bench.open();
    const refused = [
      [{ datastoreId: block.datastoreId, profile: 'nasFiler' }, /^Choose one of these: .*\(blockFull\).*\(plain\).*\.$/],
      [{ datastoreId: filer.datastoreId, profile: 'blockFull' }, /^Choose one of these: ".+" \(nasFiler\), ".+" \(plain\)\.$/],
      [{ datastoreId: block.datastoreId, fileBlockBytes: 3 * mibBytes }, /^Choose one of them/],
      [{ datastoreId: filer.datastoreId, fileBlockBytes: mibBytes }, /^Leave it out/],
    ] as const;
    for (const [change, hint] of refused) await expect(client.offload.setDatastore(change)).rejects.toMatchObject({ code: 'InvalidArgument', data: { hint: expect.stringMatching(hint) } });
    await expect(client.offload.setDatastore({ datastoreId: nowhere, profile: 'plain' })).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
    await expect(client.offload.clearDistrust({ datastoreId: nowhere })).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
    await expect(client.offload.resetCounters({ datastoreId: nowhere })).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
    const rows = await client.offload.datastores();
    expect(rows.map((row) => ({ ...row, rates: {} }))).toEqual([filer, block].map((row) => ({ ...row, rates: {} })));
  });

  test('begins anew with another profile, while its counters go on', async () => {
    const yard = await bench.open();
    const { client, block, hosts } = yard;
    await emptyTemplate(yard, block.datastoreId);
    const { switches: _switches, ...used } = await rowOf(yard);
    expect(used.primitives.find((state) => state.primitive === 'ats')).toMatchObject({ status: 'supported' });
    const changed = await client.offload.setDatastore({ datastoreId: block.datastoreId, profile: 'blockCopy' });
    expect(changed.primitives.every((state) => state.status === 'unknown' && state.lastReason === null)).toBe(true);
    expect(changed.counters).toEqual(used.counters);
    expect(hosts).toHaveLength(2);
  });
});

async function deleteOnly({ client }: AccelerationYard, vm: VmRow): Promise<void> {
  const { taskId } = await client.inventory.deleteVms({ ids: [vm.id], requestId: newRequestId() });
  await endedWell(client, taskId);
}

async function rowOf({ client, block }: AccelerationYard): Promise<typeof block> {
  const found = (await client.offload.datastores()).find((row) => row.datastoreId === block.datastoreId);
  if (!found) throw new Error('There is no datastore.');
  return found;
}

describe('locks', () => {
  test('are taken by ATS on VMFS, and miss when another host was there meanwhile', async () => {
    const yard = await bench.open();
    const { client, block, hosts } = yard;
    const gold = await emptyTemplate(yard, block.datastoreId);
    const machines = [await cloneOn(client, gold, 'a', hosts[0].hostId), await cloneOn(client, gold, 'b', hosts[1].hostId)];
    const before = (await rowOf(yard)).counters;
    for (const operation of ['powerOn', 'powerOff', 'powerOn'] as const) {
      for (const vm of machines) await powerWell(client, [vm.id], operation);
    }
    const { counters } = await rowOf(yard);
    expect(counters.ats - before.ats).toBe(6);
    // Each finds the lock sector as the other has left it.
    expect(counters.atsFailed - before.atsFailed).toBeGreaterThan(0);
    expect(counters.reservations).toBe(0);
    const filer = (await client.offload.datastores()).find((row) => row.datastoreId === yard.filer.datastoreId);
    expect(filer?.counters).toMatchObject({ ats: 0, atsFailed: 0, reservations: 0 });
  });

  test('are one per host and datastore in a transaction, however many machines it is about', async () => {
    const yard = await bench.open();
    const { client, block, hosts } = yard;
    const gold = await emptyTemplate(yard, block.datastoreId);
    await cloneWell(client, cloneSpec(gold.id, 20, { datastoreId: block.datastoreId, computeId: hosts[0].hostId }));
    const before = (await rowOf(yard)).counters;
    const ids = (await client.inventory.vms({ afterId: null, limit: 100 })).rows.filter((vm) => !vm.isTemplate).map((vm) => vm.id);
    await powerWell(client, ids, 'powerOn');
    const { counters } = await rowOf(yard);
    expect(counters.ats - before.ats).toBe(1);
  });

  test.each(['host', 'datastore', 'array'] as const)('are reservations where ATS is off for the %s', async (where) => {
    const yard = await bench.open();
    const { client, block, hosts } = yard;
    const gold = await emptyTemplate(yard, block.datastoreId);
    const vm = await cloneOn(client, gold, 'a', hosts[0].hostId);
    if (where === 'host') await client.offload.setHostSwitches({ hostId: hosts[0].hostId, change: { hardwareAcceleratedLocking: false } });
    else await client.offload.setDatastore({ datastoreId: block.datastoreId, ...(where === 'array' ? { profile: 'plain' } : { switches: { isLockingOn: false } }) });
    const before = (await rowOf(yard)).counters;
    await powerWell(client, [vm.id], 'powerOn');
    const { counters } = await rowOf(yard);
    expect({ ats: counters.ats - before.ats, reservations: counters.reservations - before.reservations }).toEqual({ ats: 0, reservations: 1 });
  });
});

test('counters can be set to zero, of one datastore or of all', async () => {
  const yard = await bench.open();
  const { client, block } = yard;
  const gold = await emptyTemplate(yard, block.datastoreId);
  const vm = await cloneOn(client, gold, 'a', yard.hosts[0].hostId);
  await endedWell(client, await startWrite(client, vm, randomFile(yard, 'some', 4096, 7).path));
  for (const datastoreId of [block.datastoreId, null]) {
    await powerWell(client, [vm.id], 'powerOn');
    await powerWell(client, [vm.id], 'powerOff');
    expect((await rowOf(yard)).counters.ats).toBeGreaterThan(0);
    await client.offload.resetCounters({ datastoreId });
    expect(Object.values((await rowOf(yard)).counters).every((count) => count === 0)).toBe(true);
  }
});

test('a datastore that is deleted leaves nothing behind', async () => {
  const yard = await bench.open();
  const { client, block } = yard;
  await client.offload.setDatastore({ datastoreId: block.datastoreId, profile: 'blockCopy' });
  await deleteOnly(yard, await emptyTemplate(yard, block.datastoreId));
  const volume = (await client.storage.volumes()).find((row) => row.name === 'block');
  if (!volume) throw new Error('There is no volume.');
  const { taskId } = await client.storage.deleteVolume({ volumeId: volume.id, withMachines: false, requestId: newRequestId() });
  await endedWell(client, taskId);
  expect((await client.offload.datastores()).map((row) => row.name)).toEqual(['filer']);
  await bench.yards.close(yard);
  const meta = Meta.open(join(yard.directory, 'meta'));
  const ofVolume = Array.from(meta.table<number, unknown>('deviceRecords').entries(), ({ key }) => key).filter((id) => id === volume.id);
  const sectors = Array.from(meta.table<[number, number], unknown>('lockSectors').entries({ start: [volume.id, 0], end: [volume.id + 1, 0] }));
  await meta.close();
  expect([...ofVolume, ...sectors]).toEqual([]);
});

test('a FlexClone lies on the array of its base, with counters of its own', async () => {
  const yard = await bench.open();
  const { client, block } = yard;
  await emptyTemplate(yard, block.datastoreId);
  await client.offload.setDatastore({ datastoreId: block.datastoreId, profile: 'blockCopy', fileBlockBytes: 2 * mibBytes });
  const volume = (await client.storage.volumes()).find((row) => row.name === 'block');
  if (!volume) throw new Error('There is no volume.');
  const { taskId } = await client.storage.cloneVolume({ volumeId: volume.id, snapshotId: null, name: 'copy', isRegistering: false, requestId: newRequestId() });
  await endedWell(client, taskId);
  const copy = (await client.offload.datastores()).find((row) => row.name === 'copy');
  expect(copy).toMatchObject({ profile: 'blockCopy', fileBlockBytes: 2 * mibBytes, status: 'unknown' });
  expect(Object.values(copy?.counters ?? {}).every((count) => count === 0)).toBe(true);
  await bench.yards.close(yard);
  const again = await bench.yards.open(yard.directory);
  expect((await again.client.offload.datastores()).find((row) => row.name === 'copy')).toMatchObject({ profile: 'blockCopy' });
});
