import { openSync, readdirSync, readSync, writeSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openArray } from '../../../electron/array/array.ts';
import type { ArrayRecord } from '../../../electron/array/parts.ts';
import { SegmentFiles } from '../../../electron/disk/segmentFiles.ts';
import { Fault } from '../../../shared/faults.ts';
import type { FileId } from '../../../shared/ids.ts';
import { ArrayBench } from '../../fixtures/array.ts';

const blockBytes = 4096;
const blockCount = 64;
/** Blocks of one group of the log. */
const groupBlocks = 126;

let bench: ArrayBench;

function blockOf(value: number): Uint8Array {
  return new Uint8Array(blockBytes).fill(value);
}

/** Flips one bit of the stored block whose bytes all have this value, as a worn-out disk would. */
function rot(value: number): void {
  const path = join(bench.segmentFolder, readdirSync(bench.segmentFolder)[0] ?? '');
  const file = openSync(path, 'r+');
  const found = Buffer.alloc(blockBytes);
  for (let slot = 0; ; slot += 1) {
    if (readSync(file, found, 0, blockBytes, slot * blockBytes) === 0) throw new Error('The block was not found.');
    if (!found.equals(Buffer.alloc(blockBytes, value))) continue;
    writeSync(file, Buffer.from([value ^ 1]), 0, 1, slot * blockBytes + 100);
    break;
  }
  closeSync(file);
}

/** The same for the header of the group of one block that holds it. */
function rotHeaderOf(value: number): void {
  const path = join(bench.segmentFolder, readdirSync(bench.segmentFolder)[0] ?? '');
  const file = openSync(path, 'r+');
  const found = Buffer.alloc(blockBytes);
  for (let slot = 0; ; slot += 1) {
    if (readSync(file, found, 0, blockBytes, slot * blockBytes) === 0) throw new Error('The block was not found.');
    if (!found.equals(Buffer.alloc(blockBytes, value))) continue;
    writeSync(file, Buffer.from([0xee]), 0, 1, (slot - 1) * blockBytes + 70);
    break;
  }
  closeSync(file);
}

beforeEach(async () => {
  bench = new ArrayBench();
  await bench.open();
});

afterEach(() => bench.remove());

describe('damage on the local disk', () => {
  let disk: FileId;
  let clone: FileId;

  beforeEach(async () => {
    const volume = await bench.array.commit((tx) => bench.array.createVolume(tx, { sizeBytes: 2 ** 30 }));
    disk = await bench.array.commit((tx) => bench.array.createFile(tx, volume, blockCount * blockBytes));
    for (let block = 0; block < blockCount; block += 1) await bench.array.write(disk, block * blockBytes, blockOf(block + 1));
    clone = await bench.array.commit((tx) => bench.array.cloneFile(tx, disk));
  });

  it('is met on reading and is not handed out, while all other blocks still read', async () => {
    await bench.close();
    rot(17);
    await bench.open();
    const into = new Uint8Array(blockBytes);
    await expect(bench.array.read(disk, 16 * blockBytes, into)).rejects.toMatchObject({ code: 'DataIntegrity' });
    await bench.array.read(disk, 17 * blockBytes, into);
    expect(Buffer.from(into).equals(Buffer.from(blockOf(18)))).toBe(true);
  });

  it('is found by the check, which names the disks that hold the block', async () => {
    await bench.close();
    rot(17);
    await bench.open();
    const { problems } = await bench.array.check({ isDeep: true });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^Block \d+ does not match its checksum; it belongs to file \d+, \d+\.$/);
    await bench.array.write(clone, 16 * blockBytes, blockOf(200));
    const after = await bench.array.check({ isDeep: true });
    expect(after.problems[0]).toContain(`it belongs to file ${disk}.`);
  });

  it('does not survive being overwritten', async () => {
    await bench.close();
    rot(17);
    await bench.open();
    await bench.array.write(disk, 16 * blockBytes, blockOf(99));
    await bench.array.write(clone, 16 * blockBytes, blockOf(98));
    await bench.array.flush();
    expect((await bench.array.check({ isDeep: true })).problems).toEqual([]);
  });
});

describe('the end of the log', () => {
  it('is the first group that is not whole, and what lay behind it never comes back', async () => {
    const volume = await bench.array.commit((tx) => bench.array.createVolume(tx, { sizeBytes: 2 ** 30 }));
    const disk = await bench.array.commit((tx) => bench.array.createFile(tx, volume, 2 * groupBlocks * blockBytes));
    const first = Buffer.concat(Array.from({ length: groupBlocks }, (_, i) => blockOf(i + 1)));
    // Two groups that become durable together: while the second one was written, the first was not durable yet.
    await bench.array.write(disk, 0, Buffer.concat([first, blockOf(200)]));
    await bench.array.flush();
    await bench.die();
    // As if the crash had come before the first of them was on disk: the second one has nothing to follow.
    rot(71);
    await bench.open();
    const found = new Uint8Array((groupBlocks + 1) * blockBytes);
    await bench.array.read(disk, 0, found);
    expect(found.every((byte) => byte === 0)).toBe(true);

    // A group of the same size takes the place of the lost one; the stale group right behind it is not its successor.
    await bench.array.write(disk, 0, first);
    await bench.array.flush();
    await bench.die();
    await bench.open();
    await bench.array.read(disk, 0, found);
    expect([found[0], found[70 * blockBytes], found[groupBlocks * blockBytes]]).toEqual([1, 71, 0]);
    expect((await bench.array.check({ isDeep: true })).problems).toEqual([]);
  });
});

