import { expect, test } from 'vitest';
import { TurnGate } from '../../../electron/tasks/turnGate.ts';

/** Keeps the thread busy for longer than a slice. */
function spin(): void {
  const endMs = performance.now() + 25;
  while (performance.now() < endMs);
}

test('lets callers through in order, one piece at a time, with a turn of the loop between long pieces', async () => {
  const gate = new TurnGate();
  const order: string[] = [];
  let isCounting = true;
  let turn = 0;
  const count = (): void => {
    turn += 1;
    if (isCounting) setImmediate(count);
  };
  setImmediate(count);
  const turns: number[] = [];
  await Promise.all(
    ['a', 'b', 'c', 'd'].map(async (name) => {
      await gate.pass();
      order.push(`${name} begins`);
      spin();
      order.push(`${name} ends`);
      turns.push(turn);
    }),
  );
  isCounting = false;
  expect(order).toEqual(['a', 'b', 'c', 'd'].flatMap((name) => [`${name} begins`, `${name} ends`]));
  expect(new Set(turns).size).toBe(4);
});

test('a caller that fails does not hold up the others', async () => {
  const gate = new TurnGate();
  const outcomes = await Promise.allSettled(
    [1, 2, 3].map(async (number) => {
      await gate.pass();
      if (number === 2) throw new Error('refused');
      return number;
    }),
  );
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
