import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import { faultDocument, faultOf, faultText, TaskFault } from '../../../electron/cli/faults.ts';
import { Fault } from '../../../shared/faults.ts';
import { requestIdSchema, taskIdSchema } from '../../../shared/ids.ts';
import type { Task } from '../../../shared/model/task.ts';

const task: Task = {
  id: taskIdSchema.parse('task-7'),
  kind: 'importImage',
  name: 'Import template',
  target: { id: null, name: 'golden' },
  state: 'error',
  progress: null,
  detail: '',
  initiator: 'someone',
  requestId: requestIdSchema.parse('12345678'),
  queuedAtMs: 1,
  startedAtMs: 2,
  completedAtMs: 3,
  cancelable: true,
  resumeCount: 0,
  fault: { code: 'InsufficientStorageSpace', message: 'Full.', hint: 'Free some.' },
  children: null,
  result: null,
};

describe('what a command can end in', () => {
  it('keeps a fault of this process', () => {
    expect(faultOf(new Fault('DuplicateName', 'Taken.', { names: ['a'] }))).toEqual({ code: 'DuplicateName', message: 'Taken.', names: ['a'] });
  });

  it('reads a typed error of the contract with its names and hint', () => {
    const error = new ORPCError('DuplicateName', { defined: true, message: 'Taken.', data: { names: ['a', 'b'], hint: 'Choose others.' } });
    expect(faultOf(error)).toEqual({ code: 'DuplicateName', message: 'Taken.', names: ['a', 'b'], hint: 'Choose others.' });
  });

  it('tells which input the contract refused', () => {
    const error = new ORPCError('BAD_REQUEST', { message: 'Input validation failed', data: { issues: [{ message: 'Too big', path: ['spec', 'count'] }] } });
    expect(faultOf(error)).toEqual({ code: 'InvalidArgument', message: 'spec.count: Too big.' });
  });

  it('takes an abort for a cancellation and anything else for a system error', () => {
    expect(faultOf(new DOMException('x', 'AbortError')).code).toBe('RequestCanceled');
    expect(faultOf(new TypeError('odd'))).toEqual({ code: 'SystemError', message: 'odd' });
    expect(faultOf('text')).toEqual({ code: 'SystemError', message: 'text' });
    expect(faultOf(new ORPCError('NOT_FOUND', { message: 'No such call' }))).toEqual({ code: 'SystemError', message: 'No such call' });
  });

  it('ends in the fault of its task, or in a cancellation', () => {
    expect(faultOf(new TaskFault(task))).toEqual({ code: 'InsufficientStorageSpace', message: 'Full.', hint: 'Free some.' });
    expect(faultOf(new TaskFault({ ...task, state: 'canceled', fault: null })).code).toBe('RequestCanceled');
  });
});

describe('how it is printed', () => {
  it('as one document with the task it belongs to', () => {
    expect(faultDocument({ code: 'DuplicateName', message: 'Taken.', names: ['a'] }, task)).toEqual({
      fault: 'DuplicateName',
      message: 'Taken.',
      names: ['a'],
      task: 'task-7',
    });
    expect(faultDocument({ code: 'FileNotFound', message: 'Gone.' }, null)).toEqual({ fault: 'FileNotFound', message: 'Gone.' });
  });

  it('as text with the names, at most ten of them, and the hint', () => {
    const names = Array.from({ length: 12 }, (_, index) => `vm${index}`);
    expect(faultText({ code: 'DuplicateName', message: '12 names are taken.', names, hint: 'Start at 13.' })).toBe(
      'DuplicateName: 12 names are taken.\n  vm0, vm1, vm2, vm3, vm4, vm5, vm6, vm7, vm8, vm9 and 2 more\n  Start at 13.',
    );
  });

  it('without repeating a single name that the message spells already', () => {
    expect(faultText({ code: 'DuplicateName', message: '"a1" is taken.', names: ['a1'] })).toBe('DuplicateName: "a1" is taken.');
  });
});
