import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { StorageArray } from '../../../../electron/array/port.ts';
import type { AlarmState } from '../../../../shared/contract/alarms.ts';
import type { AlarmSettings, TriggeredAlarm } from '../../../../shared/model/alarm.ts';
import { gibBytes, mibBytes } from '../../../../shared/units.ts';
import { makeSparseImage } from '../../../fixtures/images.ts';
import { cloneSpec, cloneWell, endedWell, importTemplate, newRequestId, overlay, powerWell, YardBench, type TestYard, type YardClient } from '../../../fixtures/yard.ts';

const bench = new YardBench();
afterEach(() => bench.cleanUp());

/** Waits for a state of the alarms that fits; the test's own time limit is the bound. */
async function alarmsUntil(client: YardClient, fits: (state: AlarmState) => boolean): Promise<AlarmState> {
  const stop = new AbortController();
  try {
    for await (const state of await client.alarms.watch(undefined, { signal: stop.signal })) if (fits(state)) return state;
  } finally {
    stop.abort();
  }
  throw new Error('The stream ended.');
}

const names = (triggered: readonly TriggeredAlarm[]): string[] => triggered.map(({ alarmName, target, level }) => `${alarmName} on ${target.name}: ${level}`).toSorted();

/** A datastore that is about half full. */
async function filledYard(wrap?: (array: StorageArray) => StorageArray): Promise<TestYard> {
  const yard = await bench.openTwoDatastores(64 * mibBytes, wrap && { wrap });
  const path = join(bench.newDirectory(), 'tpl.raw');
  await makeSparseImage(path, 64 * mibBytes, 3);
  await importTemplate(yard.client, path, 'tpl');
  return yard;
}

async function shrink(client: YardClient, usedPercent: number): Promise<void> {
  const [volume] = await client.storage.volumes();
  if (!volume) throw new Error('There is no volume.');
  const settings = { sizeBytes: Math.ceil(volume.physicalBytes / (usedPercent / 100) / mibBytes + 0.001) * mibBytes, nearlyFullPercent: 98, fullPercent: 99 };
  await client.storage.updateVolume({ volumeId: volume.id, settings });
}

const settings: AlarmSettings = { name: 'Mine', description: '', metric: 'datastoreUsage', scopeId: null, warningAt: 10, criticalAt: null, isEnabled: true };

