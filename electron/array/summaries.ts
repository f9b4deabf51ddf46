/**
 * The digests of stored blocks, segment by segment. A full segment keeps its own at its end; the
 * one being written has them in memory and in the headers of its groups.
 */
import { blockSizeBytes } from '../../shared/units.ts';
import { Fault } from '../../shared/faults.ts';
import type { SegmentDisk } from '../disk/segmentDisk.ts';
import {
  decodeSummary, encodeSummary, entryDigest, groupSlots, readGroup, SegmentSummary, summaryOffset, summarySizeBytes, type Crc, type GroupHeader,
} from './layout.ts';

/** Summaries kept in memory, about 260 KiB each. */
const cacheLimit = 96;

export class Summaries {
  readonly #disk: SegmentDisk;
  readonly #arrayId: Uint8Array;
  readonly #crc: Crc;
  readonly #known = new Map<number, Promise<SegmentSummary>>();
  /** Of segments that are being written or were not yet closed: they exist nowhere else. */
  readonly #open = new Map<number, SegmentSummary>();

  constructor(disk: SegmentDisk, arrayId: Uint8Array, crc: Crc) {
    this.#disk = disk;
    this.#arrayId = arrayId;
    this.#crc = crc;
  }

  /** The summary that the log fills while it writes the segment. */
  open(segment: number): SegmentSummary {
    let summary = this.#open.get(segment);
    if (!summary) {
      summary = new SegmentSummary();
      this.#open.set(segment, summary);
      this.#known.delete(segment);
    }
    return summary;
  }

  /** The stored form of an open segment's summary, which the log writes behind the last group. */
  encode(segment: number): Uint8Array {
    return encodeSummary(this.open(segment), this.#arrayId, segment, this.#crc);
  }

  /** Called when the stored form is on disk. */
  close(segment: number): void {
    const summary = this.#open.get(segment);
    if (!summary) return;
    this.#open.delete(segment);
    this.#keep(segment, Promise.resolve(summary));
  }

  forget(segment: number): void {
    this.#known.delete(segment);
    this.#open.delete(segment);
  }

  get(segment: number): SegmentSummary | Promise<SegmentSummary> {
    const open = this.#open.get(segment);
    if (open) return open;
    const known = this.#known.get(segment);
    if (known) return known;
    const loading = this.#load(segment);
    this.#keep(segment, loading);
    loading.catch(() => this.#known.delete(segment));
    return loading;
  }

  /**
   * Reads the groups of a segment from its start and fills an open summary from their headers, up to `endSlot`.
   * The digests of a group whose header is damaged stay unknown; a place that cannot be read at all is an error, as
   * it may be readable another time, and the summary made here is the one that will be stored.
   */
  async rebuild(segment: number, endSlot: number): Promise<SegmentSummary> {
    const { summary } = await this.#scan(segment, endSlot, async (offset, header) => {
      await this.#disk.read(segment, offset, header);
      return true;
    });
    return summary;
  }

  adopt(segment: number, summary: SegmentSummary): void {
    this.#known.delete(segment);
    this.#open.set(segment, summary);
  }

  async #load(segment: number): Promise<SegmentSummary> {
    const bytes = new Uint8Array(summarySizeBytes);
    const summary = (await this.#tryToRead(segment, summaryOffset, bytes)) ? decodeSummary(bytes, this.#arrayId, segment, this.#crc) : null;
    // The groups hold every digest a second time, so a damaged summary costs one scan and nothing else.
    return summary ?? (await this.#rescan(segment));
  }

  async #rescan(segment: number): Promise<SegmentSummary> {
    // Of a segment that does not exist every single read would fail.
    const endSlot = this.#disk.segments().includes(segment) ? groupSlots : 0;
    const { summary, isEmpty } = await this.#scan(segment, endSlot, (offset, header) => this.#tryToRead(segment, offset, header));
    if (isEmpty) throw new Fault('DataIntegrity', `The checksums of segment ${segment} cannot be read.`);
    return summary;
  }

  /**
   * Behind a damaged header the next one is looked for slot by slot; the digests of the group it headed stay unknown.
   * @param read false for a place that is as good as damaged
   */
  async #scan(segment: number, endSlot: number, read: (offset: number, header: Uint8Array) => Promise<boolean>): Promise<{ summary: SegmentSummary; isEmpty: boolean }> {
    const summary = new SegmentSummary();
    const header = new Uint8Array(blockSizeBytes);
    let sequence = -1;
    for (let slot = 0; slot < endSlot; ) {
      const group = (await read(slot * blockSizeBytes, header)) ? readGroup(header, this.#arrayId, { segment, slot }, this.#crc) : null;
      // A group that a crash left behind the end of the log has a lower number than the ones in front of it.
      if (!group || group.sequence <= sequence) {
        slot += 1;
        continue;
      }
      sequence = group.sequence;
      addDigests(summary, group, header);
      slot += 1 + group.dataCount;
    }
    return { summary, isEmpty: sequence < 0 };
  }

  async #tryToRead(segment: number, offset: number, into: Uint8Array): Promise<boolean> {
    try {
      await this.#disk.read(segment, offset, into);
      return true;
    } catch {
      // A place that cannot be read is as good as damaged: the same digests are looked for elsewhere.
      return false;
    }
  }

  #keep(segment: number, summary: Promise<SegmentSummary>): void {
    this.#known.set(segment, summary);
    if (this.#known.size <= cacheLimit) return;
    const oldest = this.#known.keys().next();
    if (!oldest.done) this.#known.delete(oldest.value);
  }
}

function addDigests(summary: SegmentSummary, group: GroupHeader, header: Uint8Array): void {
  let data = 0;
  for (const [index, entry] of group.entries.entries()) {
    if (entry.kind !== 'data') continue;
    data += 1;
    summary.set(group.slot + data, entryDigest(header, index));
  }
}
