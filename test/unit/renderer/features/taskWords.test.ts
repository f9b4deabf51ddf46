import { describe, expect, it } from 'vitest';
import { detailWords, groupFailures, matchesFilter, targetIdOf } from '../../../../renderer/features/tasks/taskWords.ts';
import { percentOf, progressWords } from '../../../../renderer/features/parts/progressWords.ts';
import { objectIdSchema } from '../../../../shared/ids.ts';
import type { TaskChild } from '../../../../shared/model/task.ts';
import { taskRow } from '../stores/rows.ts';

describe('detailWords', () => {
  it('tells the cause of a failure with its next step', () => {
    const task = taskRow(1, { state: 'error', detail: 'Writing', fault: { code: 'FileFault', message: 'No space left.', hint: 'Free some.' } });
    expect(detailWords(task)).toBe('No space left. Free some.');
  });
  it('tells the result of a success and the phase of a running task', () => {
    const result = { kind: 'rapidClone', created: 98, failed: 2, elapsedMs: 1500 } as const;
    expect(detailWords(taskRow(1, { state: 'success', result }))).toBe('98 clones in 1.5 s, 2 failed');
    expect(detailWords(taskRow(1, { detail: 'Cloning' }))).toBe('Cloning');
  });
  it('tells how much a cancelled bulk task had done', () => {
    const task = taskRow(1, { state: 'canceled', children: { total: 10_000, succeeded: 2_500, failed: 0 } });
    expect(detailWords(task)).toBe('2,500 of 10,000 were done before it was cancelled');
    expect(detailWords(taskRow(1, { state: 'canceled', detail: 'Cancelled' }))).toBe('Cancelled');
  });
});

describe('targetIdOf', () => {
  it('leads from an import to the template it made', () => {
    const vmId = objectIdSchema.parse('vm-7');
    const target = { id: null, name: 'golden' };
    expect(targetIdOf(taskRow(1, { target, detail: 'Reading' }))).toBeNull();
    expect(targetIdOf(taskRow(1, { target, state: 'success', result: { kind: 'importImage', vmId, sizeBytes: 1, bytesRead: 1, logicalBytes: 1 } }))).toBe(vmId);
  });
});

describe('matchesFilter', () => {
  it('counts a bulk task with failed items among the failed ones', () => {
    const partly = taskRow(1, { state: 'success', children: { total: 5, succeeded: 4, failed: 1 } });
    expect([matchesFilter(partly, 'failed'), matchesFilter(partly, 'running'), matchesFilter(partly, 'all')]).toEqual([true, false, true]);
    expect(matchesFilter(taskRow(2, { state: 'queued' }), 'running')).toBe(true);
    expect(matchesFilter(taskRow(3, { state: 'canceled' }), 'failed')).toBe(false);
  });
});

describe('groupFailures', () => {
  const child = (index: number, state: TaskChild['state'], message?: string): TaskChild => ({
    index, name: `vm-${index}`, targetId: null, state, fault: message === undefined ? null : { code: 'FileFault', message },
  });
  it('puts the most frequent cause first and leaves out what succeeded', () => {
    const groups = groupFailures([child(0, 'error', 'a'), child(1, 'error', 'b'), child(2, 'success'), child(3, 'error', 'b'), child(4, 'error')]);
    expect(groups.map(({ fault, names }) => [fault.message, names])).toEqual([
      ['b', ['vm-1', 'vm-3']],
      ['a', ['vm-0']],
      ['No cause was recorded.', ['vm-4']],
    ]);
  });
});

describe('progress', () => {
  it('spells amount, rate and time left, each as far as it is known', () => {
    const bytes = { unit: 'bytes', done: 1024 ** 2, total: 4 * 1024 ** 2, ratePerSecond: 1024 ** 2, timeLeftMs: 3000 } as const;
    expect(progressWords(bytes)).toBe('1 MiB of 4 MiB, 1 MiB/s, 3.0 s left');
    expect(progressWords({ unit: 'items', done: 7, total: null, ratePerSecond: null, timeLeftMs: null })).toBe('7');
    expect(percentOf(bytes)).toBe(25);
    expect(percentOf({ ...bytes, total: null })).toBeUndefined();
    expect(percentOf({ ...bytes, total: 0 })).toBe(100);
  });
});
