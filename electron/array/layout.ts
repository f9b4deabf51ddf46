/**
 * What is on disk, byte by byte: log groups and segment summaries. FORMAT.md draws it.
 * All numbers are little-endian. Nothing here touches a disk.
 */
import { blockSizeBytes } from '../../shared/units.ts';
import { segmentSizeBytes } from '../disk/segmentDisk.ts';

/** The version of everything this file describes; stored in each group and in the metadata. */
export const arrayFormatVersion = 2;
/** Groups of this version and later ones can be read. Version 1 had no references, and file ids of 48 bits. */
const oldestGroupVersion = 1;

export const slotsPerSegment = segmentSizeBytes / blockSizeBytes;
/** The summary of a full segment: 16 bytes of digest and one bit for each slot, and a header. */
export const summaryBlocks = 65;
/** Slots that hold groups; the summary takes the rest. */
export const groupSlots = slotsPerSegment - summaryBlocks;

export const digestBytes = 16;
const headerBytes = 64;
export const entryBytes = 32;
/** Entries that fit into the one block of a group's header. */
export const entriesPerGroup = (blockSizeBytes - headerBytes) / entryBytes;

const groupMagic = 0x31475943; // "CYG1"
const summaryMagic = 0x31535943; // "CYS1"
const crcOffset = 8;

/** Virtual block number: the number of the segment shifted left by 14, plus the slot. 0 means "no block". */
export function vbnOf(segment: number, slot: number): number {
  return segment * slotsPerSegment + slot;
}
export function segmentOf(vbn: number): number {
  return Math.floor(vbn / slotsPerSegment);
}
export function slotOf(vbn: number): number {
  return vbn % slotsPerSegment;
}

/** Where the log goes on. */
export interface LogPosition {
  readonly segment: number;
  readonly slot: number;
  /** The sequence number of the next group. */
  readonly sequence: number;
  /** CRC-32C of the header of the group before it; chains groups so that a stale one is never taken for the next. */
  readonly previousCrc: number;
}

/** Which file wrote a stored block, and at which of its places. */
export interface BlockWriter {
  readonly file: number;
  readonly block: number;
}

/**
 * A block that was stored (its data follows in the group), a run of blocks that became zero, or a block that dedupe has
 * pointed to one that was stored before.
 */
export type LogEntry =
  | { readonly kind: 'data'; readonly file: number; readonly block: number }
  | { readonly kind: 'zero'; readonly file: number; readonly block: number; readonly count: number }
  | { readonly kind: 'reference'; readonly file: number; readonly block: number; readonly vbn: number; readonly writer: BlockWriter };

const dataKind = 1;
const zeroKind = 2;
const referenceKind = 3;
const kindNumbers = { data: dataKind, zero: zeroKind, reference: referenceKind } as const;

/** Computes CRC-32C over bytes. */
export type Crc = (bytes: Uint8Array) => number;

