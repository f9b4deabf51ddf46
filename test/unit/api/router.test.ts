import { isDefinedError, ORPCError } from '@orpc/client';
import { createRouterClient } from '@orpc/server';
import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { contractErrorOf, withContractErrors } from '../../../electron/api/faults.ts';
import { callerHeader, commandLineCaller } from '../../../shared/contract/caller.ts';
import { contract } from '../../../shared/contract/contract.ts';
import { Fault } from '../../../shared/faults.ts';
import { objectIdSchema, taskIdSchema } from '../../../shared/ids.ts';
import type { CloneSpec } from '../../../shared/model/clonePlan.ts';
import { makeSparseImage, tempFolder } from '../../fixtures/images.ts';
import { cloneSpec, newRequestId, overlay, YardBench } from '../../fixtures/yard.ts';

const bench = new YardBench();
afterEach(() => bench.cleanUp());

const unknownVm = objectIdSchema.parse('vm-999');

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('The call should have failed.');
}

test('every call of the contract is implemented', async () => {
  const { yard } = await bench.open(undefined, { kind: 'memory' });
  for (const [group, calls] of Object.entries(contract)) {
    const implemented: object = Reflect.get(yard.router, group);
    expect(Object.keys(implemented).toSorted()).toEqual(Object.keys(calls).toSorted());
  }
});

test('a task says who started it', async () => {
  const { yard } = await bench.open(undefined, { kind: 'memory' });
  const commandLine = createRouterClient(yard.router, { context: { reqHeaders: new Headers({ [callerHeader]: commandLineCaller }) } });
  const { taskId } = await commandLine.system.initialize({ kind: 'empty', requestId: newRequestId() });
  expect(await commandLine.tasks.wait({ id: taskId })).toMatchObject({ initiator: 'Command line' });
  const stranger = createRouterClient(yard.router, { context: { reqHeaders: new Headers({ [callerHeader]: 'somebody else' }) } });
  const folder = await tempFolder();
  try {
    await makeSparseImage(folder.file('gold.img'), 4096, 1);
    for (const client of [stranger, createRouterClient(yard.router)]) {
      const input = { path: folder.file('gold.img'), name: randomUUID(), datastoreId: null, guestOs: '', requestId: newRequestId(), isUpload: false };
      const started = await client.disks.importImage(input);
      expect(await client.tasks.wait({ id: started.taskId })).toMatchObject({ initiator: 'Administrator', state: 'success' });
    }
  } finally {
    await folder.remove();
  }
});

describe('faults', () => {
  test('arrive as typed errors with code, message and data', async () => {
    const { client, logged } = await bench.openSetUp({ kind: 'memory' });
    const error = await failureOf(client.inventory.vm({ id: unknownVm }));
    expect(error).toBeInstanceOf(ORPCError);
    expect(error instanceof Error && isDefinedError(error)).toBe(true);
    expect(error).toMatchObject({ code: 'ManagedObjectNotFound', message: 'There is no virtual machine or template vm-999.' });
    await expect(client.tasks.get({ id: taskIdSchema.parse('task-77') })).rejects.toMatchObject({ code: 'ManagedObjectNotFound', defined: true });
    expect(logged).toEqual([]);
  });

  test('input that the contract does not allow names the field', async () => {
    const { yard, logged } = await bench.openSetUp({ kind: 'memory' });
    // What a client in another language might send.
    const client = createRouterClient(yard.router);
    const spec: CloneSpec = { ...cloneSpec(unknownVm, 1), count: 0 };
    expect(await failureOf(client.cloning.plan(spec))).toMatchObject({ code: 'InvalidArgument', defined: true, message: expect.stringMatching(/^count: /), data: { names: ['count'] } });
    expect(await failureOf(client.tasks.list({ limit: 0 }))).toMatchObject({ code: 'InvalidArgument', message: expect.stringContaining('limit') });
    expect(await failureOf(client.lifecycle.power({ ids: [], operation: 'powerOn', requestId: newRequestId() }))).toMatchObject({ code: 'InvalidArgument', message: expect.stringContaining('ids') });
    expect(await failureOf(client.disks.writeDisk({ vmId: unknownVm, offsetBytes: -1.5, path: '', requestId: newRequestId() }))).toMatchObject({ code: 'InvalidArgument', data: { names: ['offsetBytes', 'path'] } });
    expect(logged).toEqual([]);
  });

  test('what nobody expected becomes a SystemError that keeps its message, and is logged once', async () => {
    const { client, logged } = await bench.openSetUp({ kind: 'memory', wrap: (array) => overlay(array, { check: () => Promise.reject(new RangeError('out of cheese')) }) });
    expect(await failureOf(client.system.check())).toMatchObject({ code: 'SystemError', defined: true, message: 'out of cheese' });
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain('out of cheese');
  });

  test('in a stream are typed as well', async () => {
    const logged: string[] = [];
    async function* failing(): AsyncGenerator<number, void, void> {
      yield 1;
      throw new Fault('DataIntegrity', 'Block 7 is damaged.');
    }
    const seen: number[] = [];
    const error = await failureOf((async () => {
      for await (const value of withContractErrors(failing(), (text) => logged.push(text))) seen.push(value);
    })());
    expect(seen).toEqual([1]);
    expect(error).toMatchObject({ code: 'DataIntegrity', defined: true, message: 'Block 7 is damaged.' });
    expect(logged).toEqual([]);
  });

  test('that are typed already stay as they are', () => {
    const typed = new ORPCError('DuplicateName', { defined: true, message: 'Taken.', data: {} });
    expect(contractErrorOf(typed, () => undefined)).toBe(typed);
  });
});

test('a stream ends when its reader stops, and when its signal is aborted', async () => {
  const { client } = await bench.openSetUp({ kind: 'memory' });
  for await (const event of await client.tasks.watch()) {
    expect(event.type).toBe('snapshot');
    break;
  }
  const controller = new AbortController();
  const types: string[] = [];
  for await (const event of await client.inventory.watch(undefined, { signal: controller.signal })) {
    types.push(event.type);
    if (event.type === 'ready') controller.abort();
  }
  expect(types).toEqual(['begin', 'page', 'ready']);
});

test('info tells what is there', async () => {
  const opened = await bench.open(undefined, { kind: 'memory' });
  expect(await opened.client.system.info()).toMatchObject({ version: '0.0.0-test', dataDirectory: opened.directory, setup: 'empty', processId: process.pid, arrayId: opened.array.arrayId });
  expect((await opened.client.system.info()).localDisk.freeBytes).toBeGreaterThan(0);
});

test('a yard can be closed twice, and calls after that fail in words', async () => {
  const opened = await bench.openSetUp();
  await Promise.all([opened.yard.close(), opened.yard.close()]);
  await bench.close(opened);
  expect(await failureOf(opened.client.disks.importImage({ path: '/dev/null', name: 'x', datastoreId: null, guestOs: '', requestId: newRequestId(), isUpload: false }))).toMatchObject({ defined: true });
});
