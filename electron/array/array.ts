/**
 * The embedded storage array: real bytes in 4 KiB blocks, shared between files through their
 * block maps. See FORMAT.md for what is on disk and docs/array.md for how it works.
 */
import { randomBytes } from 'node:crypto';
import { Fault } from '../../shared/faults.ts';
import type { FileId, VolumeId } from '../../shared/ids.ts';
import { blocksFor, blockSizeBytes } from '../../shared/units.ts';
import type { SegmentDisk } from '../disk/segmentDisk.ts';
import type { Meta, MetaTx, Table } from '../meta/meta.ts';
import { AsyncMutex, Pool } from './asyncMutex.ts';
import { lookup, nextMappedLeaf } from './blockMap.ts';
import { BlockReader, scratchAt, scratchBlocks, scratchBytes, type Scratch } from './blockReader.ts';
import { runCheck } from './check.ts';
import { countDeletion, FileTable, isFileExact, shareWithClone } from './files.ts';
import { createKernel, crc32cOf, kernelHeapBase, type Kernel } from './kernel/kernel.ts';
import { arrayFormatVersion, type LogPosition } from './layout.ts';
import { bufferBytes, bufferCount, Log } from './log.ts';
import { fanOut } from './nodeCodec.ts';
import { NodeStore } from './nodeStore.ts';
import type { ArrayCheck, Capability, Extent, FileInfo, StorageArray, VolumeInfo } from './port.ts';
import { runReclaim, type PassStart } from './reclaim.ts';
import { replayLog, replayScratchBytes } from './replay.ts';
import { applyReplayed, growthBlocks, stageBlocks, type Stage } from './stage.ts';
import { Summaries } from './summaries.ts';

/** A checkpoint is made after this much was staged, so that recovery replays little. */
const checkpointBytes = 64 * 1024 * 1024;
/** ... or when this many nodes wait in memory: saving them takes about 30 ms. */
const checkpointNodes = 2_000;
const checkpointDelayMs = 5_000;
const readScratchCount = 4;

interface ArrayRecord extends LogPosition {
  readonly formatVersion: number;
  readonly arrayId: string;
  /** Seed of the block digests, random per array, as hexadecimal; a guest cannot aim at collisions it cannot compute. */
  readonly seed: string;
  readonly nextNodeId: number;
  readonly nextFileId: number;
  readonly nextVolumeId: number;
  readonly needsReclaim: boolean;
}

export interface ArrayOptions {
  readonly meta: Meta;
  readonly disk: SegmentDisk;
}

/**
 * Opens the array of a data directory, or makes a new one. Replays what the log holds beyond the
 * last checkpoint and removes files that were half-made.
 * @throws Fault NotSupported for a newer format, DataIntegrity when the metadata is damaged
 */
export async function openArray({ meta, disk }: ArrayOptions): Promise<StorageArray> {
  const table = meta.table<string, ArrayRecord>('array');
  const record = table.get('array') ?? newRecord();
  if (record.formatVersion > arrayFormatVersion) {
    throw new Fault('NotSupported', `The array has format ${record.formatVersion}; this version reads up to ${arrayFormatVersion}.`);
  }
  const array = await EmbeddedArray.start(meta, disk, table, record);
  return array;
}

function newRecord(): ArrayRecord {
  return {
    formatVersion: arrayFormatVersion,
    arrayId: randomBytes(16).toString('hex'),
    seed: randomBytes(8).toString('hex'),
    segment: 0, slot: 0, sequence: 1, previousCrc: 0,
    nextNodeId: 1, nextFileId: 1, nextVolumeId: 1, needsReclaim: false,
  };
}

interface ArrayParts {
  readonly meta: Meta;
  readonly disk: SegmentDisk;
  readonly table: Table<string, ArrayRecord>;
  readonly record: ArrayRecord;
  readonly kernel: Kernel;
  readonly seed: bigint;
  readonly summaries: Summaries;
  readonly log: Log;
  readonly nodes: NodeStore;
  readonly files: FileTable;
  readonly reader: BlockReader;
  readonly writeScratch: Scratch;
}

