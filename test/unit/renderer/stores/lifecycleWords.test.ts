import { describe, expect, it } from 'vitest';
import { isUndoable, lifecycleWords, noticeWords } from '../../../../renderer/stores/lifecycleWords.ts';
import { requestIdOf, taskIdSchema } from '../../../../shared/ids.ts';
import type { Task } from '../../../../shared/model/task.ts';
import { vmRow } from './rows.ts';

const { id } = vmRow(1);

function taskWith(result: Task['result'], total = 1, kind: Task['kind'] = result?.kind ?? 'powerVms'): Task {
  return {
    id: taskIdSchema.parse('task-7'), kind, name: 'Move 3 objects to Finance', target: { id, name: 'web-01' }, state: 'success', progress: null, detail: '', initiator: 'Administrator',
    requestId: requestIdOf('request-1'), queuedAtMs: 1, startedAtMs: 2, completedAtMs: 3, cancelable: false, resumeCount: 0, fault: null, children: { total, succeeded: total, failed: 0 }, result,
  };
}

describe('lifecycleWords', () => {
  it('tells what changed, what was so already and what failed', () => {
    expect(lifecycleWords({ kind: 'powerVms', operation: 'powerOn', changed: 97, unchanged: 2, failed: 1 })).toBe('97 powered on, 2 were so already, 1 failed');
    expect(lifecycleWords({ kind: 'moveObjects', to: 'Finance', changed: 0, unchanged: 1, failed: 0 })).toBe('1 was so already');
    expect(lifecycleWords({ kind: 'deleteFolder', folders: 2, unregistered: 1 })).toBe('2 folders deleted, one machine removed from the inventory; the disks stay');
  });
});

describe('noticeWords', () => {
  it('names the one that was changed, and counts many', () => {
    expect(noticeWords(taskWith({ kind: 'renameObject', id, before: 'a', after: 'b' }))).toBe('Renamed a to b.');
    expect(noticeWords(taskWith({ kind: 'convertVms', to: 'vm', changed: 1, unchanged: 0, failed: 0 }))).toBe('web-01: converted to a virtual machine.');
    expect(noticeWords(taskWith({ kind: 'powerVms', operation: 'suspend', changed: 3, unchanged: 0, failed: 0 }, 3))).toBe('3 suspended.');
  });
});

describe('the notice of a new object', () => {
  const created = (name: string, kind: 'createObject' | 'createFolder' = 'createObject') =>
    noticeWords({ ...taskWith(kind === 'createObject' ? { kind, id } : { kind, folderId: id }), name });

  it('takes the name from the task', () => {
    expect(created('Create datacenter "Lab"')).toBe('Created datacenter "Lab".');
    expect(created('Create cluster "a "b" c"')).toBe('Created cluster "a "b" c".');
    expect(created('Add host lab-01.test')).toBe('Added host lab-01.test.');
    expect(created('Create folder "Desktops"', 'createFolder')).toBe('Created the folder "Desktops".');
    expect(created('Something else')).toBe('Something else has ended.');
  });
});

describe('isUndoable', () => {
  it('needs something to take back', () => {
    expect(isUndoable(taskWith({ kind: 'renameObject', id, before: 'a', after: 'b' }))).toBe(true);
    expect(isUndoable(taskWith({ kind: 'unregisterVms', changed: 1, unchanged: 0, failed: 0 }))).toBe(true);
    expect(isUndoable(taskWith({ kind: 'moveObjects', to: 'x', changed: 0, unchanged: 1, failed: 0 }))).toBe(false);
    expect(isUndoable(taskWith({ kind: 'powerVms', operation: 'powerOn', changed: 1, unchanged: 0, failed: 0 }))).toBe(false);
    expect(isUndoable(taskWith(null, 1, 'renameObject'))).toBe(false);
  });
});