describe('alarms', () => {
  it('rise and fall with the use of a datastore, and each change is an event', async () => {
    const { client } = await filledYard();
    await shrink(client, 80);
    const yellow = await alarmsUntil(client, ({ triggered }) => triggered.length > 0);
    expect(names(yellow.triggered)).toEqual(['Datastore usage on disk on first: yellow']);
    await shrink(client, 90);
    const red = await alarmsUntil(client, ({ triggered }) => triggered[0]?.level === 'red');
    expect(red.triggered).toHaveLength(1);
    await shrink(client, 30);
    await alarmsUntil(client, ({ triggered }) => triggered.length === 0);
    const { events } = await client.events.list({ objectId: red.triggered[0]?.target.id ?? null, types: ['AlarmStatusChangedEvent'], severities: [], sinceMs: null, beforeMs: null, chainId: null, text: '', limit: 10, beforeKey: null });
    expect(events.map(({ severity, initiator, chainId }) => [severity, initiator, chainId])).toEqual([['info', 'System', null], ['error', 'System', null], ['warning', 'System', null]]);
    expect(events[0]?.message).toContain('changed from red to green');
  });

  it('stay acknowledged or reset over a restart, and rise again when it becomes worse', async () => {
    const yard = await filledYard();
    await shrink(yard.client, 80);
    const [alarm] = (await alarmsUntil(yard.client, ({ triggered }) => triggered.length > 0)).triggered;
    if (!alarm) throw new Error('No alarm.');
    const chosen = { alarms: [{ alarmId: alarm.alarmId, objectId: alarm.target.id }] };
    expect(await yard.client.alarms.acknowledge(chosen)).toEqual({ changed: 1 });
    expect(await yard.client.alarms.acknowledge(chosen)).toEqual({ changed: 0 });
    await bench.close(yard);
    const again = await bench.open(yard.directory);
    expect((await again.client.alarms.state()).triggered[0]).toMatchObject({ level: 'yellow', acknowledged: { by: 'Administrator' }, sinceMs: alarm.sinceMs });
    expect(await again.client.alarms.reset(chosen)).toEqual({ changed: 1 });
    await bench.close(again);
    const third = await bench.open(yard.directory);
    expect((await third.client.alarms.state()).triggered).toEqual([]);
    await shrink(third.client, 90);
    const worse = await alarmsUntil(third.client, ({ triggered }) => triggered.length > 0);
    expect(worse.triggered[0]).toMatchObject({ level: 'red', acknowledged: null });
  });

  it('watch what people say they shall, where they shall', async () => {
    const { client } = await filledYard();
    const second = (await client.inventory.containers()).find(({ name }) => name === 'second');
    const host = (await client.inventory.containers()).find(({ kind }) => kind === 'host');
    if (!second || !host) throw new Error('The yard is not as expected.');
    const made = await client.alarms.create({ ...settings, scopeId: second.id });
    expect((await client.alarms.state()).triggered).toEqual([]);
    await client.alarms.update({ id: made.id, settings });
    expect(names((await client.alarms.state()).triggered)).toEqual(['Mine on first: yellow']);
    await client.alarms.update({ id: made.id, settings: { ...settings, isEnabled: false } });
    expect((await client.alarms.state()).triggered).toEqual([]);
    await client.alarms.update({ id: made.id, settings });
    await client.alarms.remove({ id: made.id });
    expect(await client.alarms.state()).toMatchObject({ triggered: [], definitions: { length: 9 } });
    await expect(client.alarms.create({ ...settings, name: 'datastore USAGE on disk' })).rejects.toMatchObject({ code: 'DuplicateName' });
    await expect(client.alarms.create({ ...settings, criticalAt: 5 })).rejects.toMatchObject({ code: 'InvalidArgument' });
  });

  it('count the memory promised to powered-on machines of a host', async () => {
    const { client } = await filledYard();
    const host = (await client.inventory.containers()).find((container) => container.kind === 'host');
    const tpl = (await client.inventory.vms({ afterId: null, limit: 1 })).rows[0];
    if (host?.kind !== 'host' || !tpl) throw new Error('The yard is not as expected.');
    const count = 4;
    const percent = ((count * tpl.memoryBytes) / host.memoryBytes) * 100;
    await client.alarms.create({ ...settings, metric: 'hostMemoryPromised', warningAt: percent - 0.01, criticalAt: null });
    const task = await cloneWell(client, cloneSpec(tpl.id, count, { powerOn: true }));
    const raised = await alarmsUntil(client, ({ triggered }) => triggered.length > 0);
    expect(raised.triggered[0]?.text).toBe(`${percent.toFixed(1)} % of the memory promised`);
    const { children } = await client.tasks.children({ id: task.id, offset: 0, limit: 10 });
    const ids = children.flatMap(({ targetId }) => targetId ?? []);
    await powerWell(client, ids.slice(0, 3), 'powerOff');
    await alarmsUntil(client, ({ triggered }) => triggered.length === 0);
    await powerWell(client, ids, 'powerOff');
    await endedWell(client, (await client.inventory.deleteVms({ ids, requestId: newRequestId() })).taskId);
    expect(tpl.memoryBytes).toBeLessThan(gibBytes * 1024);
  });

  it('are over for a datastore that is deleted, and say nothing about it any more', async () => {
    const { client } = await filledYard();
    await client.alarms.create({ ...settings, name: 'Promised', metric: 'datastoreProvisioned', warningAt: 1 });
    const first = await alarmsUntil(client, ({ triggered }) => triggered.length > 0);
    expect(names(first.triggered)).toContain('Promised on first: yellow');
    const [volume] = await client.storage.volumes();
    if (!volume) throw new Error('The yard is not as expected.');
    await endedWell(client, (await client.storage.deleteVolume({ volumeId: volume.id, withMachines: true, requestId: newRequestId() })).taskId);
    const after = await alarmsUntil(client, ({ triggered }) => triggered.every(({ target }) => target.name !== 'first'));
    expect(names(after.triggered)).toEqual([]);
  });

  it('are over for a datastore that went just before a power cut', async () => {
    const copies: string[] = [];
    const places: string[] = [];
    const { client, directory } = await filledYard((array) =>
      overlay(array, {
        commit: async (work) => {
          const before = array.volumeIds().length;
          const result = await array.commit(work);
          // Nobody was told of it yet.
          if (array.volumeIds().length < before) copies.push(...places.map((place) => bench.copyAsIfCrashed(place)));
          return result;
        },
      }),
    );
    places.push(directory);
    await client.alarms.create({ ...settings, name: 'Promised', metric: 'datastoreProvisioned', warningAt: 1 });
    await alarmsUntil(client, ({ triggered }) => triggered.length > 0);
    const [volume] = await client.storage.volumes();
    if (!volume) throw new Error('The yard is not as expected.');
    await endedWell(client, (await client.storage.deleteVolume({ volumeId: volume.id, withMachines: true, requestId: newRequestId() })).taskId);
    expect(copies).toHaveLength(1);
    const again = await bench.open(copies[0]);
    expect(names((await alarmsUntil(again.client, ({ triggered }) => triggered.length === 0)).triggered)).toEqual([]);
  });
});
