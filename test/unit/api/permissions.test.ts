/** What holders of access keys may do, at the border where it is decided: calls, streams, tasks of one's own. */
import { call, createRouterClient, isProcedure } from '@orpc/server';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallContext } from '../../../electron/api/services.ts';
import { callerHeader, commandLineCaller } from '../../../shared/contract/caller.ts';
import { isAllowed, needSchema, roleSchema, type Need, type Role } from '../../../shared/model/access.ts';
import type { AccessKeyId, ObjectId } from '../../../shared/ids.ts';
import { mibBytes } from '../../../shared/units.ts';
import { makeSparseImage } from '../../fixtures/images.ts';
import { cloneSpec, importTemplate, newRequestId, YardBench, type TestYard, type YardClient } from '../../fixtures/yard.ts';

const bench = new YardBench();
afterEach(() => bench.cleanUp());

interface Guest {
  readonly id: AccessKeyId;
  readonly client: YardClient;
}

async function guestOf({ yard, client }: TestYard, name: string, role: Role): Promise<Guest> {
  const { key } = await client.access.keys.create({ name, role });
  // The header is what a caller says about itself: it must not make anybody more than the key does.
  const context: CallContext = { accessKeyId: key.id, reqHeaders: new Headers({ [callerHeader]: commandLineCaller }) };
  return { id: key.id, client: createRouterClient(yard.router, { context }) };
}

