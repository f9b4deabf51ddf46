/**
 * The array over a disk whose power goes at any call, beside a model that only remembers. After
 * each cut the array is opened again: what was acknowledged must be there, what was not may be
 * there, nothing else may be, and the checker must agree.
 *
 * The metadata store is real LMDB whose transactions are taken as durable when they return.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openArray } from '../../electron/array/array.ts';
import type { StorageArray } from '../../electron/array/port.ts';
import { Meta } from '../../electron/meta/meta.ts';
import type { FileId, VolumeId } from '../../shared/ids.ts';
import { Platters, PowerLossDisk } from './powerLossDisk.ts';
import { createRandom, testSeed, type Random } from './random.ts';

const blockBytes = 4096;
/** More than one leaf. */
const fileBlocks = 600;
const fileLimit = 8;
const roundCount = process.env['CLONEYARD_LONG'] ? 3_000 : 100;

/** For each block of each file: the fingerprints it may have. The last one is what reads give while the power is on. */
class Model {
  readonly files = new Map<FileId, string[][]>();
  /** Files whose fate is open because the power went while they were being made or deleted. */
  readonly doubtful = new Map<FileId, string[][]>();

  add(id: FileId): void {
    this.files.set(id, Array.from({ length: fileBlocks }, () => ['0']));
  }

  write(id: FileId, block: number, value: string): void {
    this.files.get(id)?.[block]?.push(value);
  }

  /** Everything written so far was acknowledged as durable. */
  settle(): void {
    for (const blocks of this.files.values()) for (const values of blocks) values.splice(0, values.length - 1);
  }
}

const zeroBlock = Buffer.alloc(blockBytes);

function fingerprint(block: Uint8Array): string {
  return zeroBlock.equals(block) ? '0' : Buffer.from(block.subarray(0, 24)).toString('hex');
}

async function act(array: StorageArray, model: Model, random: Random, volume: VolumeId): Promise<void> {
  const ids = [...model.files.keys()];
  const kind = random.below(100);
  if (ids.length === 0 || (kind < 4 && ids.length < fileLimit)) {
    const id = await array.commit((tx) => array.createFile(tx, volume, fileBlocks * blockBytes));
    model.add(id);
    model.settle();
    return;
  }
  const id = random.pick(ids);
  if (kind < 60) {
    const first = random.below(fileBlocks);
    const count = Math.min(fileBlocks - first, random.chance(0.1) ? random.between(1, 300) : random.between(1, 6));
    const data = random.chance(0.15) ? new Uint8Array(count * blockBytes) : random.bytes(count * blockBytes);
    // The model first: the power may go in the middle, with part of the write staged.
    for (let i = 0; i < count; i += 1) model.write(id, first + i, fingerprint(data.subarray(i * blockBytes, (i + 1) * blockBytes)));
    await array.write(id, first * blockBytes, data);
  } else if (kind < 78) {
    await array.flush();
    model.settle();
  } else if (kind < 88 && ids.length < fileLimit) {
    const blocks = model.files.get(id);
    const clone = await array.commit((tx) => array.cloneFile(tx, id));
    model.settle();
    if (blocks) model.files.set(clone, blocks.map((values) => values.slice(-1)));
  } else if (kind < 96 && ids.length > 2) {
    const blocks = model.files.get(id);
    model.files.delete(id);
    if (blocks) model.doubtful.set(id, blocks);
    await array.commit((tx) => array.deleteFile(tx, id));
    model.doubtful.delete(id);
    model.settle();
  } else {
    await array.reclaim();
    model.settle();
  }
}

function hasFile(array: StorageArray, id: FileId): boolean {
  try {
    array.file(id);
    return true;
  } catch {
    return false;
  }
}

async function expectRemembered(array: StorageArray, model: Model): Promise<void> {
  for (const [id, blocks] of model.doubtful) if (hasFile(array, id)) model.files.set(id, blocks);
  model.doubtful.clear();
  for (const [id, blocks] of model.files) {
    const bytes = new Uint8Array(fileBlocks * blockBytes);
    await array.read(id, 0, bytes);
    for (const [block, values] of blocks.entries()) {
      const found = fingerprint(bytes.subarray(block * blockBytes, (block + 1) * blockBytes));
      if (!values.includes(found)) throw new Error(`file ${id} block ${block}: found ${found}, expected one of ${values.join(', ')}`);
      // What was found is durable now: it must not change back at the next cut.
      values.splice(0, values.length, found);
    }
  }
  const { problems } = await array.check();
  expect(problems).toEqual([]);
}

it('keeps what it acknowledged, whenever the power goes', { timeout: 600_000 }, async () => {
  const random = createRandom(testSeed('power loss'));
  const folder = mkdtempSync(join(tmpdir(), 'cloneyard-power-'));
  const platters = new Platters();
  const model = new Model();
  let volume: VolumeId | null = null;
  try {
    for (let round = 0; round < roundCount; round += 1) {
      const meta = Meta.open(join(folder, 'meta'));
      const disk = new PowerLossDisk(platters, random, random.between(1, 120));
      try {
        const array = await openArray({ meta, disk });
        await expectRemembered(array, model);
        volume ??= await array.commit((tx) => array.createVolume(tx, { sizeBytes: 2 ** 30 }));
        for (;;) await act(array, model, random, volume);
      } catch (error) {
        // Only the power cut itself may end a round; every fault while the power is on is a failure.
        if (!disk.isDead) throw error;
      }
      await meta.close();
    }
    const meta = Meta.open(join(folder, 'meta'));
    const array = await openArray({ meta, disk: new PowerLossDisk(platters, random, Number.POSITIVE_INFINITY) });
    await expectRemembered(array, model);
    await array.commit((tx) => {
      for (const id of model.files.keys()) array.deleteFile(tx, id);
    });
    await array.reclaim();
    expect(volume === null ? null : array.volume(volume)).toMatchObject({ physicalBytes: 0, logicalBytes: 0, isExact: true });
    expect((await array.check()).problems).toEqual([]);
    await array.close();
    await meta.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
