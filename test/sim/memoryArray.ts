/**
 * A storage array in memory, as simple as it can be: per file a map from block number to a block
 * object. Two files share a block when they hold the same object, so every counter is found by
 * counting. The real array is compared with it.
 */
import { randomUUID } from 'node:crypto';
import { Fault } from '../../shared/faults.ts';
import { fileIdSchema, volumeIdSchema, type FileId, type VolumeId } from '../../shared/ids.ts';
import { blockSizeBytes } from '../../shared/units.ts';
import type { ArrayCheck, Capability, Extent, FileInfo, StorageArray, VolumeInfo } from '../../electron/array/port.ts';
import type { MetaTx } from '../../electron/meta/meta.ts';

interface MemoryBlock {
  readonly bytes: Uint8Array;
}

interface MemoryFile {
  readonly id: FileId;
  readonly volumeId: VolumeId;
  readonly sizeBytes: number;
  readonly isStaging: boolean;
  readonly blocks: Map<number, MemoryBlock>;
}

interface State {
  readonly files: Map<FileId, MemoryFile>;
  readonly volumes: Map<VolumeId, { readonly sizeBytes: number }>;
}

export interface MemoryArrayOptions {
  /** Runs a transaction; with `Meta.transaction` a caller's own records commit along. */
  readonly transaction?: <T>(work: (tx: MetaTx) => T) => T;
}

/** A transaction that lives in memory only. */
function runInMemory<T>(work: (tx: MetaTx) => T): T {
  const applies: (() => void)[] = [];
  const result = work({ onCommit: (apply) => applies.push(apply) });
  for (const apply of applies) apply();
  return result;
}

const zeroBlock = new Uint8Array(blockSizeBytes);

function isZero(bytes: Uint8Array): boolean {
  return Buffer.compare(bytes, zeroBlock) === 0;
}

export class MemoryArray implements StorageArray {
  readonly arrayId = randomUUID();
  readonly capabilities: ReadonlySet<Capability> = new Set<Capability>(['fileClone', 'exactSpace']);
  readonly #transaction: <T>(work: (tx: MetaTx) => T) => T;
  readonly #listeners = new Set<(files: ReadonlySet<FileId>) => void>();
  #changed = new Set<FileId>();
  #state: State = { files: new Map(), volumes: new Map() };
  /** The open transaction and what it would make of the state. */
  #open: { readonly tx: MetaTx; draft: State | null } | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #nextFileId = 1;
  #nextVolumeId = 1;

  constructor(options: MemoryArrayOptions = {}) {
    this.#transaction = options.transaction ?? runInMemory;
  }