class EmbeddedArray implements StorageArray {
  readonly arrayId: string;
  readonly capabilities: ReadonlySet<Capability> = new Set<Capability>(['fileClone', 'exactSpace']);
  readonly #parts: ArrayParts;
  readonly #stage: Stage;
  /** Data writes and metadata transactions take turns: a transaction must find the log flushed and the maps at rest. */
  readonly #turn = new AsyncMutex();
  readonly #listeners = new Set<(files: ReadonlySet<FileId>) => void>();
  readonly #punched = new Map<number, number>();
  #reclaiming: Promise<{ freedBytes: number }> | null = null;
  #commitTx: MetaTx | null = null;
  #needsReclaim: boolean;
  #stagedAtCheckpoint = 0;
  #checkpointTimer: NodeJS.Timeout | null = null;
  #isNotifying = false;
  #isClosed = false;

  private constructor(parts: ArrayParts) {
    this.#parts = parts;
    this.#stage = { files: parts.files, nodes: parts.nodes, log: parts.log, memory: parts.kernel.memory };
    this.arrayId = parts.record.arrayId;
    this.#needsReclaim = parts.record.needsReclaim;
  }

  static async start(meta: Meta, disk: SegmentDisk, table: Table<string, ArrayRecord>, record: ArrayRecord): Promise<EmbeddedArray> {
    const readScratches = readScratchCount + 1;
    const kernel = createKernel({
      memoryBytes: bufferCount * bufferBytes + readScratches * scratchBytes + replayScratchBytes,
    });
    const arrayId = Buffer.from(record.arrayId, 'hex');
    const seed = BigInt(`0x${record.seed}`);
    const crc = (bytes: Uint8Array): number => crc32cOf(kernel, bytes);
    const summaries = new Summaries(disk, arrayId, crc);
    const nodes = new NodeStore(meta, record.nextNodeId);
    const files = new FileTable(meta, { fileId: record.nextFileId, volumeId: record.nextVolumeId });

    const scratchesOffset = kernelHeapBase + bufferCount * bufferBytes;
    const scratches = Array.from({ length: readScratches }, (_, index) => scratchAt(scratchesOffset + index * scratchBytes));
    const writeScratch = scratches.pop();
    if (!writeScratch) throw new Error('The array needs a scratch area to write.');

    const position = await replayLog(
      { disk, kernel, summaries, arrayId, seed, crc, scratchOffset: scratchesOffset + readScratches * scratchBytes },
      record,
      ({ entry, vbn }) => {
        const file = files.find(entry.file);
        if (file) applyReplayed({ files, nodes }, { file: file.id, block: entry.block, count: entry.kind === 'zero' ? entry.count : 1, vbn });
      },
    );
    if (!disk.segments().includes(position.segment)) await disk.create(position.segment);
    const log = new Log({ disk, kernel, summaries, arrayId, crc, position, buffersOffset: kernelHeapBase });
    const reader = new BlockReader({ disk, kernel, summaries, log, seed, scratches: new Pool(scratches) });
    const array = new EmbeddedArray({ meta, disk, table, record, kernel, seed, summaries, log, nodes, files, reader, writeScratch });
    await array.#removeHalfMade(position.sequence !== record.sequence);
    return array;
  }

  /** What a crash left: replayed blocks may have replaced others, and staging files never came to be. */
  async #removeHalfMade(wasReplayed: boolean): Promise<void> {
    const staging = [...this.#parts.files.all()].filter((file) => file.isStaging).map((file) => file.id);
    if (wasReplayed) this.#needsReclaim = true;
    await this.commit((tx) => {
      for (const id of staging) this.deleteFile(tx, id);
    });
  }

  createVolume(tx: MetaTx, sizeBytes: number): VolumeId {
    this.#requireCommit(tx);
    return this.#parts.files.addVolume(sizeBytes).id;
  }

  volume(id: VolumeId): VolumeInfo {
    const volume = this.#parts.files.volume(id);
    return {
      id,
      sizeBytes: volume.sizeBytes,
      logicalBytes: volume.logicalBlocks * blockSizeBytes,
      physicalBytes: volume.physicalBlocks * blockSizeBytes,
      isExact: volume.drops === volume.exactAtDrops,
    };
  }

  createFile(tx: MetaTx, volumeId: VolumeId, sizeBytes: number, options: { isStaging?: boolean } = {}): FileId {
    this.#requireCommit(tx);
    const { files, log, nodes } = this.#parts;
    files.editVolume(volumeId);
    return files.add({
      volumeId, sizeBytes, isStaging: options.isStaging ?? false, root: 0, shareVbn: log.nextVbn, shareNode: nodes.nextId,
      mappedBlocks: 0, ownBlocks: 0, exclusiveOldBlocks: 0, parentId: 0, parentDrops: 0, drops: 0, shares: 0, exactAtDrops: 0,
    }).id;
  }

