import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import { faultOf } from '../../../../renderer/api/faults.ts';
import { Fault } from '../../../../shared/faults.ts';

describe('faultOf', () => {
  it('keeps code, names and hint of a typed fault', () => {
    const error = new ORPCError('DuplicateName', { message: 'Two names exist.', data: { names: ['a', 'b'], hint: 'Choose others.' } });
    expect(faultOf(error)).toEqual({ code: 'DuplicateName', message: 'Two names exist.', names: ['a', 'b'], hint: 'Choose others.' });
  });
  it('drops data that is not in the shape of a fault, but keeps the code', () => {
    const error = new ORPCError('FileNotFound', { message: 'Gone.', data: { names: 'not a list' } });
    expect(faultOf(error)).toEqual({ code: 'FileNotFound', message: 'Gone.' });
  });
  it('reads a refused request as InvalidArgument and an unknown code as SystemError', () => {
    expect(faultOf(new ORPCError('BAD_REQUEST', { message: 'Input validation failed' })).code).toBe('InvalidArgument');
    expect(faultOf(new ORPCError('TEAPOT', { message: 'short and stout' }))).toEqual({ code: 'SystemError', message: 'short and stout' });
  });
  it('reads a closed link as Interrupted, with the next step', () => {
    const fault = faultOf(new Error('Cannot send message, WebSocket is not open.'));
    expect(fault.code).toBe('Interrupted');
    expect(fault.hint).toBeTruthy();
  });
  it('passes a fault of our own through', () => {
    expect(faultOf(new Fault('FileFault', 'No.', { hint: 'Try.' }))).toEqual({ code: 'FileFault', message: 'No.', hint: 'Try.' });
  });
});
