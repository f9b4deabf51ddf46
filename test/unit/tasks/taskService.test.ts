import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Meta } from '../../../electron/meta/meta.ts';
import type { TaskKindOptions, TaskRequest } from '../../../electron/tasks/taskKinds.ts';
import type { TaskEnd, TaskRun } from '../../../electron/tasks/taskRun.ts';
import { TaskService } from '../../../electron/tasks/taskService.ts';
import { Fault } from '../../../shared/faults.ts';
import { requestIdOf, taskIdSchema } from '../../../shared/ids.ts';
import { Gate, newRequestId } from '../../fixtures/yard.ts';

let directory: string;
let meta: Meta;
let logged: string[];
const services: TaskService[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cloneyard-test-'));
  meta = Meta.open(directory);
  logged = [];
});
afterEach(async () => {
  for (const service of services.splice(0)) await service.close();
  await meta.close();
  rmSync(directory, { recursive: true, force: true });
});

function newService(): TaskService {
  const service = new TaskService(meta, (text) => logged.push(text));
  services.push(service);
  return service;
}

type Run = (run: TaskRun, spec: { text: string }) => Promise<TaskEnd>;
const kindOptions = (run: Run, changes: Partial<TaskKindOptions<{ text: string }>> = {}): TaskKindOptions<{ text: string }> => ({
  spec: z.object({ text: z.string() }),
  lane: 'change',
  isResumable: false,
  interruptedHint: 'Do it again.',
  run,
  ...changes,
});
const request = (changes: Partial<TaskRequest> = {}): TaskRequest => ({
  kind: 'rapidClone',
  name: 'Some work',
  target: { id: null, name: 'something' },
  requestId: newRequestId(),
  spec: { text: 'hello' },
  initiator: 'Administrator',
  isCancelable: true,
  ...changes,
});
const succeeded: TaskEnd = { state: 'success', result: { kind: 'writeDisk', bytesWritten: 1 } };

test('runs what was asked for and remembers the result over restarts', async () => {
  const tasks = newService();
  tasks.register('rapidClone', kindOptions(async (run, spec) => {
    expect(spec.text).toBe('hello');
    run.progress('bytes', 1, 2);
    run.detail('Working');
    return succeeded;
  }));
  const id = tasks.start(request());
  const task = await tasks.wait(id);
  expect(task).toMatchObject({ id: 'task-1', state: 'success', result: succeeded.result, fault: null, cancelable: false, progress: { done: 1, total: 2 } });
  expect(task.completedAtMs).toBeGreaterThanOrEqual(task.startedAtMs ?? Infinity);
  await tasks.close();
  expect(newService().get(id)).toEqual(task);
  expect(newService().list(10).map((one) => one.id)).toEqual([id]);
});

test('a request id starts one task only, also after a restart', async () => {
  let runs = 0;
  const run: Run = async () => {
    runs += 1;
    return succeeded;
  };
  const tasks = newService();
  tasks.register('rapidClone', kindOptions(run));
  const requestId = newRequestId();
  const id = tasks.start(request({ requestId }));
  expect(tasks.start(request({ requestId }))).toBe(id);
  await tasks.wait(id);
  expect(tasks.start(request({ requestId }))).toBe(id);
  await tasks.close();
  const again = newService();
  again.register('rapidClone', kindOptions(run));
  expect(again.start(request({ requestId }))).toBe(id);
  await again.drain();
  expect(runs).toBe(1);
});

test('failures keep their cause; what is no fault is logged', async () => {
  const tasks = newService();
  tasks.register('rapidClone', kindOptions(async () => {
    throw new Fault('DuplicateName', 'Taken.', { names: ['a'], hint: 'Another one.' });
  }));
  tasks.register('deleteVms', kindOptions(async () => {
    throw new TypeError('broken');
  }));
  expect(await tasks.wait(tasks.start(request()))).toMatchObject({ state: 'error', fault: { code: 'DuplicateName', message: 'Taken.', names: ['a'], hint: 'Another one.' } });
  expect(logged).toEqual([]);
  expect(await tasks.wait(tasks.start(request({ kind: 'deleteVms' })))).toMatchObject({ state: 'error', fault: { code: 'SystemError', message: 'broken' } });
  expect(logged).toHaveLength(1);
});

