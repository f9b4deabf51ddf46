/**
 * Which stored blocks dedupe has pointed others to, and how often. A block's number alone no
 * longer tells who holds it then, so every overwrite asks here first.
 *
 * The counts are not reference counts: they only grow, and letting go of a pointer does not lower
 * them. That makes the sharing limit a little stricter than it needs to be and can never make a
 * shared block look like one that has a single holder.
 */
import { Fault } from '../../../shared/faults.ts';
import type { Meta, MetaTx, Table } from '../../meta/meta.ts';
import { SparseBitmap } from '../exact/sparseBitmap.ts';
import { segmentOf, slotOf, slotsPerSegment, vbnOf } from '../layout.ts';
import type { TimeSlice } from '../timeSlice.ts';

/** The most often dedupe points others to one block. Beyond it, equal data is stored once more and shared from there. */
export const sharingLimit = 32_767;

const pairBytes = 4;
/** LMDB doubles the space of values above 2,000 bytes. */
const pairsPerPart = 475;
/** Keys of one segment: enough for a count in each of its slots. */
const partsPerSegment = 64;
/** Segments with counts kept in memory, 32 KiB each. */
const loadedLimit = 1_024;

export class SharedBlocks {
  readonly #table: Table<number, Buffer>;
  /** Counts by slot of segments that have any; in order of loading. */
  readonly #loaded = new Map<number, Uint16Array>();
  readonly #empty = new Set<number>();
  readonly #dirty = new Set<number>();
  readonly #loadedLimit: number;
  /** False while nothing was ever shared, which then costs one comparison. */
  #hasAny: boolean;
  #lastSegment = -1;
  #lastHits: Uint16Array | null = null;

  constructor(meta: Meta, options: { readonly loadedLimit?: number } = {}) {
    this.#table = meta.binaryTable<number>('shared');
    this.#loadedLimit = options.loadedLimit ?? loadedLimit;
    this.#hasAny = this.#table.count() > 0;
  }

  /** Whether dedupe has ever pointed others to the block. @throws Fault DataIntegrity when the stored counts are damaged */
  isShared(vbn: number): boolean {
    return this.#hasAny && this.hits(vbn) > 0;
  }

  /** How many blocks and writes were pointed to it, at most `sharingLimit`. @throws Fault DataIntegrity */
  hits(vbn: number): number {
    if (!this.#hasAny) return 0;
    return this.#hitsOf(segmentOf(vbn))?.[slotOf(vbn)] ?? 0;
  }

  /**
   * Counts `count` more. To be called before a pointer changes, so that no saved map is ahead of the counts.
   * @returns the new count, which stops at `sharingLimit`
   */
  add(vbn: number, count = 1): number {
    const segment = segmentOf(vbn);
    let hits = this.#hitsOf(segment);
    if (!hits) {
      hits = new Uint16Array(slotsPerSegment);
      this.#empty.delete(segment);
      this.#keep(segment, hits);
      this.#hasAny = true;
    }
    const slot = slotOf(vbn);
    const sum = Math.min((hits[slot] ?? 0) + count, sharingLimit);
    hits[slot] = sum;
    this.#dirty.add(segment);
    return sum;
  }

  /** Saves what has changed; it counts as saved once the transaction is durable. */
  save(tx: MetaTx): void {
    const saved = [...this.#dirty];
    for (const segment of saved) {
      const parts = encodeHits(this.#loaded.get(segment) ?? new Uint16Array(0));
      for (const [part, bytes] of parts.entries()) this.#table.put(tx, segment * partsPerSegment + part, bytes);
    }
    tx.onCommit(() => {
      for (const segment of saved) this.#dirty.delete(segment);
    });
  }

  /** All blocks that dedupe has pointed to, saved or not. Null when there are none. */
  async collect(slice: TimeSlice): Promise<SparseBitmap | null> {
    if (!this.#hasAny) return null;
    const blocks = new SparseBitmap();
    const addAll = (segment: number, hits: Uint16Array): void => {
      for (const [slot, count] of hits.entries()) if (count > 0) blocks.add(vbnOf(segment, slot));
    };
    let last = -1;
    for (const { key } of this.#table.entries()) {
      const segment = Math.floor(key / partsPerSegment);
      if (segment !== last) addAll(segment, this.#hitsOf(segment) ?? new Uint16Array(0));
      last = segment;
      if (slice.isOver) await slice.pause();
    }
    for (const segment of this.#dirty) addAll(segment, this.#hitsOf(segment) ?? new Uint16Array(0));
    return blocks;
  }

  /** For a segment in which nothing is used any more. */
  forgetSegment(tx: MetaTx, segment: number): void {
    const start = segment * partsPerSegment;
    for (const { key } of [...this.#table.entries({ start, end: start + partsPerSegment })]) this.#table.remove(tx, key);
    // Not only on commit: a later `save` in the same transaction must not bring it back. Should the transaction
    // fail, the saved counts are loaded again, and nobody asks for those of a segment without used blocks.
    this.#dirty.delete(segment);
    this.#loaded.delete(segment);
    this.#empty.delete(segment);
    this.#lastSegment = -1;
  }

  #hitsOf(segment: number): Uint16Array | null {
    if (segment === this.#lastSegment) return this.#lastHits;
    let hits = this.#loaded.get(segment) ?? null;
    if (!hits && !this.#empty.has(segment)) {
      hits = this.#load(segment);
      if (hits) this.#keep(segment, hits);
      else this.#empty.add(segment);
    }
    this.#lastSegment = segment;
    this.#lastHits = hits;
    return hits;
  }

  #load(segment: number): Uint16Array | null {
    const start = segment * partsPerSegment;
    let hits: Uint16Array | null = null;
    for (const { value } of this.#table.entries({ start, end: start + partsPerSegment })) {
      hits ??= new Uint16Array(slotsPerSegment);
      decodeHits(segment, value, hits);
    }
    return hits;
  }

  #keep(segment: number, hits: Uint16Array): void {
    this.#loaded.set(segment, hits);
    this.#lastSegment = segment;
    this.#lastHits = hits;
    if (this.#loaded.size <= this.#loadedLimit + this.#dirty.size) return;
    for (const candidate of this.#loaded.keys()) {
      if (candidate === segment || this.#dirty.has(candidate)) continue;
      this.#loaded.delete(candidate);
      return;
    }
  }
}

function encodeHits(hits: Uint16Array): Buffer[] {
  const parts: Buffer[] = [];
  let bytes = Buffer.alloc(pairsPerPart * pairBytes);
  let at = 0;
  for (let slot = 0; slot < hits.length; slot += 1) {
    const count = hits[slot] ?? 0;
    if (count === 0) continue;
    bytes.writeUInt16LE(slot, at);
    bytes.writeUInt16LE(count, at + 2);
    at += pairBytes;
    if (at < bytes.length) continue;
    parts.push(bytes);
    bytes = Buffer.alloc(pairsPerPart * pairBytes);
    at = 0;
  }
  if (at > 0) parts.push(bytes.subarray(0, at));
  return parts;
}

function decodeHits(segment: number, bytes: Buffer, hits: Uint16Array): void {
  let isWhole = bytes.length % pairBytes === 0;
  for (let at = 0; isWhole && at < bytes.length; at += pairBytes) {
    const slot = bytes.readUInt16LE(at);
    const count = bytes.readUInt16LE(at + 2);
    isWhole = slot < slotsPerSegment && count > 0 && count <= sharingLimit;
    if (isWhole) hits[slot] = count;
  }
  if (!isWhole) throw new Fault('DataIntegrity', `The sharing counts of segment ${segment} are damaged.`, { hint: 'Run the array check.' });
}