  publishFile(tx: MetaTx, id: FileId): void {
    this.#requireCommit(tx);
    this.#parts.files.edit(id).isStaging = false;
  }

  cloneFile(tx: MetaTx, sourceId: FileId): FileId {
    this.#requireCommit(tx);
    const { files, log, nodes } = this.#parts;
    const source = files.edit(sourceId);
    const volume = files.editVolume(source.volumeId);
    return files.add(shareWithClone(source, volume, { vbn: log.nextVbn, nodeId: nodes.nextId })).id;
  }

  deleteFile(tx: MetaTx, id: FileId): void {
    this.#requireCommit(tx);
    const { files } = this.#parts;
    const file = files.edit(id);
    const parent = files.findEdited(file.parentId) ? files.edit(files.findEdited(file.parentId)?.id ?? id) : null;
    countDeletion(file, parent, files.editVolume(file.volumeId));
    files.remove(id);
    if (file.root !== 0) this.#needsReclaim = true;
  }

  file(id: FileId): FileInfo {
    const { files } = this.#parts;
    const file = files.get(id);
    return {
      id,
      volumeId: file.volumeId,
      sizeBytes: file.sizeBytes,
      logicalBytes: file.mappedBlocks * blockSizeBytes,
      uniqueBytes: (file.ownBlocks + file.exclusiveOldBlocks) * blockSizeBytes,
      isExact: isFileExact(file, files.find(file.parentId), files.volume(file.volumeId)),
    };
  }

  commit<T>(work: (tx: MetaTx) => T): Promise<T> {
    return this.#turn.run(async () => this.#commitNow(work));
  }

  async #commitNow<T>(work: (tx: MetaTx) => T): Promise<T> {
    const { meta, log, files, nodes, table } = this.#parts;
    // Data first: the maps saved below must never point at blocks that are not on disk.
    await log.flush();
    const stagedBytes = log.stagedBytes;
    files.beginTransaction();
    let result: T;
    try {
      result = meta.transaction((tx) => {
        this.#commitTx = tx;
        const made = work(tx);
        files.save(tx);
        nodes.save(tx);
        table.put(tx, 'array', this.#record());
        return made;
      });
    } catch (error) {
      files.abortTransaction();
      throw error;
    } finally {
      this.#commitTx = null;
    }
    this.#stagedAtCheckpoint = stagedBytes;
    this.#notify();
    return result;
  }

