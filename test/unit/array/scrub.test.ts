import { closeSync, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlockWriters } from '../../../electron/array/blockWriters.ts';
import { decodeSummary, groupSlots, readGroup, segmentOf, slotOf, summaryOffset, summarySizeBytes, vbnOf } from '../../../electron/array/layout.ts';
import { runScrub, type ScrubOptions, type ScrubResult } from '../../../electron/array/scrub.ts';
import type { SegmentDisk } from '../../../electron/disk/segmentDisk.ts';
import { readAsOne } from '../../sim/faultyDisk.ts';
import { createRandom, testSeed, type Random } from '../../sim/random.ts';
import { blockBytes, BlockStore } from './blockStore.ts';

/** Slots that fail to be read or written, by `segment:slot`. */
let unreadable: Set<string>;
let unwritable: Set<string>;
let largestReadBytes: number;
let readsUnderWay: number;
let store: BlockStore;
let random: Random;
let used: number[];

/** The real segment files, with bad sectors. */
function withBadSectors(disk: SegmentDisk): SegmentDisk {
  const isHit = (bad: Set<string>, segment: number, offset: number, length: number): boolean => {
    for (let slot = offset / blockBytes; slot < (offset + length) / blockBytes; slot += 1) if (bad.has(`${segment}:${slot}`)) return true;
    return false;
  };
  const failure = (): Error => Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
  const wrapped: SegmentDisk = {
    segments: () => disk.segments(),
    create: (segment) => disk.create(segment),
    write: async (segment, offset, data) => {
      if (isHit(unwritable, segment, offset, data.length)) throw failure();
      await disk.write(segment, offset, data);
    },
    writeParts: (segment, offset, parts) => wrapped.write(segment, offset, Buffer.concat(parts)),
    writeDurable: (segment, offset, data) => disk.writeDurable(segment, offset, data),
    sync: (segment) => disk.sync(segment),
    read: async (segment, offset, into) => {
      expect(readsUnderWay).toBe(0);
      largestReadBytes = Math.max(largestReadBytes, into.length);
      if (isHit(unreadable, segment, offset, into.length)) throw failure();
      readsUnderWay += 1;
      await disk.read(segment, offset, into).finally(() => (readsUnderWay -= 1));
    },
    readParts: (segment, offset, into) => readAsOne(into, (all) => wrapped.read(segment, offset, all)),
    free: (segment) => disk.free(segment),
    punch: (segment, offset, lengthBytes) => disk.punch(segment, offset, lengthBytes),
    usedBytes: () => disk.usedBytes(),
    close: () => disk.close(),
  };
  return wrapped;
}

async function scrub(options: ScrubOptions = {}): Promise<ScrubResult> {
  const { disk, summaries, reader, arrayId, crc, log } = store;
  const inUse = new Set(used);
  const segments = [...new Set(used.map(segmentOf))].sort((a, b) => a - b);
  return runScrub(
    {
      disk, summaries, reader, arrayId, crc,
      used: segments.map((segment) => ({ segment, isUsed: (slot) => inUse.has(vbnOf(segment, slot)) })),
      usedBlocks: used.length,
      sealedBelow: log.position.segment,
    },
    options,
  );
}

function isSame(a: Uint8Array | null | undefined, b: Uint8Array | null | undefined): boolean {
  return a && b ? Buffer.compare(a, b) === 0 : a === b;
}

async function rawBlock(vbn: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(blockBytes);
  await store.disk.read(segmentOf(vbn), slotOf(vbn) * blockBytes, bytes);
  return bytes;
}

async function storeUsed(file: number, bytes: Uint8Array): Promise<number[]> {
  const vbns = await store.store(file, 0, bytes);
  used.push(...vbns);
  await store.log.flush();
  return vbns;
}

beforeEach(async () => {
  unreadable = new Set();
  unwritable = new Set();
  largestReadBytes = 0;
  readsUnderWay = 0;
  used = [];
  store = await BlockStore.open(withBadSectors);
  random = createRandom(testSeed('scrub'));
});

afterEach(() => store.remove());

