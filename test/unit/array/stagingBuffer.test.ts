import { beforeEach, expect, it } from 'vitest';
import { StagingBuffer } from '../../../electron/array/stagingBuffer.ts';
import { blockOf, blockBytes } from './blockStore.ts';

let buffer: StagingBuffer;
let lent: Uint8Array;

/** A header, two copied blocks, two lent ones, and one more copy. */
beforeEach(() => {
  buffer = new StagingBuffer(new Uint8Array(8 * blockBytes));
  buffer.begin(3, 100);
  buffer.own(buffer.addBlock()).fill(1);
  buffer.addCopies(Buffer.concat([blockOf(2), blockOf(3)]));
  lent = Buffer.concat([blockOf(4), blockOf(5)]);
  buffer.addLent(lent);
  buffer.addCopies(blockOf(6));
});

/** The first byte of each block. */
function seen(parts: readonly Uint8Array[]): number[] {
  const all = Buffer.concat(parts);
  return Array.from({ length: all.length / blockBytes }, (_, block) => all[block * blockBytes] ?? 0);
}

function copied(block: number): number {
  const into = new Uint8Array(blockBytes);
  buffer.copyBlock(block, into);
  return into[blockBytes - 1] ?? 0;
}

it('gives its blocks in order, the lent ones from where they lie', () => {
  expect(seen(buffer.parts())).toEqual([1, 2, 3, 4, 5, 6]);
  expect(buffer.parts()[1]).toBe(lent);
  expect([0, 1, 2, 3, 4, 5].map(copied)).toEqual([1, 2, 3, 4, 5, 6]);
});

it('needs lent memory no more once it was kept', () => {
  buffer.keepLent();
  lent.fill(9);
  expect(buffer.hasLent).toBe(false);
  expect(buffer.parts()).toHaveLength(1);
  expect(seen(buffer.parts())).toEqual([1, 2, 3, 4, 5, 6]);
  expect(copied(4)).toBe(5);
});

it('lays everything side by side when it is asked for the whole', () => {
  expect(seen([buffer.whole()])).toEqual([1, 2, 3, 4, 5, 6]);
});

it('knows which slots wait in it', () => {
  expect([buffer.overlaps(3, 99, 1), buffer.overlaps(3, 99, 2), buffer.overlaps(3, 105, 4), buffer.overlaps(3, 106, 1), buffer.overlaps(4, 100, 1)]).toEqual([false, true, true, false, false]);
  buffer.begin(4, 0);
  expect(buffer.overlaps(4, 0, 1)).toBe(false);
  expect(buffer.hasLent).toBe(false);
});
