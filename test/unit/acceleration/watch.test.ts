import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HostUseRecorder } from '../../../electron/acceleration/hostUse.ts';
import type { AccelerationEvent } from '../../../shared/contract/offload.ts';
import { objectIdSchema, type ObjectId } from '../../../shared/ids.ts';
import type { DatastoreAcceleration, HostSample } from '../../../shared/model/offload.ts';
import { mibBytes } from '../../../shared/units.ts';
import { ArrayBench } from '../../fixtures/array.ts';
import { endedWell, newRequestId, powerWell, type YardClient } from '../../fixtures/yard.ts';
import { AccelerationBench, cloneOn, emptyTemplate, eventsUntil, randomFile } from './harness.ts';

const bench = new AccelerationBench();
afterEach(() => bench.cleanUp());

const hasActivity = ({ rates: { atMs: _atMs, ...rates } }: DatastoreAcceleration): boolean => Object.values(rates).some((rate) => rate > 0);

function expectSeamless(events: readonly AccelerationEvent[]): void {
  for (const [index, event] of events.entries()) {
    if (event.type === 'change') expect(event.previousRevision).toBe(events[index - 1]?.revision);
    else expect(index).toBe(0);
  }
}

describe('watching', () => {
  test('tells all datastores and hosts, then what changes', async () => {
    const { client, hosts, block, filer } = await bench.open();
    const { hostId } = hosts[0];
    const told = new Set<string>();
    const areBothTold = (event: AccelerationEvent): boolean => {
      if (event.type === 'change') for (const { name } of [...event.datastores, ...event.hosts.map((host) => ({ name: host.hostName }))]) told.add(name);
      return told.has('block') && told.has('esx-01');
    };
    const events = await eventsUntil(client, areBothTold, async () => {
      await client.offload.setDatastore({ datastoreId: block.datastoreId, profile: 'blockCopy' });
      await client.offload.setHostSwitches({ hostId, change: { isNasPluginInstalled: false } });
    });
    expectSeamless(events);
    expect(events[0]).toMatchObject({ type: 'snapshot', datastores: [{ name: 'filer' }, { name: 'block', profile: 'blockFull' }], hosts: [{ hostName: 'esx-01' }, { hostName: 'esx-02' }] });
    const changed = events.slice(1).flatMap((event) => event.datastores);
    expect(changed.at(-1)).toMatchObject({ datastoreId: block.datastoreId, profile: 'blockCopy' });
    expect(changed.every((row) => row.datastoreId !== filer.datastoreId)).toBe(true);
    expect(events.flatMap((event) => (event.type === 'change' ? event.hosts : [])).map((host) => host.hostName)).toEqual(['esx-01']);
  });

  test('tells of datastores that come and go', async () => {
    const { client, block } = await bench.open();
    const events = await eventsUntil(client, (event) => event.type === 'change' && event.removedIds.length > 0, async () => {
      await client.storage.createVolume({ name: 'third', settings: { sizeBytes: mibBytes }, type: 'VMFS', datacenterId: null });
      const volume = (await client.storage.volumes()).find((row) => row.name === 'block');
      if (!volume) throw new Error('There is no volume.');
      const { taskId } = await client.storage.deleteVolume({ volumeId: volume.id, withMachines: false, requestId: newRequestId() });
      await endedWell(client, taskId);
    });
    expect(events.flatMap((event) => event.datastores).some((row) => row.name === 'third')).toBe(true);
    const last = events.at(-1);
    expect(last?.type === 'change' && last.removedIds).toEqual([block.datastoreId]);
  });

  test('tells counters with their rates twice a second at most, and zeros when it is over', async () => {
    const yard = await bench.open();
    const { client, block, hosts } = yard;
    const gold = await emptyTemplate(yard, block.datastoreId);
    const vm = await cloneOn(client, gold, 'a', hosts[0].hostId);
    const toggle = async (): Promise<void> => {
      for (let i = 0; i < 40; i += 1) {
        for (const operation of ['powerOn', 'powerOff'] as const) await powerWell(client, [vm.id], operation);
      }
    };
    let wasActive = false;
    let toggling: Promise<void> = Promise.resolve();
    const times: number[] = [];
    const events = await eventsUntil(
      client,
      (event) => {
        times.push(performance.now());
        const row = event.datastores.find((datastore) => datastore.datastoreId === block.datastoreId);
        if (!row) return false;
        const isActive = hasActivity(row);
        const isOver = wasActive && !isActive;
        wasActive ||= isActive;
        return isOver;
      },
      () => {
        toggling = toggle();
        return Promise.resolve();
      },
    );
    await toggling;
    expectSeamless(events);
    const rows = events.flatMap((event) => event.datastores.filter((row) => row.datastoreId === block.datastoreId));
    expect(rows.some((row) => (row.rates.ats ?? 0) > 0)).toBe(true);
    expect(rows.at(-1)?.counters).toEqual((await yard.client.offload.datastores()).find((row) => row.datastoreId === block.datastoreId)?.counters);
    // The stream keeps half a second between two messages about counters; the clock of the reader may be a little off.
    const gaps = times.slice(2).map((time, index) => time - (times[index + 1] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(350);
  }, 30_000);
});

async function samplesUntil(client: YardClient, hostId: ObjectId | null, isEnough: (samples: readonly HostSample[], events: number) => boolean): Promise<HostSample[]> {
  const samples: HostSample[] = [];
  let events = 0;
  for await (const event of await client.offload.hostUse({ hostId })) {
    samples.push(...event.samples);
    events += 1;
    if (isEnough(samples, events)) break;
  }
  return samples;
}

describe('the use of hosts', () => {
  test('is told second by second, also when nothing happens', async () => {
    const { client, hosts } = await bench.open();
    const samples = await samplesUntil(client, hosts[0].hostId, (_, events) => events === 3);
    expect(samples.length).toBeGreaterThanOrEqual(2);
    for (const [index, sample] of samples.entries()) {
      expect(sample).toMatchObject({ busyShare: 0, networkReadBytes: 0, networkWriteBytes: 0, arrayReadBytes: 0, arrayWriteBytes: 0 });
      const next = samples[index + 1];
      if (next) expect(next.atMs - next.lengthMs).toBe(sample.atMs);
    }
  });

  test('shows what the array wrote, for all hosts together', async () => {
    const yard = await bench.open();
    const { client, array, filer, hosts } = yard;
    const before = array.io.writtenBytes;
    const { path } = randomFile(yard, 'image', 8 * mibBytes, 11);
    const { taskId } = await client.disks.importImage({ path, name: 'gold', datastoreId: filer.datastoreId, guestOs: '', requestId: newRequestId(), isUpload: false });
    await endedWell(client, taskId);
    const written = array.io.writtenBytes - before;
    expect(written).toBeGreaterThanOrEqual(8 * mibBytes);
    const all = await samplesUntil(client, null, (samples) => samples.reduce((sum, sample) => sum + sample.arrayWriteBytes, 0) >= written);
    expect(all.every((sample) => sample.busyShare === 0)).toBe(true);
    const one = await samplesUntil(client, hosts[0].hostId, (_, events) => events === 2);
    expect(one.every((sample) => sample.arrayWriteBytes === 0)).toBe(true);
  });

  test('ends with the yard, and is refused for what is no host', async () => {
    const yard = await bench.open();
    const reading = samplesUntil(yard.client, null, () => false);
    await expect(samplesUntil(yard.client, objectIdSchema.parse('host-999'), () => false)).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
    await bench.yards.close(yard);
    expect((await reading).every((sample) => sample.lengthMs > 0)).toBe(true);
  });
});

describe('the recorder', () => {
  const arrays = new ArrayBench();
  beforeEach(() => arrays.open());
  afterEach(() => arrays.close());
  const first = objectIdSchema.parse('host-1');
  const second = objectIdSchema.parse('host-2');

  test('counts each host by itself and all of them together', () => {
    let nowMs = 5_000_000;
    const recorder = new HostUseRecorder(arrays.array, () => nowMs);
    nowMs += 1_000;
    recorder.record(first, { busyMs: 400, networkReadBytes: 100, networkWriteBytes: 10 });
    recorder.record(second, { busyMs: 200, networkReadBytes: 1, networkWriteBytes: 1 });
    nowMs += 1_000;
    const sum = (hostId: ObjectId | null): unknown => {
      const samples = recorder.history(hostId);
      return {
        busyMs: Math.round(samples.reduce((total, sample) => total + sample.busyShare * sample.lengthMs, 0)),
        networkReadBytes: samples.reduce((total, sample) => total + sample.networkReadBytes, 0),
        networkWriteBytes: samples.reduce((total, sample) => total + sample.networkWriteBytes, 0),
      };
    };
    expect(sum(first)).toEqual({ busyMs: 400, networkReadBytes: 100, networkWriteBytes: 10 });
    expect(sum(second)).toEqual({ busyMs: 200, networkReadBytes: 1, networkWriteBytes: 1 });
    expect(sum(null)).toEqual({ busyMs: 600, networkReadBytes: 101, networkWriteBytes: 11 });
    recorder.close();
  });

  test('finds what the array has read and written since it looked last', async () => {
    let nowMs = 5_000_000;
    const { array } = arrays;
    const recorder = new HostUseRecorder(array, () => nowMs);
    const before = { ...array.io };
    const file = await array.commit((tx) => array.createFile(tx, array.createVolume(tx, { sizeBytes: 64 * mibBytes }), mibBytes));
    await array.write(file, 0, new Uint8Array(mibBytes).fill(7));
    await array.flush();
    nowMs += 3_000;
    const samples = recorder.since(null, 0);
    expect(samples.reduce((sum, sample) => sum + sample.arrayWriteBytes, 0)).toBe(array.io.writtenBytes - before.writtenBytes);
    expect(samples.reduce((sum, sample) => sum + sample.arrayReadBytes, 0)).toBe(array.io.readBytes - before.readBytes);
    recorder.close();
  });
});
