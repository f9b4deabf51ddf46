import { describe, expect, it } from 'vitest';
import { applyTaskEvent, initialTasks, taskKeepCount, type TasksState } from '../../../../renderer/stores/taskEvents.ts';
import { taskRow } from './rows.ts';

function stateOf(result: TasksState | 'resubscribe'): TasksState {
  if (result === 'resubscribe') throw new Error('asked for a new snapshot');
  return result;
}

const ready = stateOf(applyTaskEvent(initialTasks, { type: 'snapshot', revision: 4, tasks: [taskRow(1), taskRow(3), taskRow(2)] }));

describe('applyTaskEvent', () => {
  it('shows a snapshot newest first', () => {
    expect(ready.tasks.map((task) => task.id)).toEqual(['task-3', 'task-2', 'task-1']);
    expect(ready.phase).toBe('ready');
  });
  it('replaces a snapshot by the next one', () => {
    const next = stateOf(applyTaskEvent(ready, { type: 'snapshot', revision: 2, tasks: [taskRow(9)] }));
    expect(next.tasks.map((task) => task.id)).toEqual(['task-9']);
    expect(next.revision).toBe(2);
  });
  it('updates in place and puts newcomers on top', () => {
    const event = { type: 'change' as const, previousRevision: 4, revision: 5, tasks: [taskRow(2, { state: 'success' }), taskRow(4)] };
    const next = stateOf(applyTaskEvent(ready, event));
    expect(next.tasks.map((task) => task.id)).toEqual(['task-4', 'task-3', 'task-2', 'task-1']);
    expect(next.tasks[2]?.state).toBe('success');
    expect(next.tasks[1]).toBe(ready.tasks[0]);
  });
  it('orders tasks of the same millisecond by their number', () => {
    const tasks = [taskRow(9, { queuedAtMs: 5 }), taskRow(10, { queuedAtMs: 5 })];
    expect(stateOf(applyTaskEvent(ready, { type: 'snapshot', revision: 1, tasks })).tasks[0]?.id).toBe('task-10');
  });
  it('leaves out a duplicate', () => {
    expect(applyTaskEvent(ready, { type: 'change', previousRevision: 3, revision: 4, tasks: [taskRow(8)] })).toBe(ready);
  });
  it('asks for a new snapshot after a gap, and before any snapshot', () => {
    expect(applyTaskEvent(ready, { type: 'change', previousRevision: 5, revision: 6, tasks: [] })).toBe('resubscribe');
    expect(applyTaskEvent(initialTasks, { type: 'change', previousRevision: 0, revision: 1, tasks: [] })).toBe('resubscribe');
  });
  it('keeps only the newest', () => {
    const tasks = Array.from({ length: taskKeepCount + 50 }, (_, n) => taskRow(n + 1));
    const next = stateOf(applyTaskEvent(ready, { type: 'snapshot', revision: 9, tasks }));
    expect(next.tasks).toHaveLength(taskKeepCount);
    expect(next.tasks[0]?.id).toBe(`task-${taskKeepCount + 50}`);
  });
});
