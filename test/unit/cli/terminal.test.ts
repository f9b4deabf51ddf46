import { expect, it } from 'vitest';
import { progressLine, Terminal } from '../../../electron/cli/terminal.ts';

class Sink {
  text = '';
  readonly columns: number;
  readonly isTTY: boolean;
  constructor(isTTY: boolean, columns = 80) {
    this.isTTY = isTTY;
    this.columns = columns;
  }
  write(text: string): void {
    this.text += text;
  }
}

const half = { unit: 'bytes' as const, done: 512 * 1024, total: 1024 * 1024, ratePerSecond: 1024 * 1024, timeLeftMs: 500 };

it('draws amount, rate and time left', () => {
  expect(progressLine('Reading', half, 120)).toBe('Reading  [############............] 50 %  512 KiB of 1 MiB  1 MiB/s  500 ms left');
  expect(progressLine('Cloning', { unit: 'items', done: 1500, total: null, ratePerSecond: null, timeLeftMs: null }, 80)).toBe('Cloning  1,500');
  expect(progressLine('Starting', null, 80)).toBe('Starting');
});

it.each([10, 20, 40, 60, 79, 80, 200])('never reaches the edge of a terminal of %d columns', (columns) => {
  expect(progressLine('x'.repeat(300), half, columns).length).toBeLessThan(Math.max(11, columns));
  expect(progressLine('x'.repeat(300), null, columns).length).toBeLessThan(Math.max(11, columns));
});

it('is full when the total is zero, and never more than full', () => {
  expect(progressLine('a', { ...half, done: 0, total: 0 }, 120)).toContain('#'.repeat(24));
  expect(progressLine('a', { ...half, done: 2 * 1024 * 1024 }, 120)).toContain(`[${'#'.repeat(24)}]`);
});

it('draws no bar where standard error is not a terminal', () => {
  const [out, err] = [new Sink(true), new Sink(false)];
  new Terminal(out, err).progress('Reading', half);
  expect([out.text, err.text]).toEqual(['', '']);
});

it('erases the bar before anything else is said, once', () => {
  const [out, err] = [new Sink(false), new Sink(true)];
  const terminal = new Terminal(out, err);
  terminal.progress('Reading', half);
  const drawn = err.text;
  terminal.note('Something happened.');
  terminal.print('answer');
  expect(err.text.slice(drawn.length)).toBe('\r\u001b[KSomething happened.\n');
  expect(out.text).toBe('answer\n');
});

it('takes a terminal of unknown size for one of 80 columns', () => {
  const [known, unknown] = [new Sink(true, 80), new Sink(true, 0)];
  for (const sink of [known, unknown]) new Terminal(new Sink(false), sink).progress('Reading', half);
  expect(unknown.text).toBe(known.text);
});
