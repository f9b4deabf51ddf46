import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { taskNumberOf } from '../../../electron/tasks/journal.ts';
import type { EventFilter } from '../../../shared/contract/events.ts';
import type { YardEvent } from '../../../shared/model/event.ts';
import { mibBytes } from '../../../shared/units.ts';
import { makeSparseImage } from '../../fixtures/images.ts';
import { arrayKinds, cloneSpec, cloneWell, endedWell, Gate, importTemplate, newRequestId, overlay, powerWell, YardBench, type TestYard } from '../../fixtures/yard.ts';

const bench = new YardBench();
afterEach(() => bench.cleanUp());

const everything: EventFilter = { objectId: null, types: [], severities: [], sinceMs: null, beforeMs: null, chainId: null, text: '' };
const list = async ({ client }: TestYard, filter: Partial<EventFilter> = {}): Promise<YardEvent[]> => (await client.events.list({ ...everything, ...filter, limit: 500, beforeKey: null })).events;
const typesOf = (events: readonly YardEvent[]): string[] => events.map(({ type }) => type);

async function yardWithTemplate(kind: (typeof arrayKinds)[number]): Promise<TestYard> {
  const yard = await bench.openSetUp({ kind });
  const path = join(bench.newDirectory(), 'tpl.raw');
  await makeSparseImage(path, 4 * mibBytes, 1);
  await importTemplate(yard.client, path, 'tpl');
  return yard;
}

describe.each(arrayKinds)('events over the %s array', (kind) => {
  it('tells a rapid clone as one chain: what began it and one event for each machine', async () => {
    const yard = await yardWithTemplate(kind);
    const [template] = await list(yard, { types: ['VmRegisteredEvent'] });
    const templateId = template?.target.id;
    if (!templateId) throw new Error('The import left no event.');
    const task = await cloneWell(yard.client, cloneSpec(templateId, 40));
    const chain = await list(yard, { chainId: task.id });
    expect(typesOf(chain).filter((type) => type === 'VmClonedEvent')).toHaveLength(40);
    expect(chain.at(-1)).toMatchObject({ type: 'VmBeingClonedEvent', target: { name: 'tpl' }, initiator: 'Administrator' });
    expect(chain.find(({ target }) => target.name === 'vdi-007')?.message).toBe('"vdi-007" was cloned from "tpl".');
    // The journal says the same as the history: each machine that it names has its event.
    const { children } = await yard.client.tasks.children({ id: task.id, offset: 0, limit: 100 });
    expect(new Set(chain.map(({ target }) => target.id))).toEqual(new Set([...children.map(({ targetId }) => targetId), templateId]));
  });

  it('finds what happened to a machine under its id and at its places, also when it is gone', async () => {
    const yard = await yardWithTemplate(kind);
    const tpl = (await list(yard, { types: ['VmRegisteredEvent'] }))[0]?.target.id;
    if (!tpl) throw new Error('The import left no event.');
    const { taskId } = await yard.client.cloning.start({ spec: cloneSpec(tpl, 2), requestId: newRequestId() });
    await endedWell(yard.client, taskId);
    const [first] = await list(yard, { text: 'vdi-001' });
    if (!first?.target.id) throw new Error('The clone left no event.');
    await powerWell(yard.client, [first.target.id], 'powerOn');
    expect(typesOf(await list(yard, { objectId: first.target.id }))).toEqual(['VmPoweredOnEvent', 'TaskEvent', 'VmClonedEvent']);
    await powerWell(yard.client, [first.target.id], 'powerOff');
    const deletion = await yard.client.inventory.deleteVms({ ids: [first.target.id], requestId: newRequestId() });
    await endedWell(yard.client, deletion.taskId);
    // What is gone is found under its id, and at the places where it was.
    expect(typesOf(await list(yard, { objectId: first.target.id })).slice(0, 3)).toEqual(['VmRemovedEvent', 'TaskEvent', 'VmPoweredOffEvent']);
    const host = (await yard.client.inventory.containers()).find((container) => container.kind === 'host');
    expect(typesOf(await list(yard, { objectId: host?.id ?? null, text: 'vdi-001' }))).toContain('VmRemovedEvent');
    const folder = (await yard.client.inventory.containers()).find((container) => container.kind === 'network');
    expect(await list(yard, { objectId: folder?.id ?? null, types: ['VmRemovedEvent'] })).toEqual([]);
  });

  it('keeps everything over a restart, in order and without gaps', async () => {
    const yard = await yardWithTemplate(kind);
    const before = await list(yard);
    if (kind === 'memory') return;
    await bench.close(yard);
    const again = await bench.open(yard.directory);
    const after = await list(again);
    expect(after.slice(after.length - before.length)).toEqual(before);
    const keys = after.map(({ key }) => key);
    expect(keys).toEqual(keys.toSorted((a, b) => b - a));
    expect(keys[0]).toBe(keys.length);
  });
});