export interface GroupHeader {
  readonly sequence: number;
  readonly previousCrc: number;
  readonly crc: number;
  readonly segment: number;
  readonly slot: number;
  /** Groups up to this sequence number were durable, and perhaps acknowledged, when this one was written. */
  readonly durableSequence: number;
  readonly dataCount: number;
  readonly entries: readonly LogEntry[];
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Takes the lower 48 bits: a view takes the lower bits of a number by itself, which costs less than to divide. */
function setUint48(view: DataView, offset: number, value: number): void {
  view.setUint32(offset, value, true);
  view.setUint16(offset + 4, Math.floor(value / 0x1_0000_0000), true);
}

/** Ids of files take 53 bits: the upper ones go to a byte of their own, which was zero in version 1. */
function setFileId(view: DataView, upperOffset: number, offset: number, id: number): void {
  view.setUint8(upperOffset, Math.floor(id / 2 ** 48));
  setUint48(view, offset, id);
}
function getFileId(view: DataView, upperOffset: number, offset: number): number {
  return view.getUint8(upperOffset) * 2 ** 48 + getUint48(view, offset);
}

function getUint48(view: DataView, offset: number): number {
  return view.getUint32(offset, true) + view.getUint16(offset + 4, true) * 0x1_0000_0000;
}

/** Writes entry `index` of the group whose header block is `header`. The digest of a data block goes to `entryDigest`. */
export function putEntry(header: Uint8Array, index: number, entry: LogEntry): void {
  const view = viewOf(header);
  const offset = headerBytes + index * entryBytes;
  putEntryHead(view, offset, kindNumbers[entry.kind], entry.file, entry.block);
  if (entry.kind === 'data') return;
  if (entry.kind === 'zero') {
    header.fill(0, offset + 16, offset + entryBytes);
    setUint48(view, offset + 16, entry.count);
  } else {
    putTarget(view, offset, entry.vbn, entry.writer);
  }
}

/** Fills the second half of a reference and what the first half has left over. */
function putTarget(view: DataView, offset: number, vbn: number, writer: BlockWriter): void {
  setUint48(view, offset + 16, vbn);
  setFileId(view, offset + 14, offset + 22, writer.file);
  // A file has at most 2^36 blocks, so five bytes would do; these are the last four and the one left over above.
  view.setUint32(offset + 28, writer.block % 2 ** 32, true);
  view.setUint8(offset + 15, Math.floor(writer.block / 2 ** 32));
}

function putEntryHead(view: DataView, offset: number, kind: number, file: number, block: number): void {
  view.setUint8(offset, kind);
  setFileId(view, offset + 1, offset + 2, file);
  setUint48(view, offset + 8, block);
  view.setUint16(offset + 14, 0, true);
}

/** As `putEntry` of consecutive blocks of data, with their digests. Every block written passes here, so nothing is made for it. */
export function putDataEntries(header: DataView, index: number, file: number, block: number, digests: DataView): void {
  let offset = headerBytes + index * entryBytes;
  for (let at = 0; at < digests.byteLength; at += digestBytes) {
    putEntryHead(header, offset, dataKind, file, block + at / digestBytes);
    for (let byte = 0; byte < digestBytes; byte += 4) header.setUint32(offset + 16 + byte, digests.getUint32(at + byte, true), true);
    offset += entryBytes;
  }
}

/** As `putEntry` of a reference. Every block that is shared passes here. */
export function putReferenceEntry(header: DataView, index: number, file: number, block: number, vbn: number, writer: BlockWriter): void {
  const offset = headerBytes + index * entryBytes;
  putEntryHead(header, offset, referenceKind, file, block);
  putTarget(header, offset, vbn, writer);
}

/** The 16 bytes of entry `index` that hold the digest of its data block. */
export function entryDigest(header: Uint8Array, index: number): Uint8Array {
  const offset = headerBytes + index * entryBytes + 16;
  return header.subarray(offset, offset + digestBytes);
}

/** Completes the header block of a group with `entryCount` entries, `dataCount` of which have data. Returns its CRC. */
export function sealGroup(
  header: Uint8Array,
  arrayId: Uint8Array,
  position: LogPosition,
  counts: { entryCount: number; dataCount: number; durableSequence: number },
  crc32c: Crc,
): number {
  const view = viewOf(header);
  view.setUint32(0, groupMagic, true);
  view.setUint32(4, arrayFormatVersion, true);
  view.setUint32(crcOffset, 0, true);
  view.setUint32(12, position.previousCrc, true);
  setUint48(view, 16, position.sequence);
  setUint48(view, 22, position.segment);
  view.setUint16(28, position.slot, true);
  view.setUint16(30, counts.entryCount, true);
  view.setUint16(32, counts.dataCount, true);
  setUint48(view, 34, counts.durableSequence);
  header.fill(0, 40, 48);
  header.set(arrayId, 48);
  header.fill(0, headerBytes + counts.entryCount * entryBytes);
  const crc = crc32c(header);
  view.setUint32(crcOffset, crc, true);
  return crc;
}

function isKnownVersion(version: number): boolean {
  return version >= oldestGroupVersion && version <= arrayFormatVersion;
}

/**
 * Reads a header block. Null when it is not a group of this array written at this place:
 * wrong magic, version, array, checksum, place or counts.
 */
export function readGroup(
  header: Uint8Array,
  arrayId: Uint8Array,
  place: { segment: number; slot: number },
  crc32c: Crc,
): GroupHeader | null {
  const view = viewOf(header);
  if (view.getUint32(0, true) !== groupMagic || !isKnownVersion(view.getUint32(4, true))) return null;
  const crc = view.getUint32(crcOffset, true);
  const copy = header.slice();
  copy.fill(0, crcOffset, crcOffset + 4);
  if (crc32c(copy) !== crc) return null;
  for (let i = 0; i < 16; i += 1) if (header[48 + i] !== arrayId[i]) return null;
  const segment = getUint48(view, 22);
  const slot = view.getUint16(28, true);
  if (segment !== place.segment || slot !== place.slot) return null;
  const entryCount = view.getUint16(30, true);
  const dataCount = view.getUint16(32, true);
  if (entryCount > entriesPerGroup || dataCount > entryCount || slot + 1 + dataCount > groupSlots) return null;
  const entries: LogEntry[] = [];
  let data = 0;
  for (let i = 0; i < entryCount; i += 1) {
    const offset = headerBytes + i * entryBytes;
    const kind = view.getUint8(offset);
    const file = getFileId(view, offset + 1, offset + 2);
    const block = getUint48(view, offset + 8);
    if (kind === dataKind) {
      data += 1;
      entries.push({ kind: 'data', file, block });
    } else if (kind === zeroKind) {
      entries.push({ kind: 'zero', file, block, count: getUint48(view, offset + 16) });
    } else if (kind === referenceKind) {
      const writer = { file: getFileId(view, offset + 14, offset + 22), block: view.getUint8(offset + 15) * 2 ** 32 + view.getUint32(offset + 28, true) };
      entries.push({ kind: 'reference', file, block, vbn: getUint48(view, offset + 16), writer });
    } else {
      return null;
    }
  }
  if (data !== dataCount) return null;
  return { sequence: getUint48(view, 16), previousCrc: view.getUint32(12, true), crc, segment, slot, durableSequence: getUint48(view, 34), dataCount, entries };
}

/** What is known of each slot of a segment: whether it holds a data block, and that block's digest. */
export class SegmentSummary {
  readonly digests = new Uint8Array(groupSlots * digestBytes);
  readonly dataBits = new Uint8Array(Math.ceil(groupSlots / 8));

