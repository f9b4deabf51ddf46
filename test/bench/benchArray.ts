/** The embedded array in a folder of the bench, and ways to fill its files. */
import { open, stat } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { openArray } from '../../electron/array/array.ts';
import type { StorageArray } from '../../electron/array/port.ts';
import type { FileVersion, VolumeSettings } from '../../electron/array/portTypes.ts';
import { SegmentFiles } from '../../electron/disk/segmentFiles.ts';
import { Meta } from '../../electron/meta/meta.ts';
import type { FileId, VolumeId } from '../../shared/ids.ts';
import { blockSizeBytes, mibBytes, tibBytes } from '../../shared/units.ts';
import { createRandom, type Random } from '../sim/random.ts';

const blocksPerPiece = mibBytes / blockSizeBytes;
/** Writes under way at once where only the flushes count. */
const writesAtOnce = 64;

export class BenchArray {
  private constructor(
    readonly folder: string,
    readonly meta: Meta,
    readonly array: StorageArray,
  ) {}

  static async open(folder: string): Promise<BenchArray> {
    const meta = Meta.open(join(folder, 'meta'));
    return new BenchArray(folder, meta, await openArray({ meta, disk: new SegmentFiles(join(folder, 'segments')) }));
  }

  createVolume(settings: Partial<VolumeSettings> = {}): Promise<VolumeId> {
    return this.array.commit((tx) => this.array.createVolume(tx, { sizeBytes: 16 * tibBytes, ...settings }));
  }

  createFile(volumeId: VolumeId, sizeBytes: number): Promise<FileId> {
    return this.array.commit((tx) => this.array.createFile(tx, volumeId, sizeBytes));
  }

  /** Clones made in one durable transaction. */
  clone(source: FileId, count: number): Promise<FileId[]> {
    return this.array.commit((tx) => Array.from({ length: count }, () => this.array.cloneFile(tx, source)));
  }

  async remove(ids: readonly FileId[]): Promise<void> {
    await this.array.commit((tx) => {
      for (const id of ids) this.array.deleteFile(tx, id);
    });
  }

  /** Copies a raw file into a new file of the volume, durably; zeros take no space. */
  async importRaw(volumeId: VolumeId, path: string): Promise<FileId> {
    const { size } = await stat(path);
    const id = await this.createFile(volumeId, size);
    const buffer = Buffer.alloc(mibBytes);
    const file = await open(path);
    try {
      for (let at = 0; at < size; ) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
        if (bytesRead === 0) throw new Error(`${path} became shorter.`);
        await this.array.write(id, at, buffer.subarray(0, bytesRead));
        at += bytesRead;
      }
    } finally {
      await file.close();
    }
    await this.array.commit(() => undefined);
    return id;
  }

  /** A file whose blocks are all stored and all different. */
  async filledFile(volumeId: VolumeId, sizeBytes: number, content = new UniqueBlocks(1)): Promise<FileId> {
    const id = await this.createFile(volumeId, sizeBytes);
    for (let at = 0; at < sizeBytes; at += mibBytes) await this.array.write(id, at, content.piece(Math.min(blocksPerPiece, (sizeBytes - at) / blockSizeBytes)));
    await this.array.commit(() => undefined);
    return id;
  }

  /** Overwrites single blocks at random places; `flushEvery` writes are made durable together, 0: none before the end. */
  async overwrite(id: FileId, count: number, { random, content, flushEvery = 0 }: { random: Random; content: UniqueBlocks; flushEvery?: number }): Promise<void> {
    const blockCount = this.array.file(id).sizeBytes / blockSizeBytes;
    let pending: Promise<void>[] = [];
    for (let done = 1; done <= count; done += 1) {
      pending.push(this.array.write(id, random.below(blockCount) * blockSizeBytes, content.piece(1).slice()));
      if (pending.length < (flushEvery === 0 ? writesAtOnce : Math.min(flushEvery, writesAtOnce)) && done % Math.max(1, flushEvery) !== 0) continue;
      await Promise.all(pending);
      pending = [];
      if (flushEvery > 0 && done % flushEvery === 0) await this.array.flush();
    }
    await Promise.all(pending);
    await this.array.flush();
  }

  async sha256(version: FileId | FileVersion): Promise<string> {
    const hash = createHash('sha256');
    const buffer = new Uint8Array(mibBytes);
    const { sizeBytes } = this.array.file(version);
    for (let at = 0; at < sizeBytes; at += buffer.length) {
      const part = buffer.subarray(0, Math.min(buffer.length, sizeBytes - at));
      await this.array.read(version, at, part);
      hash.update(part);
    }
    return hash.digest('hex');
  }

  /** Bytes of the metadata file. */
  async metaBytes(): Promise<number> {
    return (await stat(join(this.folder, 'meta', 'yard.mdb'))).size;
  }

  async close(): Promise<void> {
    await this.array.close();
    await this.meta.close();
  }
}

/** Pieces of data in which no block equals another one, however many are asked for. */
export class UniqueBlocks {
  readonly #piece: Buffer;
  #next = 1;

  constructor(seed: number) {
    this.#piece = Buffer.from(createRandom(seed).bytes(mibBytes));
  }

  /** The same memory each time. */
  piece(blockCount: number): Uint8Array {
    for (let block = 0; block < blockCount; block += 1) this.#piece.writeDoubleLE((this.#next += 1), block * blockSizeBytes);
    return this.#piece.subarray(0, blockCount * blockSizeBytes);
  }
}