test('changing work runs one at a time, transfers two at a time', async () => {
  const tasks = newService();
  const running = { rapidClone: 0, importImage: 0 };
  const most = { rapidClone: 0, importImage: 0 };
  const gate = new Gate();
  let allBegun: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    allBegun = resolve;
  });
  const counting = (kind: 'rapidClone' | 'importImage'): Run => async () => {
    running[kind] += 1;
    most[kind] = Math.max(most[kind], running[kind]);
    if (running.rapidClone + running.importImage === 3) allBegun();
    await gate.pass();
    running[kind] -= 1;
    return succeeded;
  };
  tasks.register('rapidClone', kindOptions(counting('rapidClone')));
  tasks.register('importImage', kindOptions(counting('importImage'), { lane: 'transfer' }));
  const ids = [1, 2, 3].flatMap(() => [tasks.start(request()), tasks.start(request({ kind: 'importImage' }))]);
  await begun;
  expect(ids.map((id) => tasks.get(id).state).filter((state) => state === 'running')).toHaveLength(3);
  gate.open();
  await tasks.drain();
  expect(ids.map((id) => tasks.get(id).state)).toEqual(Array.from({ length: 6 }, () => 'success'));
  expect(most).toEqual({ rapidClone: 1, importImage: 2 });
});

test('the children of a bulk task and its counts change with the work', async () => {
  const tasks = newService();
  tasks.register('rapidClone', kindOptions(async (run) => {
    const pending = run.pendingChildren();
    meta.transaction((tx) => {
      run.childResults(tx, pending.slice(0, 40).map(({ index }) => ({ index, targetId: null, state: 'success', fault: null })));
      expect(run.childrenIn(tx)).toMatchObject({ succeeded: 40, failed: 0 });
      run.childResults(tx, [{ index: 40, targetId: null, state: 'error', fault: { code: 'DuplicateName', message: 'Taken.' } }]);
    });
    expect(run.pendingChildren().map((child) => child.index)).toEqual(Array.from({ length: 59 }, (_, position) => position + 41));
    return succeeded;
  }));
  const id = tasks.start(request({ children: Array.from({ length: 100 }, (_, index) => ({ name: `vm-${index}`, targetId: null })) }));
  const task = await tasks.wait(id);
  expect(task.children).toEqual({ total: 100, succeeded: 40, failed: 1 });
  expect(task.progress).toMatchObject({ unit: 'items', done: 41, total: 100 });
  const page = tasks.children(id, 38, 4);
  expect(page.total).toBe(100);
  expect(page.children.map(({ index, name, state }) => [index, name, state])).toEqual([
    [38, 'vm-38', 'success'],
    [39, 'vm-39', 'success'],
    [40, 'vm-40', 'error'],
    [41, 'vm-41', 'queued'],
  ]);
  expect(page.children[2]?.fault?.code).toBe('DuplicateName');
});

test('steps of a transaction that is not committed leave no trace', async () => {
  const tasks = newService();
  tasks.register('rapidClone', kindOptions(async (run) => {
    expect(() =>
      meta.transaction((tx) => {
        run.childResults(tx, [{ index: 0, targetId: null, state: 'success', fault: null }]);
        run.end(tx, succeeded);
        throw new Error('power cut');
      }),
    ).toThrow('power cut');
    expect(run.pendingChildren()).toHaveLength(1);
    expect(run.task.children?.succeeded).toBe(0);
    return { state: 'success', result: null };
  }));
  const id = tasks.start(request({ children: [{ name: 'a', targetId: null }] }));
  expect(await tasks.wait(id)).toMatchObject({ state: 'success', result: null, children: { succeeded: 0 } });
});