describe('scrub', () => {
  it('finds every damaged block and mends those with an intact twin, used or not', async () => {
    const bytes = random.bytes(600 * blockBytes);
    const first = await storeUsed(1, bytes);
    const second = await store.store(2, 0, bytes.subarray(0, 300 * blockBytes));
    const lonely = await storeUsed(3, random.bytes(20 * blockBytes));
    await store.log.flush();
    expect(await scrub()).toEqual({ scannedBytes: 620 * blockBytes, damaged: [], mended: [], unmended: [] });

    const healed = [0, 1, 17, 126, 299].map((index) => first[index] ?? 0);
    // The twin of the one at 17 is damaged as well; the others never had one.
    const hopeless = [first[300] ?? 0, first[599] ?? 0, lonely[4] ?? 0];
    for (const vbn of [...healed, ...hopeless]) await store.rot(vbn, random.below(blockBytes));
    await store.rot(second[17] ?? 0, 9);
    healed.splice(2, 1);
    hopeless.unshift(first[17] ?? 0);

    const untouched = await rawBlock(first[17] ?? 0);
    const progress: number[] = [];
    const { scannedBytes, damaged } = await scrub({ onProgress: (done) => progress.push(done) });
    expect(scannedBytes).toBe(620 * blockBytes);
    const expected = [...healed.map((vbn) => ({ vbn, isRepaired: true })), ...hopeless.map((vbn) => ({ vbn, isRepaired: false }))];
    expect(damaged).toEqual(expected.sort((a, b) => a.vbn - b.vbn));
    expect(progress.at(-1)).toBe(620 * blockBytes);
    // What is left of a block is not exchanged for what is left of another one.
    expect(isSame(await rawBlock(first[17] ?? 0), untouched)).toBe(true);
    for (const [index, vbn] of first.entries()) {
      const expectedBytes = hopeless.includes(vbn) ? null : Buffer.from(bytes.subarray(index * blockBytes, (index + 1) * blockBytes));
      expect(isSame(await store.read(vbn), expectedBytes)).toBe(true);
    }
    expect((await scrub()).damaged).toEqual(hopeless.sort((a, b) => a - b).map((vbn) => ({ vbn, isRepaired: false })));
    // Headers of groups between the blocks are read along.
    expect(largestReadBytes).toBeLessThanOrEqual(2 ** 20 + 2 ** 16);
  });

  it('goes on past sectors that cannot be read, and mends them where they can be written', async () => {
    const bytes = random.bytes(500 * blockBytes);
    const first = await storeUsed(1, bytes);
    await storeUsed(2, bytes);
    const [a = 0, b = 0] = [first[40], first[41]];
    for (const vbn of [a, b]) unreadable.add(`0:${slotOf(vbn)}`);
    unwritable.add(`0:${slotOf(a)}`);
    const { damaged, scannedBytes } = await scrub();
    // What was written cannot be read back either, so nothing is claimed to be repaired.
    expect(damaged).toEqual([{ vbn: a, isRepaired: false }, { vbn: b, isRepaired: false }]);
    expect(scannedBytes).toBe(1_000 * blockBytes);
    unreadable.clear();
    unwritable.clear();
    await store.rot(a);
    await store.rot(b);
    unwritable.add(`0:${slotOf(a)}`);
    expect((await scrub()).damaged).toEqual([{ vbn: a, isRepaired: false }, { vbn: b, isRepaired: true }]);
  });

  it('counts what a file cut short has lost as damage', async () => {
    const bytes = random.bytes(400 * blockBytes);
    const first = await storeUsed(1, bytes);
    const keptSlots = slotOf(first[250] ?? 0);
    const file = openSync(join(store.folder, 'segments', '000000000000.seg'), 'r+');
    ftruncateSync(file, keptSlots * blockBytes);
    closeSync(file);
    const { damaged } = await scrub();
    expect(damaged).toEqual(first.slice(250).map((vbn) => ({ vbn, isRepaired: false })));
  });

  it('counts the blocks of a missing segment as damaged', async () => {
    await storeUsed(1, random.bytes(10 * blockBytes));
    used.push(vbnOf(40, 3), vbnOf(40, 4));
    expect((await scrub()).damaged.map(({ vbn }) => vbn)).toEqual([vbnOf(40, 3), vbnOf(40, 4)]);
  });

  it('can be cancelled', async () => {
    await storeUsed(1, random.bytes(600 * blockBytes));
    await expect(scrub({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'RequestCanceled' });
  });
});

describe('the records of a complete segment', () => {
  let vbns: number[];

  beforeEach(async () => {
    const bytes = random.bytes((groupSlots + 200) * blockBytes);
    vbns = await storeUsed(1, bytes);
    expect(store.log.position.segment).toBe(1);
  });

  async function storedSummary(): Promise<ReturnType<typeof decodeSummary>> {
    const bytes = new Uint8Array(summarySizeBytes);
    await store.disk.read(0, summaryOffset, bytes);
    return decodeSummary(bytes, store.arrayId, 0, store.crc);
  }

  async function headerAt(slot: number): Promise<ReturnType<typeof readGroup>> {
    const bytes = new Uint8Array(blockBytes);
    await store.disk.read(0, slot * blockBytes, bytes);
    return readGroup(bytes, store.arrayId, { segment: 0, slot }, store.crc);
  }

  it('are rebuilt from one another, and every block still reads', async () => {
    const before = await storedSummary();
    await store.rot(vbnOf(0, groupSlots + 9));
    const slots = [0, slotOf(vbns[300] ?? 0)];
    while (before?.isData(slots[1] ?? 0)) slots[1] = (slots[1] ?? 0) - 1;
    store.forgetSummaries([0]);
    expect(await storedSummary()).toBeNull();
    expect(await scrub()).toMatchObject({ damaged: [], mended: ['The summary of segment 0 was damaged and is rebuilt from the group headers.'], unmended: [] });
    expect(isSame((await storedSummary())?.digests, before?.digests)).toBe(true);

    for (const slot of slots) await store.rot(vbnOf(0, slot), 80);
    store.forgetSummaries([0]);
    const { damaged, mended, unmended } = await scrub();
    expect([damaged, unmended]).toEqual([[], []]);
    expect(mended).toEqual(slots.map((slot) => `The group header at slot ${slot} of segment 0 was damaged and is rebuilt from the summary.`));
    const count = (await headerAt(slots[1] ?? 0))?.dataCount ?? 0;
    expect(before?.isData((slots[1] ?? 0) + count)).toBe(true);
    expect(before?.isData((slots[1] ?? 0) + count + 1)).toBe(false);
    expect(isSame((await store.summaries.rebuild(0, groupSlots - 1)).digests, before?.digests)).toBe(true);
    const { disk, log, summaries, arrayId, crc } = store;
    const writers = new BlockWriters({ disk, log, summaries, arrayId, crc });
    expect([await writers.writerOf(vbns[0] ?? 0), await writers.writerOf(vbns[200] ?? 0)]).toEqual([null, { file: 1, block: 200 }]);
    expect(await scrub()).toMatchObject({ damaged: [], mended: [], unmended: [] });
  });

  it('are left as they are when both are damaged, and the blocks they cover are reported', async () => {
    await store.rot(vbnOf(0, groupSlots + 9));
    const header = slotOf(vbns[0] ?? 0) + 126;
    expect(await storedSummary()).toBeNull();
    await store.rot(vbnOf(0, header), 80);
    const damagedSummary = new Uint8Array(summarySizeBytes);
    await store.disk.read(0, summaryOffset, damagedSummary);
    store.forgetSummaries([0]);
    const { damaged, mended, unmended } = await scrub();
    expect(mended).toEqual([]);
    expect(unmended).toEqual(['The summary of segment 0 is damaged, and so is a group header that it could be rebuilt from.']);
    // The digests behind the damaged header are known again from the next header on.
    expect(damaged).toEqual(vbns.slice(126, 252).map((vbn) => ({ vbn, isRepaired: false })));
    const after = new Uint8Array(summarySizeBytes);
    await store.disk.read(0, summaryOffset, after);
    expect(Buffer.from(after).equals(damagedSummary)).toBe(true);
  });

  it('that cannot be written are reported', async () => {
    await store.rot(vbnOf(0, groupSlots + 9));
    await store.rot(0, 80);
    unwritable.add(`0:${groupSlots}`).add('0:0');
    // The summary is still in memory, so both could be mended.
    const { damaged, mended, unmended } = await scrub();
    expect([damaged, mended]).toEqual([[], []]);
    expect(unmended).toEqual(['The summary of segment 0 is damaged and cannot be rewritten.', 'The group header at slot 0 of segment 0 is damaged and cannot be rewritten.']);
  });
});