  #record(): ArrayRecord {
    const { log, nodes, files, record } = this.#parts;
    return {
      formatVersion: record.formatVersion, arrayId: record.arrayId, seed: record.seed, ...log.position,
      nextNodeId: nodes.nextId, nextFileId: files.nextFileId, nextVolumeId: files.nextVolumeId, needsReclaim: this.#needsReclaim,
    };
  }

  async read(id: FileId, offset: number, into: Uint8Array): Promise<void> {
    const { files } = this.#parts;
    const file = files.get(id);
    requireRange(file.sizeBytes, offset, into.length);
    let done = 0;
    while (done < into.length) {
      const block = Math.floor((offset + done) / blockSizeBytes);
      const skip = (offset + done) % blockSizeBytes;
      const take = Math.min(into.length - done, scratchBlocks * blockSizeBytes - skip);
      const count = blocksFor(skip + take);
      const target = into.subarray(done, done + take);
      if (skip === 0 && take % blockSizeBytes === 0) {
        await this.#readBlocks(id, block, count, target);
      } else {
        const blocks = new Uint8Array(count * blockSizeBytes);
        await this.#readBlocks(id, block, count, blocks);
        target.set(blocks.subarray(skip, skip + take));
      }
      done += take;
    }
  }

  async #readBlocks(id: FileId, block: number, count: number, into: Uint8Array): Promise<void> {
    const { files, nodes, reader } = this.#parts;
    for (let attempt = 0; ; attempt += 1) {
      const vbns = lookup(nodes, files.get(id), block, count);
      let bad: number;
      try {
        bad = await reader.readBlocks(vbns, into);
      } catch (error) {
        // The block may have been overwritten and its segment reused between lookup and read; then the map says so.
        if (attempt > 0 || !this.#hasMoved(id, block, vbns)) throw error;
        continue;
      }
      if (bad < 0) return;
      if (attempt > 0 || !this.#hasMoved(id, block, vbns)) {
        throw new Fault('DataIntegrity', `Block ${block + bad} of file ${id} does not match its checksum. It was not read.`, {
          hint: 'Run the array check to see every disk that holds the block.',
        });
      }
    }
  }

  #hasMoved(id: FileId, block: number, vbns: Float64Array): boolean {
    const now = lookup(this.#parts.nodes, this.#parts.files.get(id), block, vbns.length);
    return now.some((vbn, index) => vbn !== vbns[index]);
  }

  async write(id: FileId, offset: number, data: Uint8Array): Promise<void> {
    requireRange(this.#parts.files.get(id).sizeBytes, offset, data.length);
    let done = 0;
    while (done < data.length) {
      const skip = (offset + done) % blockSizeBytes;
      const take = Math.min(data.length - done, scratchBlocks * blockSizeBytes - skip);
      const piece = data.subarray(done, done + take);
      const at = offset + done;
      if (!(await this.#turn.run(() => this.#writePiece(id, at, piece)))) {
        await this.reclaim();
        if (!(await this.#turn.run(() => this.#writePiece(id, at, piece)))) throw this.#volumeFull(id);
      }
      done += take;
    }
    this.#notify();
    this.#considerCheckpoint();
  }

  /** @returns false when the volume is full as far as its counter, which may be an upper bound, can tell */
  async #writePiece(id: FileId, offset: number, data: Uint8Array): Promise<boolean> {
    const { files, kernel, log, seed, writeScratch } = this.#parts;
    if (this.#isClosed) throw new Fault('InvalidState', 'The array is being closed.');
    const file = files.get(id);
    const block = Math.floor(offset / blockSizeBytes);
    const skip = offset % blockSizeBytes;
    const count = blocksFor(skip + data.length);
    const bytes = kernel.memory.subarray(writeScratch.dataOffset, writeScratch.dataOffset + count * blockSizeBytes);
    // The blocks at the edges keep what the write does not cover.
    const edge = new Uint8Array(blockSizeBytes);
    if (skip !== 0) {
      await this.#readBlocks(id, block, 1, edge);
      bytes.set(edge, 0);
    }
    if ((skip + data.length) % blockSizeBytes !== 0 && (count > 1 || skip === 0)) {
      await this.#readBlocks(id, block + count - 1, 1, edge);
      bytes.set(edge, (count - 1) * blockSizeBytes);
    }
    bytes.set(data, skip);
    kernel.classify(writeScratch.dataOffset, count, seed, writeScratch.digestOffset, writeScratch.flagsOffset);
    const volume = files.volume(file.volumeId);
    const growth = growthBlocks(this.#stage, file, block, count, writeScratch);
    if ((volume.physicalBlocks + growth) * blockSizeBytes > volume.sizeBytes) {
      if (volume.drops !== volume.exactAtDrops) return false;
      throw this.#volumeFull(id);
    }
    await log.reserve();
    if (stageBlocks(this.#stage, file, block, count, writeScratch)) this.#needsReclaim = true;
    return true;
  }

  #volumeFull(id: FileId): Fault {
    const volume = this.volume(this.#parts.files.get(id).volumeId);
    return new Fault('InsufficientStorageSpace', `The volume is full: ${volume.physicalBytes} of ${volume.sizeBytes} bytes are used.`, {
      hint: 'Delete virtual machines that are no longer needed, or use another datastore.',
    });
  }

  flush(): Promise<void> {
    return this.#parts.log.flush();
  }

  async *extents(id: FileId): AsyncIterable<Extent> {
    const { files, nodes } = this.#parts;
    const { sizeBytes } = files.get(id);
    let open: { offset: number; length: number } | null = null;
    let block = 0;
    for (;;) {
      const found = nextMappedLeaf(nodes, files.get(id), block);
      if (!found) break;
      for (let slot = 0; slot < fanOut; slot += 1) {
        if ((found.leaf.slots[slot] ?? 0) === 0) continue;
        const offset = (found.firstBlock + slot) * blockSizeBytes;
        if (open && open.offset + open.length === offset) {
          open.length += blockSizeBytes;
        } else {
          if (open) yield open;
          open = { offset, length: blockSizeBytes };
        }
      }
      block = found.firstBlock + fanOut;
    }
    if (open) yield { offset: open.offset, length: Math.min(open.length, sizeBytes - open.offset) };
  }

  get needsReclaim(): boolean {
    return this.#needsReclaim;
  }

  reclaim(signal?: AbortSignal): Promise<{ freedBytes: number }> {
    if (this.#reclaiming) return this.#reclaiming.then(() => this.reclaim(signal));
    this.#reclaiming = this.#reclaimOnce(signal).finally(() => {
      this.#reclaiming = null;
    });
    return this.#reclaiming;
  }

  async #reclaimOnce(signal?: AbortSignal): Promise<{ freedBytes: number }> {
    const start = await this.#startPass(() => {
      this.#needsReclaim = false;
    });
    try {
      const freedBytes = await runReclaim(
        {
          ...this.#parts,
          punched: this.#punched,
          exclusively: (apply) => this.#turn.run(async () => apply()),
        },
        start,
        signal,
      );
      return { freedBytes };
    } catch (error) {
      this.#needsReclaim = true;
      throw error;
    } finally {
      await this.commit(() => undefined);
    }
  }

  async check(signal?: AbortSignal): Promise<ArrayCheck> {
    let isReclaimed = false;
    const start = await this.#startPass(() => {
      isReclaimed = !this.#needsReclaim && this.#reclaiming === null;
    });
    return runCheck({ ...this.#parts, isReclaimed, vbnLimit: this.#parts.log.nextVbn }, start, signal);
  }

  /** Saves everything and takes the snapshot that a pass looks at. */
  #startPass(alongside: () => void): Promise<PassStart> {
    return this.#turn.run(async () => {
      await this.#commitNow(() => undefined);
      alongside();
      const { meta, nodes, files, log } = this.#parts;
      return {
        snapshot: meta.snapshot(),
        nodeLimit: nodes.nextId,
        segmentLimit: log.position.segment,
        volumes: [...files.volumes()].map((volume) => ({ ...volume })),
      };
    });
  }

  onSpaceChange(listener: (files: ReadonlySet<FileId>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  localUsedBytes(): number {
    return this.#parts.disk.usedBytes();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    if (this.#checkpointTimer) clearTimeout(this.#checkpointTimer);
    // A pass under way was told to stop by its signal; its snapshot must be released before the store is closed.
    await this.#reclaiming?.catch(() => undefined);
    try {
      await this.commit(() => undefined);
    } finally {
      this.#isClosed = true;
      await this.#parts.disk.close();
    }
  }

  #requireCommit(tx: MetaTx): void {
    if (tx !== this.#commitTx) throw new Error('Files are created, cloned and deleted inside StorageArray.commit only.');
  }

  #considerCheckpoint(): void {
    const { log, nodes } = this.#parts;
    if (log.stagedBytes - this.#stagedAtCheckpoint > checkpointBytes || nodes.dirtyCount > checkpointNodes) {
      this.#checkpoint();
    } else {
      this.#checkpointTimer ??= setTimeout(() => this.#checkpoint(), checkpointDelayMs).unref();
    }
  }

  #checkpoint(): void {
    if (this.#checkpointTimer) clearTimeout(this.#checkpointTimer);
    this.#checkpointTimer = null;
    this.#stagedAtCheckpoint = this.#parts.log.stagedBytes;
    // A failure here stays in the log, and the next write or flush meets it; nobody waits for this call.
    if (!this.#isClosed) this.commit(() => undefined).catch(() => undefined);
  }

  #notify(): void {
    if (this.#isNotifying || !this.#parts.files.hasChanged) return;
    this.#isNotifying = true;
    setImmediate(() => {
      this.#isNotifying = false;
      const changed = this.#parts.files.takeChanged();
      for (const listener of this.#listeners) listener(changed);
    });
  }
}

function requireRange(sizeBytes: number, offset: number, length: number): void {
  if (!Number.isSafeInteger(offset) || offset < 0 || offset + length > sizeBytes) {
    throw new Fault('InvalidArgument', `The range of ${length} bytes at ${offset} is outside the disk of ${sizeBytes} bytes.`);
  }
}