async function withTemplate(): Promise<TestYard & { readonly templateId: ObjectId }> {
  const opened = await bench.openSetUp({ kind: 'memory' });
  const path = join(bench.newDirectory(), 'tpl.raw');
  await makeSparseImage(path, 4 * mibBytes, 1);
  return { ...opened, templateId: (await importTemplate(opened.client, path, 'tpl')).id };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

interface Found {
  readonly path: readonly string[];
  readonly need: Need;
  readonly ask: (context: CallContext) => Promise<unknown>;
}

function callsOf(router: object, path: readonly string[] = []): Found[] {
  return Object.entries(router).flatMap(([name, part]: [string, object]): Found[] => {
    const here = [...path, name];
    if (!isProcedure(part)) return callsOf(part, here);
    return [{ path: here, need: needSchema.parse(part['~orpc'].meta['need']), ask: async (context) => endStream(await call(part, undefined, { context, path: here })) }];
  });
}

async function endStream(answer: unknown): Promise<void> {
  if (typeof answer === 'object' && answer !== null && 'return' in answer && typeof answer.return === 'function') await answer.return();
}

describe('the border', () => {
  it('refuses to every role what it does not allow, whatever the input, and lets everything else through', async () => {
    const opened = await bench.openSetUp({ kind: 'memory' });
    const calls = callsOf(opened.yard.router);
    expect(calls.length).toBeGreaterThan(100);
    for (const role of roleSchema.options) {
      const { id } = await guestOf(opened, `a guest who is ${role}`, role);
      for (const { path, need, ask } of calls) {
        const code = await codeOf(ask({ accessKeyId: id }));
        const what = `${role} ${path.join('.')} ${code}`;
        if (isAllowed(role, need)) expect(code, what).not.toBe('NoPermission');
        else expect(code, what).toBe('NoPermission');
      }
    }
  });

  it('names what is asked for and who may do it', async () => {
    const opened = await bench.openSetUp({ kind: 'memory' });
    const { client } = await guestOf(opened, 'Robin', 'operator');
    await expect(client.storage.scrub({ requestId: newRequestId() })).rejects.toMatchObject({
      code: 'NoPermission', defined: true, message: 'The role Operator does not allow this (storage.scrub).',
      data: { names: ['storage.scrub'], hint: 'Ask somebody with the role Administrator.' },
    });
    expect(opened.logged).toEqual([]);
  });

  it('knows who calls: the local user by the client, everybody else by the key', async () => {
    const opened = await bench.openSetUp({ kind: 'memory' });
    expect(await opened.client.access.me()).toEqual({ name: 'Administrator', role: 'administrator', isLocal: true, sinceMs: null });
    const terminal = createRouterClient(opened.yard.router, { context: { reqHeaders: new Headers({ [callerHeader]: commandLineCaller }) } });
    expect(await terminal.access.me()).toEqual({ name: 'Command line', role: 'administrator', isLocal: true, sinceMs: null });
    const { client } = await guestOf(opened, 'Robin', 'readOnly');
    expect(await client.access.me()).toEqual({ name: 'Robin', role: 'readOnly', isLocal: false, sinceMs: expect.any(Number) });
  });

  it('refuses everything to whoever comes with a key that was revoked', async () => {
    const opened = await bench.openSetUp({ kind: 'memory' });
    const { id, client } = await guestOf(opened, 'Robin', 'administrator');
    await client.storage.volumes();
    await opened.client.access.keys.revoke({ id });
    await expect(client.storage.volumes()).rejects.toMatchObject({ code: 'NoPermission', message: 'The access key was revoked.' });
    await expect(client.inventory.watch()).rejects.toMatchObject({ code: 'NoPermission' });
    await expect(client.access.me()).rejects.toMatchObject({ code: 'NoPermission' });
  });
});

describe('an operator', () => {
  it('runs machines under the name of the key, but leaves what they stand on alone', async () => {
    const opened = await withTemplate();
    const { client } = await guestOf(opened, 'Robin', 'operator');
    const { taskId } = await client.cloning.start({ spec: cloneSpec(opened.templateId, 2), requestId: newRequestId() });
    expect(await client.tasks.wait({ id: taskId })).toMatchObject({ state: 'success', initiator: 'Robin' });
    const { rows } = await client.inventory.vms({ afterId: null, limit: 10 });
    const machine = rows.find(({ isTemplate }) => !isTemplate);
    if (!machine) throw new Error('There is no clone.');
    const renamed = await client.lifecycle.rename({ id: machine.id, name: 'robins', requestId: newRequestId() });
    expect(await client.tasks.wait({ id: renamed.taskId })).toMatchObject({ state: 'success' });
    await client.lifecycle.setNotes({ id: machine.id, notes: 'Mine.' });
    const { events } = await client.events.list({ objectId: machine.id, types: ['VmRenamedEvent'], severities: [], sinceMs: null, beforeMs: null, chainId: null, text: '', limit: 10, beforeKey: null });
    expect(events).toMatchObject([{ initiator: 'Robin' }]);

    for (const id of [machine.datastoreId, machine.hostId]) {
      const refusal = { code: 'NoPermission', data: { names: [`lifecycle.rename ${id}`] } };
      await expect(client.lifecycle.rename({ id, name: 'other', requestId: newRequestId() })).rejects.toMatchObject(refusal);
      await expect(client.lifecycle.setNotes({ id, notes: 'x' })).rejects.toMatchObject({ code: 'NoPermission' });
    }
  });

  it('takes back and cancels what he has started himself, and nothing of others', async () => {
    const opened = await withTemplate();
    const robin = (await guestOf(opened, 'Robin', 'operator')).client;
    const kim = (await guestOf(opened, 'Kim', 'operator')).client;
    const boss = (await guestOf(opened, 'Boss', 'administrator')).client;
    const { taskId } = await robin.lifecycle.rename({ id: opened.templateId, name: 'renamed', requestId: newRequestId() });
    await robin.tasks.wait({ id: taskId });
    const undo = (client: YardClient) => client.lifecycle.undo({ taskId, requestId: newRequestId() });
    await expect(undo(kim)).rejects.toMatchObject({ code: 'NoPermission', data: { names: ['lifecycle.undo'], hint: 'Ask Robin, or somebody with the role Administrator.' } });
    await expect(kim.tasks.cancel({ id: taskId })).rejects.toMatchObject({ code: 'NoPermission' });
    // It has ended, so nothing happens to it: what matters is who may ask.
    for (const client of [robin, boss, opened.client]) expect(await client.tasks.cancel({ id: taskId })).toMatchObject({ state: 'success' });
    const undone = await undo(robin);
    expect(await robin.tasks.wait({ id: undone.taskId })).toMatchObject({ state: 'success' });
  });

  it('is not taken for the one whose key had the same name before, and who was more', async () => {
    const opened = await withTemplate();
    const before = await guestOf(opened, 'Robin', 'administrator');
    const { datastoreId: id } = await opened.client.inventory.vm({ id: opened.templateId });
    const { taskId } = await before.client.lifecycle.rename({ id, name: 'renamed', requestId: newRequestId() });
    expect(await before.client.tasks.wait({ id: taskId })).toMatchObject({ state: 'success', initiator: 'Robin' });
    await opened.client.access.keys.revoke({ id: before.id });

    const { client } = await guestOf(opened, 'Robin', 'operator');
    const refusal = { code: 'NoPermission', message: expect.stringContaining('with a key that was revoked'), data: { hint: 'Ask somebody with the role Administrator.' } };
    await expect(client.lifecycle.undo({ taskId, requestId: newRequestId() })).rejects.toMatchObject(refusal);
    await expect(client.tasks.cancel({ id: taskId })).rejects.toMatchObject(refusal);
    expect(await opened.client.lifecycle.undo({ taskId, requestId: newRequestId() })).toMatchObject({ taskId: expect.any(String) });
  });
});

it('a yard keeps its keys, and passes its check with them', async () => {
  const opened = await bench.openSetUp({ kind: 'embedded' });
  await guestOf(opened, 'Robin', 'operator');
  expect(await opened.client.system.check()).toMatchObject({ ok: true });
  await bench.close(opened);
  const again = await bench.open(opened.directory);
  expect(await again.client.access.keys.list()).toMatchObject({ keys: [{ id: 'access-1', name: 'Robin', role: 'operator', connectionCount: 0 }] });
});