describe('cancelling', () => {
  test('stops a running task at its next safe point', async () => {
    const tasks = newService();
    const gate = new Gate();
    tasks.register('rapidClone', kindOptions(async (run) => {
      await gate.pass();
      run.signal.throwIfAborted();
      return succeeded;
    }));
    const id = tasks.start(request());
    await gate.reached;
    expect(tasks.cancel(id)).toMatchObject({ state: 'running', detail: 'Stopping' });
    gate.open();
    expect(await tasks.wait(id)).toMatchObject({ state: 'canceled', result: null, fault: null });
    expect(tasks.cancel(id).state).toBe('canceled');
  });

  test('ends a queued task at once, and the next one runs', async () => {
    const tasks = newService();
    const gate = new Gate();
    let runs = 0;
    tasks.register('rapidClone', kindOptions(async () => {
      runs += 1;
      await gate.pass();
      return succeeded;
    }));
    const [first, second, third] = [tasks.start(request()), tasks.start(request()), tasks.start(request())];
    expect(tasks.cancel(second).state).toBe('canceled');
    gate.open();
    await tasks.drain();
    expect([first, third].map((id) => tasks.get(id).state)).toEqual(['success', 'success']);
    expect(runs).toBe(2);
  });

  test('a failure on the way is not taken for the cancellation', async () => {
    const tasks = newService();
    const gate = new Gate();
    tasks.register('rapidClone', kindOptions(async () => {
      await gate.pass();
      throw new Fault('DataIntegrity');
    }));
    const id = tasks.start(request());
    await gate.reached;
    tasks.cancel(id);
    gate.open();
    expect(await tasks.wait(id)).toMatchObject({ state: 'error', fault: { code: 'DataIntegrity' } });
  });

  test('is refused for what cannot be cancelled and for what does not exist', async () => {
    const tasks = newService();
    const gate = new Gate();
    tasks.register('rapidClone', kindOptions(async () => {
      await gate.pass();
      return succeeded;
    }));
    const id = tasks.start(request({ isCancelable: false }));
    expect(() => tasks.cancel(id)).toThrow(expect.objectContaining({ code: 'NotSupported' }));
    expect(() => tasks.cancel(taskIdSchema.parse('task-99'))).toThrow(expect.objectContaining({ code: 'ManagedObjectNotFound' }));
    gate.open();
  });
});

