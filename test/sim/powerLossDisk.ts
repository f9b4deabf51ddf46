/**
 * The faulty twin of the segment disk: bytes in memory, and a power cut at a chosen call. What
 * was written but not synced may then be there, be missing, or be there in part.
 */
import { segmentSizeBytes, type SegmentDisk } from '../../electron/disk/segmentDisk.ts';
import type { Random } from './random.ts';

const sectorBytes = 512;
const chunkBytes = 4096;

export class PowerCut extends Error {}

interface PendingWrite {
  readonly segment: number;
  readonly offset: number;
  readonly data: Uint8Array;
}

/** What survives power cuts; handed from one `PowerLossDisk` to the next. */
export class Platters {
  readonly segments = new Map<number, Map<number, Uint8Array>>();

  read(segment: number, offset: number, into: Uint8Array): void {
    const chunks = this.segments.get(segment);
    if (!chunks) throw new Error(`segment ${segment} does not exist`);
    for (let done = 0; done < into.length; ) {
      const at = offset + done;
      const skip = at % chunkBytes;
      const take = Math.min(into.length - done, chunkBytes - skip);
      const chunk = chunks.get(Math.floor(at / chunkBytes));
      if (chunk) into.set(chunk.subarray(skip, skip + take), done);
      else into.fill(0, done, done + take);
      done += take;
    }
  }

  write(segment: number, offset: number, data: Uint8Array): void {
    const chunks = this.segments.get(segment);
    if (!chunks) throw new Error(`segment ${segment} does not exist`);
    for (let done = 0; done < data.length; ) {
      const at = offset + done;
      const skip = at % chunkBytes;
      const take = Math.min(data.length - done, chunkBytes - skip);
      const index = Math.floor(at / chunkBytes);
      const chunk = chunks.get(index) ?? new Uint8Array(chunkBytes);
      chunk.set(data.subarray(done, done + take), skip);
      chunks.set(index, chunk);
      done += take;
    }
  }
}

export class PowerLossDisk implements SegmentDisk {
  readonly #platters: Platters;
  readonly #random: Random;
  #pending: PendingWrite[] = [];
  #callsLeft: number;
  #isDead = false;

  /** @param callsLeft the power goes at this many calls that change the disk from now on */
  constructor(platters: Platters, random: Random, callsLeft: number) {
    this.#platters = platters;
    this.#random = random;
    this.#callsLeft = callsLeft;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  segments(): readonly number[] {
    return [...this.#platters.segments.keys()].sort((a, b) => a - b);
  }

  async create(segment: number): Promise<void> {
    this.#spend();
    // A recycled file holds what some freed segment held: stale but valid groups of this very array.
    const stale = this.#freed.pop();
    if (!this.#platters.segments.has(segment)) this.#platters.segments.set(segment, stale ?? new Map());
  }
  readonly #freed: Map<number, Uint8Array>[] = [];

  async write(segment: number, offset: number, data: Uint8Array): Promise<void> {
    const write = { segment, offset, data: data.slice() };
    this.#pending.push(write);
    this.#spend();
  }

  async writeDurable(segment: number, offset: number, data: Uint8Array): Promise<void> {
    const write = { segment, offset, data: data.slice() };
    this.#pending.push(write);
    this.#spend();
    this.#pending.splice(this.#pending.indexOf(write), 1);
    this.#platters.write(segment, offset, write.data);
  }

  async sync(segment: number): Promise<void> {
    this.#spend();
    for (const write of this.#pending) if (write.segment === segment) this.#platters.write(write.segment, write.offset, write.data);
    this.#pending = this.#pending.filter((write) => write.segment !== segment);
  }

  async read(segment: number, offset: number, into: Uint8Array): Promise<void> {
    if (this.#isDead) throw new PowerCut();
    if (offset + into.length > segmentSizeBytes) throw new Error('read past the end of a segment');
    this.#platters.read(segment, offset, into);
    for (const write of this.#pending) {
      const from = Math.max(offset, write.offset);
      const to = Math.min(offset + into.length, write.offset + write.data.length);
      if (write.segment === segment && from < to) into.set(write.data.subarray(from - write.offset, to - write.offset), from - offset);
    }
  }

  async free(segment: number): Promise<void> {
    this.#spend();
    const content = this.#platters.segments.get(segment);
    if (content) this.#freed.push(content);
    this.#platters.segments.delete(segment);
  }

  async punch(segment: number, offset: number, lengthBytes: number): Promise<void> {
    this.#spend();
    this.#platters.write(segment, offset, this.#random.bytes(lengthBytes));
  }

  usedBytes(): number {
    return this.#platters.segments.size * segmentSizeBytes;
  }

  async close(): Promise<void> {}

  #spend(): void {
    if (this.#isDead) throw new PowerCut();
    this.#callsLeft -= 1;
    if (this.#callsLeft > 0) return;
    this.#isDead = true;
    // Unsynced writes reach the platters in any order, whole, in part or not at all.
    for (const write of this.#pending) {
      const fate = this.#random.below(3);
      if (fate === 0) continue;
      for (let at = 0; at < write.data.length; at += sectorBytes) {
        if (fate === 2 && this.#random.below(2) === 0) continue;
        this.#platters.write(write.segment, write.offset + at, write.data.subarray(at, at + sectorBytes));
      }
    }
    throw new PowerCut();
  }
}
