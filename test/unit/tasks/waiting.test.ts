import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TaskRun } from '../../../electron/tasks/taskRun.ts';
import type { TaskService } from '../../../electron/tasks/taskService.ts';
import type { TaskId } from '../../../shared/ids.ts';
import type { TaskKind } from '../../../shared/model/task.ts';
import { Gate } from '../../fixtures/yard.ts';
import { kindOf, openTasks, requestOf } from './openTasks.ts';

let tasks: TaskService;
let close: () => Promise<void>;
beforeEach(() => {
  ({ tasks, close } = openTasks());
});
afterEach(() => close());

const registerTransfer = (kind: TaskKind, work: (run: TaskRun) => Promise<void>): void => tasks.register(kind, kindOf('transfer', work));
const start = (kind: TaskKind): TaskId => tasks.start(requestOf(kind));
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