describe('pages of the history', () => {
  it('gives every event once, whatever the length of the pages', async () => {
    const yard = await yardWithTemplate('embedded');
    const tpl = (await list(yard, { types: ['VmRegisteredEvent'] }))[0]?.target.id;
    if (!tpl) throw new Error('The import left no event.');
    await cloneWell(yard.client, cloneSpec(tpl, 150));
    const all = await list(yard);
    for (const limit of [7, 64]) {
      const keys: number[] = [];
      for (let beforeKey: number | null = null; ; ) {
        const page = await yard.client.events.list({ ...everything, limit, beforeKey });
        keys.push(...page.events.map(({ key }) => key));
        beforeKey = page.nextBeforeKey;
        if (beforeKey === null) break;
      }
      expect(keys).toEqual(all.map(({ key }) => key));
    }
  });

  it('finds tasks by what they are about, also a machine by the bulk task that made it', async () => {
    const yard = await yardWithTemplate('embedded');
    const tpl = (await list(yard, { types: ['VmRegisteredEvent'] }))[0]?.target.id;
    if (!tpl) throw new Error('The import left no event.');
    const task = await cloneWell(yard.client, cloneSpec(tpl, 3));
    const clone = (await list(yard, { text: 'vdi-002' }))[0]?.target.id ?? null;
    const found = await yard.client.events.tasks({ objectId: clone, states: [], text: '', limit: 10, beforeId: null });
    expect(found.tasks.map(({ id }) => id)).toEqual([task.id]);
    const failed = await yard.client.events.tasks({ objectId: null, states: ['error'], text: '', limit: 10, beforeId: null });
    expect(failed.tasks).toEqual([]);
    expect(failed.kept.count).toBe(taskNumberOf(task.id));
  });

  it('finds the task that made a machine behind others that began later and ended earlier', async () => {
    const gate = new Gate();
    let isArmed = false;
    const yard = await bench.openSetUp({ kind: 'memory', wrap: (array) => overlay(array, { commit: async (work) => (isArmed && (await gate.pass()), array.commit(work)) }) });
    const path = join(bench.newDirectory(), 'tpl.raw');
    await makeSparseImage(path, 4 * mibBytes, 1);
    const { id, folderId } = await importTemplate(yard.client, path, 'tpl');
    isArmed = true;
    const { taskId } = await yard.client.cloning.start({ spec: cloneSpec(id, 1), requestId: newRequestId() });
    await gate.reached;
    const { completedAtMs } = await endedWell(yard.client, (await yard.client.lifecycle.createFolder({ parentId: folderId, name: 'Lab', requestId: newRequestId() })).taskId);
    await vi.waitUntil(() => Date.now() > (completedAtMs ?? Infinity));
    gate.open();
    await endedWell(yard.client, taskId);
    const clone = (await list(yard, { text: 'vdi-001' }))[0]?.target.id ?? null;
    const found = await yard.client.events.tasks({ objectId: clone, states: [], text: '', limit: 10, beforeId: null });
    expect(found.tasks.map((task) => task.id)).toEqual([taskId]);
  });

  it('tells watchers of the newest key', async () => {
    const yard = await yardWithTemplate('embedded');
    const stop = new AbortController();
    const stream = await yard.client.events.watch(undefined, { signal: stop.signal });
    const first = await stream.next();
    const tpl = (await list(yard, { types: ['VmRegisteredEvent'] }))[0]?.target.id;
    if (!tpl || first.done) throw new Error('The import left no event.');
    await cloneWell(yard.client, cloneSpec(tpl, 2));
    const next = await stream.next();
    expect(next.done ? 0 : next.value.newestKey).toBeGreaterThan(first.value.newestKey);
    stop.abort();
  });

  it('tells when clients come and go, each once, and nothing any more when the yard is closed', async () => {
    const yard = await yardWithTemplate('embedded');
    const leave = yard.yard.noteClient();
    const stay = yard.yard.noteClient();
    leave();
    leave();
    expect(typesOf(await list(yard, { types: ['UserLoginSessionEvent', 'UserLogoutSessionEvent'] }))).toEqual(['UserLogoutSessionEvent', 'UserLoginSessionEvent', 'UserLoginSessionEvent']);
    await bench.close(yard);
    stay();
    expect(yard.logged).toEqual([]);
  });
});
