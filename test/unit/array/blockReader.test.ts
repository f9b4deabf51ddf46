import { afterEach, beforeEach, expect, it } from 'vitest';
import { SegmentFiles } from '../../../electron/disk/segmentFiles.ts';
import { createRandom, testSeed } from '../../sim/random.ts';
import { readAsOne } from '../../sim/faultyDisk.ts';
import { blockBytes, BlockStore } from './blockStore.ts';

const blockCount = 200;
let store: BlockStore;
let unreadableSlot: number;
let readCount: number;

beforeEach(async () => {
  unreadableSlot = -1;
  readCount = 0;
  store = await BlockStore.open((disk) => {
    if (!(disk instanceof SegmentFiles)) throw new Error('The store has other segment files.');
    disk.readParts = async (segment, offset, into) => {
      readCount += 1;
      await readAsOne(into, async (all) => {
        const slot = unreadableSlot - offset / blockBytes;
        if (slot >= 0 && slot < all.length / blockBytes) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
        await SegmentFiles.prototype.readParts.call(disk, segment, offset, [all]);
      });
    };
    return disk;
  });
});

afterEach(() => store.remove());

it('reads across the header of a group, and on both sides of one that cannot be read', async () => {
  const bytes = createRandom(testSeed('across headers')).bytes(blockCount * blockBytes);
  const vbns = Float64Array.from(await store.store(1, 0, bytes));
  await store.log.flush();
  const header = vbns.findIndex((vbn, index) => index > 0 && vbn !== (vbns[index - 1] ?? 0) + 1);
  expect(header).toBeGreaterThan(0);
  const into = Buffer.alloc(bytes.length);
  const read = async (): Promise<number> => {
    readCount = 0;
    into.fill(0);
    const bad = await store.reader.readBlocks(vbns, into);
    expect(bad < 0 ? into.equals(bytes) : true).toBe(true);
    return bad;
  };
  expect(await read()).toBe(-1);
  expect(readCount).toBe(1);

  unreadableSlot = (vbns[header] ?? 0) - 1;
  expect(await read()).toBe(-1);
  expect(readCount).toBe(3);

  unreadableSlot = -1;
  await store.rot(vbns[header + 3] ?? 0);
  expect(await read()).toBe(header + 3);
});
