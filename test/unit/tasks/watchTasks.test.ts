import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { Meta } from '../../../electron/meta/meta.ts';
import type { TaskRequest } from '../../../electron/tasks/taskKinds.ts';
import type { TaskRun } from '../../../electron/tasks/taskRun.ts';
import { TaskService } from '../../../electron/tasks/taskService.ts';
import { watchTasks } from '../../../electron/tasks/watchTasks.ts';
import type { TaskEvent } from '../../../shared/contract/tasks.ts';
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

const request = (): TaskRequest => ({
  kind: 'rapidClone', name: 'Some work', target: { id: null, name: 'something' }, requestId: newRequestId(), spec: {}, initiator: 'Administrator', isCancelable: true,
});

/** Tasks wait at the gate, then do `work`. */
function register(gate: Gate, work: (run: TaskRun) => void = () => undefined): void {
  tasks.register('rapidClone', {
    spec: z.object({}),
    lane: 'change',
    isResumable: false,
    interruptedHint: 'Do it again.',
    run: async (run) => {
      await gate.pass();
      work(run);
      return { state: 'success', result: { kind: 'writeDisk', bytesWritten: 1 } };
    },
  });
}

test('watching tells the newest tasks, then every change, and stops with the consumer', async () => {
  const gate = new Gate();
  register(gate, (run) => {
    for (let done = 0; done <= 1000; done += 1) run.progress('items', done, 1000);
  });
  const before = tasks.start(request());
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
      for (let i = 0; i < 450; i += 1) ids.add(tasks.start(request()));
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
