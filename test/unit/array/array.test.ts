import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ArrayRecord } from '../../../electron/array/parts.ts';
import type { FileId, VolumeId } from '../../../shared/ids.ts';
import { ArrayBench } from '../../fixtures/array.ts';

const mib = 1024 * 1024;

let bench: ArrayBench;

/** Bytes that differ from block to block and between seeds, so that a misplaced block shows. */
function pattern(lengthBytes: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(lengthBytes);
  let state = seed * 2_654_435_761 + 1;
  for (let i = 0; i < lengthBytes; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

async function readAll(id: FileId, offset: number, length: number): Promise<Uint8Array> {
  const into = new Uint8Array(length);
  await bench.array.read(id, offset, into);
  return into;
}

/** Vitest's own comparison of a mebibyte takes seconds. */
function expectSameBytes(actual: Uint8Array, expected: Uint8Array): void {
  expect(Buffer.compare(actual, expected)).toBe(0);
}

async function expectSound(): Promise<void> {
  expect((await bench.array.check()).problems).toEqual([]);
}

beforeEach(async () => {
  bench = new ArrayBench();
  await bench.open();
});

afterEach(() => bench.remove());

describe('the embedded array', () => {
  let volume: VolumeId;
  let disk: FileId;

  beforeEach(async () => {
    volume = await bench.array.commit((tx) => bench.array.createVolume(tx, { sizeBytes: 1024 * mib }));
    disk = await bench.array.commit((tx) => bench.array.createFile(tx, volume, 512 * mib));
  });

  it('gives back what was written, before and after a restart', async () => {
    const data = pattern(3 * mib + 777, 1);
    await bench.array.write(disk, 5 * mib + 123, data);
    expectSameBytes(await readAll(disk, 5 * mib + 123, data.length), data);
    expectSameBytes(await readAll(disk, 5 * mib + 100, 23), new Uint8Array(23));
    await bench.reopen();
    expectSameBytes(await readAll(disk, 5 * mib + 123, data.length), data);
    await expectSound();
  });

  it('replays flushed writes that no checkpoint has saved', async () => {
    const data = pattern(2 * mib, 2);
    await bench.array.write(disk, 0, data);
    await bench.array.write(disk, mib, new Uint8Array(mib));
    await bench.array.flush();
    await bench.die();
    await bench.open();
    expectSameBytes(await readAll(disk, 0, mib), data.subarray(0, mib));
    expectSameBytes(await readAll(disk, mib, mib), new Uint8Array(mib));
    expect(bench.array.file(disk).logicalBytes).toBe(mib);
    await expectSound();
  });

  it('clones in constant space and keeps the two apart afterwards', async () => {
    const data = pattern(8 * mib, 3);
    await bench.array.write(disk, 0, data);
    const clones = await bench.array.commit((tx) => Array.from({ length: 100 }, () => bench.array.cloneFile(tx, disk)));
    expect(bench.array.volume(volume)).toMatchObject({ physicalBytes: 8 * mib, logicalBytes: 101 * 8 * mib, isExact: true });
    const [first, second] = clones;
    if (!first || !second) throw new Error('Two clones were expected.');
    const own = pattern(mib, 4);
    await bench.array.write(first, 2 * mib, own);
    expect(bench.array.file(first)).toMatchObject({ uniqueBytes: mib, logicalBytes: 8 * mib, isExact: true });
    expect(bench.array.file(second)).toMatchObject({ uniqueBytes: 0, isExact: true });
    expectSameBytes(await readAll(second, 2 * mib, mib), data.subarray(2 * mib, 3 * mib));
    expectSameBytes(await readAll(disk, 2 * mib, mib), data.subarray(2 * mib, 3 * mib));
    expectSameBytes(await readAll(first, 2 * mib, mib), own);
    expect(bench.array.volume(volume)).toMatchObject({ physicalBytes: 9 * mib, isExact: true });
    await expectSound();
  });

  it('gives space back for reuse when files are deleted', async () => {
    for (let round = 0; round < 4; round += 1) {
      const file = await bench.array.commit((tx) => bench.array.createFile(tx, volume, 512 * mib));
      for (let at = 0; at < 150; at += 1) await bench.array.write(file, at * mib, pattern(mib, round * 1000 + at));
      await bench.array.commit((tx) => bench.array.deleteFile(tx, file));
      await bench.array.reclaim();
      expect(bench.array.volume(volume)).toMatchObject({ physicalBytes: 0, isExact: true });
    }
    // At most the segment being written, the prepared one and the spares stay allocated.
    expect(bench.array.localUsedBytes()).toBeLessThanOrEqual(5 * 64 * mib);
    await expectSound();
  });

  it('counts what it gave back once, also after a restart', async () => {
    await bench.array.write(disk, 0, pattern(2 * mib, 21));
    await bench.array.write(disk, 0, pattern(2 * mib, 22));
    expect((await bench.array.reclaim()).freedBytes).toBe(2 * mib);
    expect((await bench.array.reclaim()).freedBytes).toBe(0);
    await bench.reopen();
    expect((await bench.array.reclaim()).freedBytes).toBe(0);
    await bench.array.write(disk, 0, pattern(mib, 23));
    expect((await bench.array.reclaim()).freedBytes).toBe(mib);
    await expectSound();
  });

  it('knows that writing into a hole may leave map nodes unused', async () => {
    await bench.array.write(disk, 0, pattern(mib, 5));
    const clone = await bench.array.commit((tx) => bench.array.cloneFile(tx, disk));
    await bench.array.commit((tx) => bench.array.deleteFile(tx, clone));
    await bench.array.reclaim();
    expect(bench.array.needsReclaim).toBe(false);
    // The nodes are marked as shared although nobody shares them any more, so the write changes copies of them.
    await bench.array.write(disk, mib, pattern(4096, 6));
    expect(bench.array.needsReclaim).toBe(true);
    await expectSound();
    await bench.array.reclaim();
    await expectSound();
  });

  it('does not forget over a crash that an exact pass was under way', async () => {
    await bench.array.write(disk, 0, pattern(8 * mib, 7));
    await bench.array.write(disk, 0, pattern(8 * mib, 8));
    const table = bench.meta.table<string, ArrayRecord>('array');
    const saved: (boolean | undefined)[] = [];
    const pass = bench.array.reclaim();
    // Somebody else saves between the start of the pass and its first result: what a crash would find then.
    await bench.array.commit((tx) => tx.onCommit(() => saved.push(table.get('array')?.needsReclaim)));
    await pass;
    saved.push(table.get('array')?.needsReclaim);
    expect(saved).toEqual([true, false]);
    await expectSound();
  });
});
