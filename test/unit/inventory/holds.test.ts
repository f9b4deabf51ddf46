import { describe, expect, test } from 'vitest';
import { Holds } from '../../../electron/inventory/holds.ts';
import type { HoldMode } from '../../../electron/inventory/records.ts';
import { objectIdSchema } from '../../../shared/ids.ts';

const id = objectIdSchema.parse('vm-101');
const modes: readonly HoldMode[] = ['read', 'write', 'guest', 'move'];
const never = new AbortController().signal;

describe('holds', () => {
  test.each(modes.flatMap((first) => modes.map((second) => [first, second] as const)))('%s beside %s', (first, second) => {
    const holds = new Holds();
    const release = holds.take(id, 'web', first, 'First');
    const isTolerated = [first, second].join() === 'read,read' || [first, second].toSorted().join() === 'guest,move';
    if (isTolerated) holds.take(id, 'web', second, 'Second')();
    else expect(() => holds.take(id, 'web', second, 'Second')).toThrow(expect.objectContaining({ code: 'TaskInProgress', message: '"web" is in use by another task: First.' }));
    expect(holds.conflictWith(id, second)).toBe(isTolerated ? null : 'First');
    release();
    expect(holds.purposeOf(id)).toBeNull();
    holds.take(id, 'web', second, 'Second')();
  });

  test('close to guests: who writes is waited for, who wants to waits', async () => {
    const holds = new Holds();
    const order: string[] = [];
    const endFirst = await holds.takeForGuest(id, 'web', 'Write', never);
    holds.take(id, 'web', 'move', 'Migrate');
    const closed = holds.closeToGuests(id, never).then((open) => (order.push('closed'), open));
    const second = holds.takeForGuest(id, 'web', 'Write again', never).then((release) => (order.push('second'), release));
    order.push('first ends');
    endFirst();
    const open = await closed;
    order.push('switched');
    open();
    (await second)();
    expect(order).toEqual(['first ends', 'closed', 'switched', 'second']);
  });

  test('are open again when nobody waits for guests any more', async () => {
    const holds = new Holds();
    await holds.takeForGuest(id, 'web', 'Write', never);
    const stopping = new AbortController();
    const closed = holds.closeToGuests(id, stopping.signal);
    const waiting = new AbortController();
    const second = holds.takeForGuest(id, 'web', 'Write again', waiting.signal);
    waiting.abort(new Error('second is cancelled'));
    await expect(second).rejects.toThrow('second is cancelled');
    stopping.abort(new Error('the migration is cancelled'));
    await expect(closed).rejects.toThrow('the migration is cancelled');
    await expect(holds.takeForGuest(id, 'web', 'Write again', never)).rejects.toMatchObject({ code: 'TaskInProgress' });
  });
});
