import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TaskRun } from '../../../electron/tasks/taskRun.ts';
import type { TaskService } from '../../../electron/tasks/taskService.ts';
import { watchTasks } from '../../../electron/tasks/watchTasks.ts';
import type { TaskEvent } from '../../../shared/contract/tasks.ts';
import { Gate } from '../../fixtures/yard.ts';
import { kindOf, openTasks, requestOf } from './openTasks.ts';

let tasks: TaskService;
let close: () => Promise<void>;
beforeEach(() => {
  ({ tasks, close } = openTasks());
});
afterEach(() => close());

/** Tasks wait at the gate, then do `work`. */
function register(gate: Gate, work: (run: TaskRun) => void = () => undefined): void {
  tasks.register('rapidClone', kindOf('change', async (run) => {
    await gate.pass();
    work(run);
  }));
}

test('watching tells the newest tasks, then every change, and stops with the consumer', async () => {
  const gate = new Gate();
  register(gate, (run) => {
    for (let done = 0; done <= 1000; done += 1) run.progress('items', done, 1000);
  });
  const before = tasks.start(requestOf('rapidClone'));
  const events: TaskEvent[] = [];
  let revision = -1;
  for await (const event of watchTasks(tasks)) {
    events.push(event);
    if (event.type === 'snapshot') {
      expect(event.tasks.map((task) => task.id)).toEqual([before]);
      gate.open();
    } else {
      expect(event.previousRevision).toBe(revision);
    }
    revision = event.revision;
    if (event.type === 'change' && event.tasks.some((task) => task.state === 'success')) break;
  }
  expect(events.length).toBeLessThan(8);
  expect(tasks.feed.subscriberCount).toBe(0);
});

test('a change of very many tasks comes in parts that follow each other', async () => {
  const gate = new Gate();
  register(gate);
  const ids = new Set<string>();
  const lengths: number[] = [];
  let revision = -1;
  for await (const event of watchTasks(tasks)) {
    if (event.type === 'snapshot') {
      for (let i = 0; i < 450; i += 1) ids.add(tasks.start(requestOf('rapidClone')));
    } else {
      expect(event.previousRevision).toBe(revision);
      lengths.push(event.tasks.length);
      for (const task of event.tasks) ids.delete(task.id);
    }
    revision = event.revision;
    if (event.type === 'change' && ids.size === 0) break;
  }
  expect(lengths.slice(0, 3)).toEqual([200, 200, 50]);
  gate.open();
});
