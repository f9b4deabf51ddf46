import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlockWriters } from '../../../electron/array/blockWriters.ts';
import { entriesPerGroup, readGroup, vbnOf } from '../../../electron/array/layout.ts';
import { createRandom, testSeed } from '../../sim/random.ts';
import { blockBytes, BlockStore } from './blockStore.ts';

let store: BlockStore;

beforeEach(async () => {
  store = await BlockStore.open();
});

afterEach(() => store.remove());

function writersOf({ disk, log, summaries, arrayId, crc }: BlockStore): BlockWriters {
  return new BlockWriters({ disk, log, summaries, arrayId, crc });
}

describe('who wrote a block', () => {
  it('is known from the moment it is staged, across groups, zeros and references between', async () => {
    const random = createRandom(testSeed('writers'));
    const expected = new Map<number, { file: number; block: number }>();
    const writers = writersOf(store);
    for (let step = 0; step < 300; step += 1) {
      const file = random.pick([1, 77, 2 ** 48 - 1, 2 ** 50 + 3]);
      const block = random.below(2 ** 32) * 16;
      const count = random.between(1, 30);
      const vbns = await store.store(file, block, random.bytes(count * blockBytes));
      for (const [index, vbn] of vbns.entries()) expected.set(vbn, { file, block: block + index });
      if (random.chance(0.3)) store.log.stageZeros(file, block, 9);
      if (random.chance(0.3)) store.log.stageReference(file, block, vbns[0] ?? 0, { file: 5, block: 6 });
      if (random.chance(0.1)) await store.log.flush();
      const vbn = random.pick([...vbns, ...[...expected.keys()].slice(-100)]);
      expect(await writers.writerOf(vbn)).toEqual(expected.get(vbn));
    }
    await store.log.flush();
    const fresh = writersOf(store);
    for (const [vbn, writer] of expected) {
      expect(await fresh.writerOf(vbn)).toEqual(writer);
      expect(await writers.writerOf(vbn)).toEqual(writer);
    }
  });

  it('is at hand for all blocks of the group that was asked about last, and for no others', async () => {
    const bytes = createRandom(testSeed('writers at hand')).bytes((entriesPerGroup + 5) * blockBytes);
    const vbns = await store.store(9, 100, bytes);
    await store.log.flush();
    const writers = writersOf(store);
    expect(vbns.map((vbn) => writers.writerAtHand(vbn))).toEqual(vbns.map(() => undefined));
    for (const [first, end] of [[entriesPerGroup, entriesPerGroup + 5], [0, entriesPerGroup], [entriesPerGroup, entriesPerGroup + 5]] as const) {
      await writers.writerOf(vbns[first] ?? 0);
      for (const [index, vbn] of vbns.entries()) {
        expect(writers.writerAtHand(vbn)).toEqual(index >= first && index < end ? { file: 9, block: 100 + index } : undefined);
      }
    }
    // Headers are no data.
    expect(writers.writerAtHand((vbns[entriesPerGroup] ?? 0) - 1)).toBeUndefined();
  });

  it('is not known of a slot without data, of a segment that is gone and of a group whose header is damaged', async () => {
    const vbns = await store.store(4, 0, createRandom(1).bytes((entriesPerGroup + 3) * blockBytes));
    await store.log.flush();
    const writers = writersOf(store);
    expect(await writers.writerOf(0)).toBeNull();
    expect(await writers.writerOf(vbnOf(0, entriesPerGroup + 1))).toBeNull();
    expect(await writers.writerOf(vbnOf(0, 9_000))).toBeNull();
    expect(await writers.writerOf(vbnOf(12, 5))).toBeNull();
    await store.rot(vbnOf(0, 0), 70);
    expect(await writers.writerOf(vbns[0] ?? 0)).toBeNull();
    expect(await writers.writerOf(vbns.at(-1) ?? 0)).toEqual({ file: 4, block: entriesPerGroup + 2 });
    const header = new Uint8Array(blockBytes);
    await store.disk.read(0, 0, header);
    expect(readGroup(header, store.arrayId, { segment: 0, slot: 0 }, store.crc)).toBeNull();
  });
});
