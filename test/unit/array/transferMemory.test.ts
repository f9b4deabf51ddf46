import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SegmentFiles } from '../../../electron/disk/segmentFiles.ts';
import type { FileId } from '../../../shared/ids.ts';
import { blockSizeBytes, mibBytes } from '../../../shared/units.ts';
import { ArrayBench } from '../../fixtures/array.ts';
import { createRandom } from '../../sim/random.ts';

const fileBytes = 4 * mibBytes;

describe('memory of the array', () => {
  const random = createRandom(5);
  let bench: ArrayBench;
  let file: FileId;

  beforeEach(async () => {
    bench = new ArrayBench();
    await bench.open();
    const { array } = bench;
    file = await array.commit((tx) => array.createFile(tx, array.createVolume(tx, { sizeBytes: 2 ** 30 }), fileBytes));
  });

  afterEach(async () => {
    vi.restoreAllMocks();
    await bench.remove();
  });

  /** Flips one bit of the stored block that holds this, as a worn-out disk would. */
  function rot(block: Uint8Array): void {
    const [name] = readdirSync(bench.segmentFolder);
    const path = join(bench.segmentFolder, name ?? '');
    const stored = readFileSync(path);
    const at = stored.indexOf(block);
    if (at < 0) throw new Error('The block was not found.');
    stored[at + 100] = (stored[at + 100] ?? 0) ^ 1;
    writeFileSync(path, stored);
  }

  async function content(): Promise<Buffer> {
    const bytes = Buffer.alloc(fileBytes);
    await bench.array.read(file, 0, bytes);
    return bytes;
  }

  it('gives and takes what other memory gives and takes, at any place of it', async () => {
    const { array } = bench;
    const memory = array.transferMemory(2 * mibBytes);
    const expected = Buffer.alloc(fileBytes);
    for (let round = 0; round < 60; round += 1) {
      const start = random.pick([0, blockSizeBytes, 17, mibBytes]);
      const offset = random.pick([0, blockSizeBytes, 5, 3 * mibBytes, fileBytes - mibBytes]);
      const length = Math.min(fileBytes - offset, random.pick([blockSizeBytes, 40 * blockSizeBytes, mibBytes, 100, 10_000]));
      const bytes = memory.subarray(start, start + length);
      // Some blocks are zeros, which are not stored.
      bytes.set(random.bytes(length));
      if (length > blockSizeBytes && random.chance(0.5)) bytes.fill(0, 0, blockSizeBytes);
      expected.set(bytes, offset);
      await array.write(file, offset, bytes);
      bytes.fill(0xcd);
      await array.read(file, offset, bytes);
      expect(Buffer.compare(bytes, expected.subarray(offset, offset + length))).toBe(0);
    }
    expect((await content()).equals(expected)).toBe(true);
    await bench.reopen();
    expect((await content()).equals(expected)).toBe(true);
    expect((await bench.array.check({ isDeep: true })).problems).toEqual([]);
  });

  it('serves several reads and writes at once', async () => {
    const { array } = bench;
    const memory = array.transferMemory(fileBytes);
    memory.set(random.bytes(fileBytes));
    const pieces = Array.from({ length: 16 }, (_, index) => ({ offset: (index * fileBytes) / 16, bytes: memory.subarray((index * fileBytes) / 16, ((index + 1) * fileBytes) / 16) }));
    const expected = Buffer.from(memory);
    await Promise.all(pieces.map(({ offset, bytes }) => array.write(file, offset, bytes)));
    memory.fill(0);
    await Promise.all(pieces.map(({ offset, bytes }) => array.read(file, offset, bytes)));
    expect(Buffer.compare(memory, expected)).toBe(0);
  });

  it('can be given to another thread', async () => {
    const { array } = bench;
    const bytes = array.transferMemory(blockSizeBytes);
    const worker = new Worker("require('node:worker_threads').workerData.fill(7)", { eval: true, workerData: bytes });
    await new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject));
    await array.write(file, 0, bytes);
    expect((await content()).subarray(0, blockSizeBytes).equals(Buffer.alloc(blockSizeBytes, 7))).toBe(true);
  });

  it('may change as soon as a write has ended, also when the log fails: what was accepted stays readable', async () => {
    const { array } = bench;
    const memory = array.transferMemory(2 * mibBytes);
    const failing = vi.spyOn(SegmentFiles.prototype, 'writeParts');
    for (const isFailing of [false, true]) {
      if (isFailing) failing.mockRejectedValue(Object.assign(new Error('EIO: i/o error'), { code: 'EIO' }));
      memory.set(random.bytes(memory.length));
      const expected = Buffer.from(memory);
      await array.write(file, 0, memory).catch((error: unknown) => expect(isFailing && error).toMatchObject({ code: 'FileFault' }));
      memory.fill(0xcd);
      const found = (await content()).subarray(0, memory.length);
      // Of a write that failed half way the rest was not accepted.
      const end = isFailing ? mibBytes : memory.length;
      expect(found.subarray(0, end).equals(expected.subarray(0, end))).toBe(true);
    }
    await expect(array.flush()).rejects.toMatchObject({ code: 'FileFault' });
    failing.mockRestore();
    await bench.die();
    await bench.open();
    expect((await bench.array.check({ isDeep: true })).problems).toEqual([]);
  });

  it('is filled with verified blocks only: damage is a fault there as well', async () => {
    const { array } = bench;
    const bytes = array.transferMemory(16 * blockSizeBytes);
    bytes.set(random.bytes(bytes.length));
    await array.write(file, 0, bytes);
    await array.flush();
    rot(bytes.slice(5 * blockSizeBytes, 6 * blockSizeBytes));
    await expect(array.read(file, 0, bytes)).rejects.toMatchObject({ code: 'DataIntegrity', message: expect.stringContaining('Block 5 of') });
  });
});
