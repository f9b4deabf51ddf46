import { expect, it } from 'vitest';
import { endedLong, endWords, longTaskMs } from '../../../../renderer/stores/longTasks.ts';
import { taskSchema, type Task } from '../../../../shared/model/task.ts';

function task(number: number, state: Task['state'], tookMs: number | null): Task {
  return taskSchema.parse({
    id: `task-${number}`, kind: 'scrub', name: `Scrub ${number}`, target: { id: null, name: 'array' }, state, progress: null, detail: '', initiator: 'Administrator', requestId: `request-${number}`,
    queuedAtMs: 0, startedAtMs: 1_000, completedAtMs: tookMs === null ? null : 1_000 + tookMs, cancelable: false, resumeCount: 0, fault: null, children: null, result: null,
  });
}

it('tells tasks that took long, once, when they end before our eyes', () => {
  const before = [task(1, 'running', null), task(2, 'running', null), task(3, 'success', longTaskMs), task(4, 'queued', null)];
  const after = [task(1, 'success', longTaskMs), task(2, 'error', longTaskMs - 1), task(3, 'success', longTaskMs), task(4, 'canceled', 90_000), task(5, 'success', 99_000)];
  expect(endedLong(before, after).map(({ id }) => id)).toEqual(['task-1', 'task-4']);
  expect(endedLong(after, after)).toEqual([]);
});

it('says how they ended', () => {
  expect(endWords(task(1, 'error', 90_000))).toMatch(/^Scrub 1: Failed after 1 min 30 s$/);
});
