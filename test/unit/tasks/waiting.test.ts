import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { Meta } from '../../../electron/meta/meta.ts';
import type { TaskRun } from '../../../electron/tasks/taskRun.ts';
import { TaskService } from '../../../electron/tasks/taskService.ts';
import type { TaskId } from '../../../shared/ids.ts';
import type { TaskKind } from '../../../shared/model/task.ts';
import { Gate, newRequestId } from '../../fixtures/yard.ts';

let directory: string;
let meta: Meta;
let tasks: TaskService;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cloneyard-test-'));
  meta = Meta.open(directory);
  tasks = new TaskService(meta, () => undefined);
});
afterEach(async () => {
  await tasks.close();
  await meta.close();
  rmSync(directory, { recursive: true, force: true });
});

function registerTransfer(kind: TaskKind, work: (run: TaskRun) => Promise<void>): void {
  tasks.register(kind, {
    spec: z.object({}),
    lane: 'transfer',
    isResumable: false,
    interruptedHint: 'Do it again.',
    run: async (run) => {
      await work(run);
      return { state: 'success', result: { kind: 'writeDisk', bytesWritten: 1 } };
    },
  });
}

const start = (kind: TaskKind): TaskId => tasks.start({ kind, name: 'Some work', target: { id: null, name: 'something' }, requestId: newRequestId(), spec: {}, initiator: 'Administrator', isCancelable: true });
const stateOf = (id: TaskId): string => tasks.get(id).state;

test('a task that waits for something outside leaves its place to others, and goes on beside them', async () => {
  const outside = new Gate();
  const inside = new Gate();
  let arrived = 0;
  let allArrived: () => void = () => undefined;
  const areWaiting = new Promise<void>((resolve) => {
    allArrived = resolve;
  });
  registerTransfer('writeDisk', async (run) => {
    run.setWaiting(true);
    arrived += 1;
    if (arrived === 3) allArrived();
    await outside.pass();
    run.setWaiting(false);
  });
  registerTransfer('importImage', () => inside.pass());
  const waiting = [1, 2, 3].map(() => start('writeDisk'));
  expect(tasks.isIdle).toBe(false);
  await areWaiting;
  expect(tasks.isIdle).toBe(true);
  const others = [1, 2, 3].map(() => start('importImage'));
  await inside.reached;
  expect(waiting.map(stateOf)).toEqual(['running', 'running', 'running']);
  expect(others.map(stateOf)).toEqual(['running', 'running', 'queued']);
  outside.open();
  expect((await Promise.all(waiting.map((id) => tasks.wait(id)))).map((task) => task.state)).toEqual(['success', 'success', 'success']);
  expect(others.map(stateOf)).toEqual(['running', 'running', 'queued']);
  inside.open();
  await tasks.drain();
  expect(others.map(stateOf)).toEqual(['success', 'success', 'success']);
});