describe('damage in what the array has not checkpointed', () => {
  const read = async (disk: FileId, block: number): Promise<number | string> => {
    const into = new Uint8Array(blockBytes);
    try {
      await bench.array.read(disk, block * blockBytes, into);
      return into[0] ?? -1;
    } catch (error) {
      return error instanceof Fault ? error.code : String(error);
    }
  };
  const flushedWrites = async (): Promise<FileId> => {
    const volume = await bench.array.commit((tx) => bench.array.createVolume(tx, { sizeBytes: 2 ** 30 }));
    const disk = await bench.array.commit((tx) => bench.array.createFile(tx, volume, blockCount * blockBytes));
    for (const [block, value] of [81, 82, 83, 84].entries()) {
      await bench.array.write(disk, block * blockBytes, blockOf(value));
      await bench.array.flush();
    }
    await bench.die();
    return disk;
  };

  it('is told on reading the block, and hides nothing that was written after it', async () => {
    const disk = await flushedWrites();
    rot(82);
    await bench.open();
    expect(await Promise.all([0, 1, 2, 3].map((block) => read(disk, block)))).toEqual([81, 'DataIntegrity', 83, 84]);
    expect((await bench.array.check({ isDeep: true })).problems).toEqual([expect.stringMatching(/^Block \d+ does not match its checksum; it belongs to file/)]);
  });

  it('is told by the check when it hit the record of a write, and hides nothing that was written after it', async () => {
    const disk = await flushedWrites();
    rotHeaderOf(82);
    await bench.open();
    expect(await Promise.all([0, 1, 2, 3].map((block) => read(disk, block)))).toEqual([81, 0, 83, 84]);
    const lost = ['1 groups of acknowledged writes were damaged when the array was opened after a crash and are lost.'];
    expect((await bench.array.check()).problems).toEqual(lost);
    await bench.reopen();
    expect((await bench.array.check()).problems).toEqual(lost);
    expect((await bench.array.check({ repair: true })).problems).toEqual([]);
    expect(await read(disk, 3)).toBe(84);
  });

  it('cannot be told from an unfinished write in the very last group, which is rolled back', async () => {
    const disk = await flushedWrites();
    rot(84);
    await bench.open();
    expect(await Promise.all([0, 1, 2, 3].map((block) => read(disk, block)))).toEqual([81, 82, 83, 0]);
    expect((await bench.array.check({ isDeep: true })).problems).toEqual([]);
  });
});

describe('damage in the metadata store', () => {
  it('of a block map is met instead of following a wrong pointer', async () => {
    const volume = await bench.array.commit((tx) => bench.array.createVolume(tx, { sizeBytes: 2 ** 30 }));
    const disk = await bench.array.commit((tx) => bench.array.createFile(tx, volume, blockCount * blockBytes));
    await bench.array.write(disk, 0, blockOf(91));
    await bench.array.write(disk, 5 * blockBytes, blockOf(92));
    await bench.array.commit(() => undefined);
    const { meta } = bench;
    const nodes = meta.binaryTable<number>('nodes');
    for (const { key, value } of [...nodes.entries()]) {
      const changed = Buffer.from(value);
      // The lowest byte of the first pointer.
      changed[5] = (changed[5] ?? 0) ^ 1;
      meta.transaction((tx) => nodes.put(tx, key, changed));
    }
    await bench.die();
    await bench.open();
    await expect(bench.array.read(disk, 0, new Uint8Array(blockBytes))).rejects.toMatchObject({ code: 'DataIntegrity' });
    expect((await bench.array.check()).problems.join()).toContain('is damaged');
  });
});

describe('an array of another version', () => {
  it('is refused when it is newer, and left as it was', async () => {
    const { meta, array } = bench;
    const table = meta.table<string, ArrayRecord>('array');
    const record = table.get('array');
    if (!record) throw new Error('The array has no record.');
    await array.close();
    meta.transaction((tx) => table.put(tx, 'array', { ...record, formatVersion: 3 }));
    await expect(openArray({ meta, disk: new SegmentFiles(bench.segmentFolder) })).rejects.toMatchObject({
      code: 'NotSupported',
      message: 'The array has format 3; this version reads up to 2.',
    });
    expect(table.get('array')?.formatVersion).toBe(3);
    meta.transaction((tx) => table.put(tx, 'array', record));
    await bench.die();
  });
});