  isData(slot: number): boolean {
    return slot < groupSlots && ((this.dataBits[slot >> 3] ?? 0) & (1 << (slot & 7))) !== 0;
  }

  digest(slot: number): Uint8Array {
    return this.digests.subarray(slot * digestBytes, (slot + 1) * digestBytes);
  }

  set(slot: number, digest: Uint8Array): void {
    this.dataBits[slot >> 3] = (this.dataBits[slot >> 3] ?? 0) | (1 << (slot & 7));
    this.digests.set(digest, slot * digestBytes);
  }

  /** As `set`, of consecutive slots. */
  setAll(firstSlot: number, digests: Uint8Array): void {
    this.digests.set(digests, firstSlot * digestBytes);
    const endSlot = firstSlot + digests.length / digestBytes;
    for (let slot = firstSlot; slot < endSlot; slot += 1) this.dataBits[slot >> 3] = (this.dataBits[slot >> 3] ?? 0) | (1 << (slot & 7));
  }

  /** The index of the first of consecutive slots that holds no data block, or one with another digest; -1 when all match. */
  firstMismatch(firstSlot: number, digests: Uint8Array): number {
    const count = digests.length / digestBytes;
    const at = firstSlot * digestBytes;
    const areEqual = Buffer.compare(this.digests.subarray(at, at + digests.length), digests) === 0;
    for (let index = 0; index < count; index += 1) {
      if (!this.isData(firstSlot + index)) return index;
      if (!areEqual && Buffer.compare(this.digest(firstSlot + index), digests.subarray(index * digestBytes, (index + 1) * digestBytes)) !== 0) return index;
    }
    return -1;
  }
}

/** Byte offset of the summary inside its segment. */
export const summaryOffset = groupSlots * blockSizeBytes;
const summaryBytes = summaryBlocks * blockSizeBytes;
const summaryHeaderBytes = 64;

export function encodeSummary(summary: SegmentSummary, arrayId: Uint8Array, segment: number, crc32c: Crc): Uint8Array {
  const bytes = new Uint8Array(summaryBytes);
  const view = viewOf(bytes);
  view.setUint32(0, summaryMagic, true);
  view.setUint32(4, arrayFormatVersion, true);
  setUint48(view, 16, segment);
  bytes.set(arrayId, 48);
  bytes.set(summary.dataBits, summaryHeaderBytes);
  bytes.set(summary.digests, blockSizeBytes);
  view.setUint32(crcOffset, crc32c(bytes), true);
  return bytes;
}

/** Null when the bytes are not the summary of this segment of this array, or do not match their checksum. */
export function decodeSummary(bytes: Uint8Array, arrayId: Uint8Array, segment: number, crc32c: Crc): SegmentSummary | null {
  const view = viewOf(bytes);
  if (bytes.length !== summaryBytes || view.getUint32(0, true) !== summaryMagic) return null;
  if (!isKnownVersion(view.getUint32(4, true)) || getUint48(view, 16) !== segment) return null;
  for (let i = 0; i < 16; i += 1) if (bytes[48 + i] !== arrayId[i]) return null;
  const crc = view.getUint32(crcOffset, true);
  const copy = bytes.slice();
  copy.fill(0, crcOffset, crcOffset + 4);
  if (crc32c(copy) !== crc) return null;
  const summary = new SegmentSummary();
  summary.dataBits.set(bytes.subarray(summaryHeaderBytes, summaryHeaderBytes + summary.dataBits.length));
  summary.digests.set(bytes.subarray(blockSizeBytes, blockSizeBytes + summary.digests.length));
  return summary;
}

export const summarySizeBytes = summaryBytes;