  createVolume(tx: MetaTx, sizeBytes: number): VolumeId {
    const id = volumeIdSchema.parse(this.#nextVolumeId++);
    this.#draft(tx).volumes.set(id, { sizeBytes });
    return id;
  }

  volume(id: VolumeId): VolumeInfo {
    const volume = requireVolume(this.#state, id);
    const files = [...this.#state.files.values()].filter((file) => file.volumeId === id);
    return {
      id,
      sizeBytes: volume.sizeBytes,
      logicalBytes: files.reduce((sum, file) => sum + file.blocks.size, 0) * blockSizeBytes,
      physicalBytes: new Set(files.flatMap((file) => [...file.blocks.values()])).size * blockSizeBytes,
      isExact: true,
    };
  }

  createFile(tx: MetaTx, volumeId: VolumeId, sizeBytes: number, options: { isStaging?: boolean } = {}): FileId {
    const draft = this.#draft(tx);
    requireVolume(draft, volumeId);
    const id = fileIdSchema.parse(this.#nextFileId++);
    draft.files.set(id, { id, volumeId, sizeBytes, isStaging: options.isStaging ?? false, blocks: new Map() });
    this.#changeAfter(tx, id);
    return id;
  }

  publishFile(tx: MetaTx, id: FileId): void {
    const draft = this.#draft(tx);
    draft.files.set(id, { ...requireFile(draft, id), isStaging: false });
  }

  cloneFile(tx: MetaTx, source: FileId): FileId {
    const draft = this.#draft(tx);
    const file = requireFile(draft, source);
    const id = fileIdSchema.parse(this.#nextFileId++);
    draft.files.set(id, { ...file, id, isStaging: false, blocks: new Map(file.blocks) });
    this.#changeAfter(tx, id, source);
    return id;
  }

  deleteFile(tx: MetaTx, id: FileId): void {
    const draft = this.#draft(tx);
    requireFile(draft, id);
    draft.files.delete(id);
    this.#changeAfter(tx, id);
  }

  file(id: FileId): FileInfo {
    const file = requireFile(this.#state, id);
    const others = new Set<MemoryBlock>();
    for (const other of this.#state.files.values()) {
      if (other.id === id) continue;
      for (const block of other.blocks.values()) others.add(block);
    }
    const unique = [...file.blocks.values()].filter((block) => !others.has(block));
    return {
      id,
      volumeId: file.volumeId,
      sizeBytes: file.sizeBytes,
      logicalBytes: file.blocks.size * blockSizeBytes,
      uniqueBytes: unique.length * blockSizeBytes,
      isExact: true,
    };
  }

  commit<T>(work: (tx: MetaTx) => T): Promise<T> {
    return this.#takeTurn(() => {
      try {
        return this.#transaction((tx) => {
          this.#open = { tx, draft: null };
          return work(tx);
        });
      } finally {
        this.#open = null;
      }
    });
  }

  async read(id: FileId, offset: number, into: Uint8Array): Promise<void> {
    const file = requireFile(this.#state, id);
    requireRange(file, offset, into.length);
    for (const piece of piecesOf(offset, into.length)) {
      const block = file.blocks.get(piece.block);
      const target = into.subarray(piece.done, piece.done + piece.length);
      if (block) target.set(block.bytes.subarray(piece.skip, piece.skip + piece.length));
      else target.fill(0);
    }
  }

  write(id: FileId, offset: number, data: Uint8Array): Promise<void> {
    return this.#takeTurn(() => {
      const file = requireFile(this.#state, id);
      requireRange(file, offset, data.length);
      const changed = new Map<number, MemoryBlock | null>();
      for (const piece of piecesOf(offset, data.length)) {
        const bytes = (file.blocks.get(piece.block)?.bytes ?? zeroBlock).slice();
        bytes.set(data.subarray(piece.done, piece.done + piece.length), piece.skip);
        changed.set(piece.block, isZero(bytes) ? null : { bytes });
      }
      const before = new Map(file.blocks);
      for (const [block, content] of changed) {
        if (content) file.blocks.set(block, content);
        else file.blocks.delete(block);
      }
      const volume = this.volume(file.volumeId);
      if (volume.physicalBytes > volume.sizeBytes) {
        file.blocks.clear();
        for (const [block, content] of before) file.blocks.set(block, content);
        throw new Fault('InsufficientStorageSpace', `The volume has ${volume.sizeBytes} bytes.`);
      }
      this.#notify(id);
    });
  }

  async flush(): Promise<void> {
    await this.#takeTurn(() => undefined);
  }

  async *extents(id: FileId): AsyncGenerator<Extent, void, undefined> {
    const file = requireFile(this.#state, id);
    let open: { offset: number; length: number } | null = null;
    for (const block of [...file.blocks.keys()].toSorted((a, b) => a - b)) {
      const offset = block * blockSizeBytes;
      const length = Math.min(blockSizeBytes, file.sizeBytes - offset);
      if (open && open.offset + open.length === offset) {
        open.length += length;
      } else {
        if (open) yield open;
        open = { offset, length };
      }
    }
    if (open) yield open;
  }

  readonly needsReclaim = false;

  async reclaim(): Promise<{ freedBytes: number }> {
    return { freedBytes: 0 };
  }

  async check(): Promise<ArrayCheck> {
    const files = [...this.#state.files.values()];
    const blocks = new Set(files.flatMap((file) => [...file.blocks.values()]));
    const problems = [...blocks].filter((block) => isZero(block.bytes)).map(() => 'A zero block is stored.');
    return { problems, fileCount: files.length, nodeCount: 0, blockCount: blocks.size, segmentCount: 0 };
  }

  onSpaceChange(listener: (files: ReadonlySet<FileId>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  localUsedBytes(): number {
    return [...this.#state.volumes.keys()].reduce((sum, id) => sum + this.volume(id).physicalBytes, 0);
  }

  async close(): Promise<void> {
    await this.#turn;
  }

  /** What the next open would do with files that were never published. */
  removeHalfMade(): void {
    for (const file of this.#state.files.values()) if (file.isStaging) this.#state.files.delete(file.id);
  }

  #takeTurn<T>(work: () => T): Promise<T> {
    const result = this.#turn.then(work);
    // The queue goes on whatever became of this call; its caller gets the failure.
    this.#turn = result.catch(() => undefined);
    return result;
  }

  #draft(tx: MetaTx): State {
    const open = this.#open;
    if (!open || open.tx !== tx) throw new Error('Files are created, cloned and deleted inside StorageArray.commit only.');
    if (!open.draft) {
      const draft: State = { files: new Map(this.#state.files), volumes: new Map(this.#state.volumes) };
      open.draft = draft;
      tx.onCommit(() => {
        this.#state = draft;
      });
    }
    return open.draft;
  }

  #changeAfter(tx: MetaTx, ...ids: FileId[]): void {
    tx.onCommit(() => this.#notify(...ids));
  }

  #notify(...ids: FileId[]): void {
    if (this.#changed.size === 0) {
      setImmediate(() => {
        const changed = this.#changed;
        this.#changed = new Set();
        for (const listener of this.#listeners) listener(changed);
      });
    }
    for (const id of ids) this.#changed.add(id);
  }
}

function requireFile(state: State, id: FileId): MemoryFile {
  const file = state.files.get(id);
  if (!file) throw new Fault('ManagedObjectNotFound', `The array has no file ${id}.`);
  return file;
}

function requireVolume(state: State, id: VolumeId): { readonly sizeBytes: number } {
  const volume = state.volumes.get(id);
  if (!volume) throw new Fault('ManagedObjectNotFound', `The array has no volume ${id}.`);
  return volume;
}

function requireRange(file: MemoryFile, offset: number, length: number): void {
  if (!Number.isSafeInteger(offset) || offset < 0 || offset + length > file.sizeBytes) {
    throw new Fault('InvalidArgument', `The range of ${length} bytes at ${offset} is outside the disk.`);
  }
}

/** The parts of a byte range, block by block. */
function* piecesOf(offset: number, length: number): Iterable<{ block: number; skip: number; done: number; length: number }> {
  for (let done = 0; done < length; ) {
    const skip = (offset + done) % blockSizeBytes;
    const take = Math.min(length - done, blockSizeBytes - skip);
    yield { block: Math.floor((offset + done) / blockSizeBytes), skip, done, length: take };
    done += take;
  }
}
