/**
 * What survives a power cut: the content of the segments of a disk in memory. Chunks are
 * replaced, never changed, so that a copy of all of it costs pointers only.
 */
import type { Random } from './random.ts';

export const chunkBytes = 4096;
/** What a disk writes whole or not at all. */
const sectorBytes = 512;
/** Freed segments are kept to be used again, as the real disk does. */
const spareLimit = 2;

export interface PlacedWrite {
  readonly segment: number;
  readonly offset: number;
  /** Never changed after it was placed: chunks may be views of it. */
  readonly data: Uint8Array;
}

/** Chunks that lie side by side, copied together when one of them is replaced. */
type Group = (Uint8Array | undefined)[];
const groupChunks = 64;

type Segment = (Group | undefined)[];

export class Platters {
  #segments = new Map<number, Segment>();
  #spares: Segment[] = [];
  /** Groups that no copy shares. */
  #own = new Set<Group>();

  copy(): Platters {
    const copy = new Platters();
    for (const [number, segment] of this.#segments) copy.#segments.set(number, [...segment]);
    copy.#spares = this.#spares.map((segment) => [...segment]);
    this.#own = new Set();
    return copy;
  }

  segments(): number[] {
    return [...this.#segments.keys()].sort((a, b) => a - b);
  }

  has(segment: number): boolean {
    return this.#segments.has(segment);
  }

  /** A new segment holds what a freed one held: old but valid groups of this very array. */
  create(segment: number): void {
    if (!this.has(segment)) this.#segments.set(segment, this.#spares.pop() ?? []);
  }

  free(segment: number): void {
    const freed = this.#segments.get(segment);
    this.#segments.delete(segment);
    if (freed && this.#spares.length < spareLimit) this.#spares.push(freed);
  }

  read(segment: number, offset: number, into: Uint8Array): void {
    const groups = this.#require(segment);
    for (const { chunk, skip, done, length } of piecesOf(offset, into.length)) {
      const content = groups[Math.floor(chunk / groupChunks)]?.[chunk % groupChunks];
      if (content) into.set(content.subarray(skip, skip + length), done);
      else into.fill(0, done, done + length);
    }
  }

  write({ segment, offset, data }: PlacedWrite): void {
    const groups = this.#require(segment);
    for (const { chunk, skip, done, length } of piecesOf(offset, data.length)) {
      const group = this.#ownGroup(groups, Math.floor(chunk / groupChunks));
      const piece = data.subarray(done, done + length);
      if (length === chunkBytes) {
        group[chunk % groupChunks] = piece;
        continue;
      }
      const changed = group[chunk % groupChunks]?.slice() ?? new Uint8Array(chunkBytes);
      changed.set(piece, skip);
      group[chunk % groupChunks] = changed;
    }
  }

  /** A write the power cut met: nothing of it, all of it, some sectors or pages of it, or a beginning that ends in the middle of a sector. */
  tear(write: PlacedWrite, random: Random): void {
    const { segment, offset, data } = write;
    const fate = random.below(5);
    if (fate === 0 || !this.has(segment)) return;
    if (fate === 1) return this.write(write);
    if (fate === 2) return this.write({ segment, offset, data: data.subarray(0, random.below(data.length)) });
    const unit = fate === 3 ? sectorBytes : chunkBytes;
    for (let at = 0; at < data.length; at += unit) {
      if (random.chance(0.5)) this.write({ segment, offset: offset + at, data: data.subarray(at, at + unit) });
    }
  }

  /** Chunks that were ever written, for those who want to damage one. */
  writtenChunks(segment: number): number[] {
    const written: number[] = [];
    for (const [group, chunks] of this.#require(segment).entries()) {
      for (const [index, chunk] of (chunks ?? []).entries()) if (chunk) written.push(group * groupChunks + index);
    }
    return written;
  }

  #ownGroup(segment: Segment, index: number): Group {
    const group = segment[index];
    if (group && this.#own.has(group)) return group;
    const own = [...(group ?? [])];
    segment[index] = own;
    this.#own.add(own);
    return own;
  }

  #require(segment: number): Segment {
    const groups = this.#segments.get(segment);
    if (!groups) throw Object.assign(new Error(`ENOENT: segment ${segment} does not exist`), { code: 'ENOENT' });
    return groups;
  }
}

function* piecesOf(offset: number, length: number): Iterable<{ chunk: number; skip: number; done: number; length: number }> {
  for (let done = 0; done < length; ) {
    const skip = (offset + done) % chunkBytes;
    const take = Math.min(length - done, chunkBytes - skip);
    yield { chunk: Math.floor((offset + done) / chunkBytes), skip, done, length: take };
    done += take;
  }
}
