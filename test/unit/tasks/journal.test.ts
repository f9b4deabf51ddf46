import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Meta } from '../../../electron/meta/meta.ts';
import { Journal, taskIdOf, type StoredTask } from '../../../electron/tasks/journal.ts';
import { requestIdOf } from '../../../shared/ids.ts';

let folder: string;
let meta: Meta;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloneyard-journal-'));
  meta = Meta.open(folder);
});
afterEach(async () => {
  await meta.close();
  rmSync(folder, { recursive: true, force: true });
});

const dayMs = 86_400_000;
const bound = { days: 10, count: 20 };
const childDrafts = Array.from({ length: 70 }, (_, at) => ({ name: `item ${at}`, targetId: null }));

function storedAt(taskNumber: number, atMs: number): StoredTask {
  return {
    task: {
      id: taskIdOf(taskNumber), kind: 'scrub', name: 'Scrub', target: { id: null, name: 'array' }, state: 'queued', progress: null, detail: '', initiator: 'test', requestId: requestIdOf(`request-${taskNumber}`),
      queuedAtMs: atMs, startedAtMs: null, completedAtMs: null, cancelable: false, resumeCount: 0, fault: null, children: { total: 70, succeeded: 0, failed: 0 }, result: null,
    },
    spec: null, isCancelRequested: false, workedMs: 0,
  };
}
const add = (journal: Journal, atMs: number): StoredTask => meta.transaction((tx) => journal.add(tx, (taskNumber) => storedAt(taskNumber, atMs), childDrafts));
const end = (journal: Journal, stored: StoredTask, atMs: number): void =>
  meta.transaction((tx) => journal.put(tx, Number(stored.task.id.slice(5)), { ...stored, task: { ...stored.task, state: 'success', completedAtMs: atMs } }));

describe('the history of tasks', () => {
  it('keeps a number of them, and forgets older ones with their items and requests', () => {
    const journal = new Journal(meta, bound);
    for (let number = 1; number <= 50; number += 1) end(journal, add(journal, number), number);
    expect(journal.count).toBe(bound.count);
    expect(journal.newest(100).map(({ task }) => task.id).at(-1)).toBe('task-31');
    expect(journal.get(30)).toBeUndefined();
    expect(journal.children(30, 0, 100)).toEqual([]);
    expect(journal.children(31, 0, 100)).toHaveLength(70);
    expect(journal.numberOfRequest(requestIdOf('request-30'))).toBeUndefined();
    expect(journal.numberOfRequest(requestIdOf('request-31'))).toBe(31);
    expect(new Journal(meta, bound).count).toBe(bound.count);
  });

  it('forgets what ended too long ago', () => {
    const journal = new Journal(meta, bound);
    end(journal, add(journal, 0), 0);
    end(journal, add(journal, 5 * dayMs), 5 * dayMs);
    add(journal, 12 * dayMs);
    expect(journal.newest(10).map(({ task }) => task.id)).toEqual(['task-3', 'task-2']);
    expect(journal.oldestAtMs).toBe(5 * dayMs);
  });

  it('never forgets a task that has not ended', () => {
    const journal = new Journal(meta, bound);
    const open = add(journal, 0);
    for (let number = 2; number <= 40; number += 1) end(journal, add(journal, number * dayMs), number * dayMs);
    expect(journal.get(1)).toBeDefined();
    end(journal, open, 40 * dayMs);
    for (let number = 41; number <= 50; number += 1) end(journal, add(journal, number * dayMs), number * dayMs);
    // Now all that ended more than ten days ahead of the last one are gone.
    expect(journal.newest(100).map(({ task }) => task.id).at(-1)).toBe('task-40');
    expect(journal.count).toBe(11);
  });
});
