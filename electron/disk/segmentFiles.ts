/**
 * Segments as files `NNNNNNNNNNNN.seg` in one folder; the number in the name is the only record of
 * which segment a file is. Freed files are kept as a few spares and renamed when needed:
 * overwriting blocks that a file system has already written is about twice as fast as
 * extending a file, and needs no further journal commits.
 */
import { constants, mkdirSync, readdirSync, statSync, type PathLike } from 'node:fs';
import { open, rename, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../shared/faults.ts';
import { allocateRange, punchRange } from './allocation.ts';
import { segmentSizeBytes, type SegmentDisk } from './segmentDisk.ts';

/** More spares than these are removed, so that deleting virtual machines does give space back. */
const spareLimit = 2;
/** Reading handles kept open; each sealed segment that is read needs one. */
const openHandleLimit = 256;

const segmentName = /^([0-9a-f]{12})\.seg$/;
const spareName = /^spare-[0-9a-f]{12}\.seg$/;

function fileNameOf(segment: number): string {
  return `${segment.toString(16).padStart(12, '0')}.seg`;
}

function spareNameOf(segment: number): string {
  return `spare-${fileNameOf(segment)}`;
}

interface OpenSegment {
  readonly handle: FileHandle;
  /** For direct durable writes; null where the file system refuses O_DIRECT. */
  readonly direct: FileHandle | null;
}

export class SegmentFiles implements SegmentDisk {
  readonly #folder: string;
  readonly #existing = new Set<number>();
  readonly #spares: string[] = [];
  readonly #open = new Map<number, Promise<OpenSegment>>();

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) {
      const match = segmentName.exec(name);
      if (match?.[1]) this.#existing.add(Number.parseInt(match[1], 16));
      else if (spareName.test(name)) this.#spares.push(name);
    }
  }

  segments(): readonly number[] {
    return [...this.#existing].sort((a, b) => a - b);
  }

  async create(segment: number): Promise<void> {
    if (this.#existing.has(segment)) return;
    // Under a spare's name until it is whole: a segment's name must never stand for a file that a crash cut short.
    const path = join(this.#folder, this.#spares.pop() ?? spareNameOf(segment));
    const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      // Allocated now, so that a full local disk is met here, before any data was accepted.
      if (!(await allocateRange(handle.fd, 0, segmentSizeBytes))) await handle.truncate(segmentSizeBytes);
      await handle.sync();
    } catch (error) {
      await handle.close();
      await this.#remove(path);
      throw error;
    }
    await handle.close();
    await rename(path, this.#pathOf(segment));
    await this.#syncFolder();
    this.#existing.add(segment);
  }

  write(segment: number, offset: number, data: Uint8Array): Promise<void> {
    return this.writeParts(segment, offset, [data]);
  }

  async writeParts(segment: number, offset: number, parts: readonly Uint8Array[]): Promise<void> {
    const { handle } = await this.#segment(segment);
    await writeAll(handle, parts, offset);
  }

  async writeDurable(segment: number, offset: number, data: Uint8Array): Promise<void> {
    const { handle, direct } = await this.#segment(segment);
    if (direct) {
      try {
        await writeAll(direct, [data], offset);
        return;
      } catch (error) {
        // EINVAL: this file system or buffer does not fit direct writes. The buffered way below is slower and as durable.
        if (!hasCode(error, 'EINVAL')) throw error;
      }
    }
    await writeAll(handle, [data], offset);
    await handle.datasync();
  }

  async sync(segment: number): Promise<void> {
    const { handle } = await this.#segment(segment);
    await handle.datasync();
  }

  read(segment: number, offset: number, into: Uint8Array): Promise<void> {
    return this.readParts(segment, offset, [into]);
  }

  async readParts(segment: number, offset: number, into: readonly Uint8Array[]): Promise<void> {
    try {
      await this.#readAll(segment, offset, into);
    } catch (error) {
      // The handle was the least recently used one and was closed between being found and being read. A new one is opened.
      if (!hasCode(error, 'EBADF')) throw error;
      await this.#readAll(segment, offset, into);
    }
  }

  async #readAll(segment: number, offset: number, into: readonly Uint8Array[]): Promise<void> {
    const { handle } = await this.#segment(segment);
    let at = offset;
    for (let left = into; left.length > 0; ) {
      const [first] = left;
      const { bytesRead } = left.length === 1 && first ? await handle.read(first, 0, first.length, at) : await handle.readv(left, at);
      if (bytesRead === 0) throw new Fault('DataIntegrity', `Segment ${segment} ends at byte ${at}, before its size.`);
      at += bytesRead;
      left = behind(left, bytesRead);
    }
  }

  async free(segment: number): Promise<void> {
    if (!this.#existing.has(segment)) return;
    await this.#forget(segment);
    this.#existing.delete(segment);
    const path = this.#pathOf(segment);
    if (this.#spares.length < spareLimit) {
      const spare = spareNameOf(segment);
      await rename(path, join(this.#folder, spare));
      this.#spares.push(spare);
    } else {
      await this.#remove(path);
    }
    // Otherwise a power cut could bring the segment back, and nobody would look for it.
    await this.#syncFolder();
  }

  async punch(segment: number, offset: number, lengthBytes: number): Promise<void> {
    const { handle } = await this.#segment(segment);
    await punchRange(handle.fd, offset, lengthBytes);
  }

  usedBytes(): number {
    let sum = 0;
    for (const name of readdirSync(this.#folder)) {
      const stat = statSync(join(this.#folder, name), { throwIfNoEntry: false });
      // Windows reports no block count; the size is the upper bound there.
      if (stat) sum += stat.blocks > 0 ? stat.blocks * 512 : stat.size;
    }
    return sum;
  }

  async close(): Promise<void> {
    for (const segment of [...this.#open.keys()]) await this.#forget(segment);
  }

  #pathOf(segment: number): string {
    return join(this.#folder, fileNameOf(segment));
  }

  #segment(segment: number): Promise<OpenSegment> {
    const known = this.#open.get(segment);
    if (known) {
      // Re-inserted, so that the map's order is the order of last use.
      this.#open.delete(segment);
      this.#open.set(segment, known);
      return known;
    }
    const opening = openSegment(this.#pathOf(segment));
    this.#open.set(segment, opening);
    opening.catch(() => this.#open.delete(segment));
    if (this.#open.size > openHandleLimit) {
      const oldest = this.#open.keys().next();
      // A handle that is just being read may be closed here: Node finishes calls under way first.
      if (!oldest.done && oldest.value !== segment) void this.#forget(oldest.value);
    }
    return opening;
  }

  async #forget(segment: number): Promise<void> {
    const known = this.#open.get(segment);
    if (!known) return;
    this.#open.delete(segment);
    const { handle, direct } = await known;
    await handle.close();
    await direct?.close();
  }

  async #remove(path: PathLike): Promise<void> {
    try {
      await unlink(path);
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
    }
  }

  /** A new name in a folder is durable only after the folder itself has been synced. Windows has no such call. */
  async #syncFolder(): Promise<void> {
    if (process.platform === 'win32') return;
    const handle = await open(this.#folder, constants.O_RDONLY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

async function openSegment(path: string): Promise<OpenSegment> {
  const handle = await open(path, constants.O_RDWR);
  let direct: FileHandle | null = null;
  if (process.platform === 'linux') {
    try {
      direct = await open(path, constants.O_RDWR | constants.O_DIRECT | constants.O_DSYNC);
    } catch {
      // tmpfs and some others have no direct input and output; durable writes then go through the page cache and a sync.
      direct = null;
    }
  }
  return { handle, direct };
}

/** What is left of the parts behind their first bytes. */
function behind(parts: readonly Uint8Array[], skipBytes: number): Uint8Array[] {
  let skip = skipBytes;
  const left: Uint8Array[] = [];
  for (const part of parts) {
    if (skip < part.length) left.push(part.subarray(skip));
    skip = Math.max(0, skip - part.length);
  }
  return left;
}

async function writeAll(handle: FileHandle, parts: readonly Uint8Array[], offset: number): Promise<void> {
  let at = offset;
  for (let left = parts; left.length > 0; ) {
    const [first] = left;
    const { bytesWritten } = left.length === 1 && first ? await handle.write(first, 0, first.length, at) : await handle.writev(left, at);
    at += bytesWritten;
    left = behind(left, bytesWritten);
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
