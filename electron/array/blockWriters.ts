/**
 * Which file wrote a stored block, and where in the file. The header of the block's group says
 * so; it is found through the segment's summary, as the first slot in front of the block that
 * holds no data. Others may hold the block now, and the file that wrote it may not.
 */
import { blockSizeBytes } from '../../shared/units.ts';
import type { SegmentDisk } from '../disk/segmentDisk.ts';
import { entryDigest, readGroup, segmentOf, slotOf, vbnOf, type BlockWriter, type Crc, type SegmentSummary } from './layout.ts';
import type { Log } from './log.ts';
import type { Summaries } from './summaries.ts';

export interface BlockWritersParts {
  readonly disk: Pick<SegmentDisk, 'read'>;
  readonly log: Pick<Log, 'copyStaged'>;
  readonly summaries: Pick<Summaries, 'get'>;
  readonly arrayId: Uint8Array;
  readonly crc: Crc;
}

/** Headers kept in memory, about 4 KiB each. */
const cacheLimit = 64;
/** Bytes of an entry in front of its digest. */
const entryLeadBytes = 16;
const dataKind = 1;

export class BlockWriters {
  readonly #parts: BlockWritersParts;
  /** Writers of the data blocks of groups on disk, which never change again, by the number of the header's slot. */
  readonly #groups = new Map<number, readonly BlockWriter[]>();
  /** The one that was asked for last. */
  #latest: { readonly headerVbn: number; readonly writers: readonly BlockWriter[] } | null = null;

  constructor(parts: BlockWritersParts) {
    this.#parts = parts;
  }

  /** What `writerOf` resolves to, at once for blocks of the group that it was asked about last; undefined for others. */
  writerAtHand(vbn: number): BlockWriter | null | undefined {
    if (!this.#latest) return undefined;
    const { headerVbn, writers } = this.#latest;
    const index = vbn - headerVbn - 1;
    return index >= 0 && index < writers.length ? writerIn(writers, index) : undefined;
  }

  /** Null when the number is no data block, or its group's header cannot be read or does not match its checksum. */
  async writerOf(vbn: number): Promise<BlockWriter | null> {
    const segment = segmentOf(vbn);
    const slot = slotOf(vbn);
    let summary: SegmentSummary;
    try {
      summary = await this.#parts.summaries.get(segment);
    } catch {
      // The segment is gone or its checksums are damaged: nobody can tell who wrote the block.
      return null;
    }
    if (!summary.isData(slot)) return null;
    const headerSlot = headerSlotOf(summary, slot);
    if (headerSlot < 0) return null;
    const index = slot - headerSlot - 1;
    const headerVbn = vbnOf(segment, headerSlot);
    const known = this.#groups.get(headerVbn);
    if (known) {
      this.#latest = { headerVbn, writers: known };
      return writerIn(known, index);
    }

    const header = new Uint8Array(blockSizeBytes);
    // A group that is still being filled is not sealed, but the entries of its blocks are in place.
    if (this.#parts.log.copyStaged(segment, headerSlot, header)) return stagedWriter(header, index);
    const group = await this.#readGroup(segment, headerSlot, header);
    return group ? writerIn(group, index) : null;
  }

  async #readGroup(segment: number, slot: number, header: Uint8Array): Promise<readonly BlockWriter[] | null> {
    try {
      await this.#parts.disk.read(segment, slot * blockSizeBytes, header);
    } catch {
      return null;
    }
    const group = readGroup(header, this.#parts.arrayId, { segment, slot }, this.#parts.crc);
    if (!group) return null;
    const writers: BlockWriter[] = [];
    for (const entry of group.entries) if (entry.kind === 'data') writers.push({ file: entry.file, block: entry.block });
    const headerVbn = vbnOf(segment, slot);
    this.#groups.set(headerVbn, writers);
    this.#latest = { headerVbn, writers };
    if (this.#groups.size > cacheLimit) {
      const oldest = this.#groups.keys().next();
      if (!oldest.done) this.#groups.delete(oldest.value);
    }
    return writers;
  }
}

function headerSlotOf(summary: SegmentSummary, slot: number): number {
  let at = slot - 1;
  while (at >= 0 && summary.isData(at)) at -= 1;
  return at;
}

/** File 0 stands in headers that were mended and whose writers nobody knows any more. */
function writerIn(writers: readonly BlockWriter[], index: number): BlockWriter | null {
  const writer = writers[index];
  return writer && writer.file !== 0 ? writer : null;
}

/** The `index`-th entry with data of a header that may not be sealed yet and so has no counts. Entries behind it may be leftovers. */
function stagedWriter(header: Uint8Array, index: number): BlockWriter | null {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  let data = -1;
  for (let entry = 0; ; entry += 1) {
    const digest = entryDigest(header, entry);
    if (digest.length === 0) return null;
    const at = digest.byteOffset - header.byteOffset - entryLeadBytes;
    if (view.getUint8(at) !== dataKind) continue;
    data += 1;
    if (data < index) continue;
    const writer = { file: view.getUint8(at + 1) * 2 ** 48 + uint48At(view, at + 2), block: uint48At(view, at + 8) };
    return writer.file === 0 ? null : writer;
  }
}

function uint48At(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint16(at + 4, true) * 0x1_0000_0000;
}