describe('interruptions', () => {
  /** Work in three steps that waits before the second until it is told to stop. */
  const threeSteps = (ran: number[]): Run => async (run) => {
    for (const { index } of run.pendingChildren()) {
      if (run.task.resumeCount === 0 && index === 1) {
        await new Promise((resolve) => {
          run.signal.addEventListener('abort', resolve);
        });
      }
      run.signal.throwIfAborted();
      meta.transaction((tx) => run.childResults(tx, [{ index, targetId: null, state: 'success', fault: null }]));
      ran.push(index);
    }
    return succeeded;
  };
  const children = ['a', 'b', 'c'].map((name) => ({ name, targetId: null }));

  test('an orderly close leaves resumable work for the next open, which goes on where it was', async () => {
    const ran: number[] = [];
    const tasks = newService();
    tasks.register('rapidClone', kindOptions(threeSteps(ran), { isResumable: true }));
    const id = tasks.start(request({ children }));
    const waiting = tasks.wait(id);
    waiting.catch(() => undefined);
    await expect.poll(() => ran.length).toBe(1);
    await tasks.close();
    await expect(waiting).rejects.toMatchObject({ code: 'Interrupted' });
    expect(ran).toEqual([0]);

    const left = newService();
    left.register('rapidClone', kindOptions(threeSteps(ran), { isResumable: true }));
    left.recover(false);
    await left.drain();
    expect(left.get(id)).toMatchObject({ state: 'queued', resumeCount: 0 });
    await left.close();

    const again = newService();
    again.register('rapidClone', kindOptions(threeSteps(ran), { isResumable: true }));
    again.recover(true);
    await again.drain();
    expect(again.get(id)).toMatchObject({ state: 'success', resumeCount: 1, children: { total: 3, succeeded: 3, failed: 0 } });
    expect(ran).toEqual([0, 1, 2]);
  });

  test('what cannot be resumed ends as interrupted and says what to do', async () => {
    const tasks = newService();
    const ran: number[] = [];
    tasks.register('rapidClone', kindOptions(threeSteps(ran)));
    const id = tasks.start(request({ children }));
    await expect.poll(() => ran.length).toBe(1);
    await tasks.close();
    const again = newService();
    again.register('rapidClone', kindOptions(threeSteps(ran)));
    again.recover(true);
    expect(again.get(id)).toMatchObject({ state: 'error', cancelable: false, fault: { code: 'Interrupted', hint: 'Do it again.' } });
  });

  test('a cancellation that a crash cut short stays a cancellation', async () => {
    const tasks = newService();
    const gate = new Gate();
    tasks.register('rapidClone', kindOptions(async () => {
      await gate.pass();
      return succeeded;
    }, { isResumable: true }));
    const id = tasks.start(request());
    await gate.reached;
    tasks.cancel(id);
    // Opened over the same store while the first service is stuck: what a crash would find.
    const again = newService();
    again.register('rapidClone', kindOptions(async () => succeeded, { isResumable: true }));
    again.recover(true);
    expect(again.get(id).state).toBe('canceled');
    gate.open();
  });

  test('a resumable task that nobody resumes can be cancelled', async () => {
    const tasks = newService();
    const ran: number[] = [];
    tasks.register('rapidClone', kindOptions(threeSteps(ran), { isResumable: true }));
    const id = tasks.start(request({ children }));
    await expect.poll(() => ran.length).toBe(1);
    await tasks.close();
    const left = newService();
    left.register('rapidClone', kindOptions(threeSteps(ran), { isResumable: true }));
    left.recover(false);
    await expect(left.wait(id)).rejects.toMatchObject({ code: 'InvalidState' });
    expect(left.cancel(id).state).toBe('canceled');
    const again = newService();
    again.register('rapidClone', kindOptions(threeSteps(ran), { isResumable: true }));
    again.recover(true);
    expect(again.isIdle).toBe(true);
  });
});

test('a result that is put right after the flush is what restarts show', async () => {
  const tasks = newService();
  tasks.register('rapidClone', kindOptions(async (run) => {
    meta.transaction((tx) => run.end(tx, { state: 'success', result: { kind: 'writeDisk', bytesWritten: 1 } }, () => ({ kind: 'writeDisk', bytesWritten: 2 })));
    return succeeded;
  }));
  const id = tasks.start(request());
  expect((await tasks.wait(id)).result).toEqual({ kind: 'writeDisk', bytesWritten: 2 });
  expect(tasks.get(id).result).toEqual({ kind: 'writeDisk', bytesWritten: 2 });
  await tasks.close();
  expect(newService().get(id).result).toEqual({ kind: 'writeDisk', bytesWritten: 2 });
});

test('the list is newest first and pages backwards', async () => {
  const tasks = newService();
  tasks.register('rapidClone', kindOptions(async () => succeeded));
  const ids = Array.from({ length: 12 }, () => tasks.start(request()));
  await tasks.drain();
  const first = tasks.list(5);
  expect(first.map((task) => task.id)).toEqual(ids.toReversed().slice(0, 5));
  expect(tasks.list(5, first.at(-1)?.id).map((task) => task.id)).toEqual(ids.toReversed().slice(5, 10));
  expect(tasks.list(5, ids[0])).toEqual([]);
});

test('a waiter can give up, and an unknown request starts something new', async () => {
  const tasks = newService();
  const gate = new Gate();
  tasks.register('rapidClone', kindOptions(async () => {
    await gate.pass();
    return succeeded;
  }));
  const id = tasks.start(request());
  const controller = new AbortController();
  const waiting = tasks.wait(id, controller.signal);
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'RequestCanceled' });
  expect(tasks.startedBy(requestIdOf('never-seen-before'))).toBeUndefined();
  gate.open();
});
