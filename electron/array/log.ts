/**
 * The append log: journal and home of the data at once. Blocks are staged into groups in
 * memory, groups are written one after the other, and a flush makes all of them durable with
 * one write or one sync. What was staged can be read back at once.
 */
import { blockSizeBytes } from '../../shared/units.ts';
import { Fault, faultRecordOf } from '../../shared/faults.ts';
import type { SegmentDisk } from '../disk/segmentDisk.ts';
import type { Kernel } from './kernel/kernel.ts';
import {
  digestBytes, entriesPerGroup, groupSlots, putDataEntries, putEntry, putReferenceEntry, sealGroup, summaryOffset, vbnOf, type BlockWriter, type Crc, type LogPosition,
} from './layout.ts';
import { StagingBuffer } from './stagingBuffer.ts';
import type { Summaries } from './summaries.ts';

/** Blocks of one staging buffer. */
const bufferBlocks = 512;
export const bufferBytes = bufferBlocks * blockSizeBytes;
/** Buffers that may be filled or on their way to disk at the same time. */
export const bufferCount = 5;
/** The most blocks one `reserve` makes room for. */
export const reserveBlocks = 256;
/** A flush of at most this much is written directly and durably; more is written first and synced once. */
const directLimitBytes = 1024 * 1024;
/** After this much the disk begins to make it durable although nobody has asked: otherwise it rests while much is written, and writing rests in the flush. */
const syncAheadBytes = 8 * 1024 * 1024;

/** Blocks that lie side by side, as do their digests. */
export interface StagedBlocks {
  readonly memory: Uint8Array;
  readonly dataOffset: number;
  readonly digestOffset: number;
  readonly count: number;
  /** Whether the log may leave them where they are until they are written. */
  readonly isLent: boolean;
}

interface OpenGroup {
  readonly header: Uint8Array;
  /** Of the header. */
  readonly view: DataView;
  readonly slot: number;
  entryCount: number;
  dataCount: number;
}

export class Log {
  readonly #disk: SegmentDisk;
  readonly #summaries: Summaries;
  readonly #arrayId: Uint8Array;
  readonly #crc: Crc;
  readonly #free: StagingBuffer[] = [];
  readonly #inFlight = new Set<StagingBuffer>();
  #waiters: (() => void)[] = [];
  #buffer: StagingBuffer | null = null;
  #group: OpenGroup | null = null;
  #position: LogPosition;
  /** Writes in order: a group is useless before the one it is chained to. */
  #chain: Promise<void> = Promise.resolve();
  /** Segments written since their last sync. */
  readonly #unsynced = new Set<number>();
  /** Written since a sync ahead of the flush began. */
  #writtenBytes = 0;
  /** Under way now. Never rejects: a failure is the log's. */
  #syncAhead: Promise<void> | null = null;
  #flushing: Promise<void> | null = null;
  #nextFlush: Promise<void> | null = null;
  #nextSegment: Promise<void> | null = null;
  #isNextSegmentReady = false;
  #failure: Fault | null = null;
  /** Told by every later group, so that recovery can tell damage from a write that was never finished. */
  #durableSequence: number;
  /** Bytes staged so far; the checkpoint policy watches it. */
  stagedBytes = 0;

  constructor(parts: {
    disk: SegmentDisk; kernel: Kernel; summaries: Summaries; arrayId: Uint8Array; crc: Crc; position: LogPosition; buffersOffset: number;
  }) {
    this.#disk = parts.disk;
    this.#summaries = parts.summaries;
    this.#arrayId = parts.arrayId;
    this.#crc = parts.crc;
    this.#position = parts.position;
    this.#durableSequence = parts.position.sequence - 1;
    for (let i = 0; i < bufferCount; i += 1) {
      const at = parts.buffersOffset + i * bufferBytes;
      this.#free.push(new StagingBuffer(parts.kernel.memory.subarray(at, at + bufferBytes)));
    }
  }

  /** Where the next group goes. Exact only when nothing is staged. */
  get position(): LogPosition {
    return this.#position;
  }

  /** Every block stored from now on gets a number at or above this. */
  get nextVbn(): number {
    const group = this.#group;
    return group ? vbnOf(this.#position.segment, group.slot + 1 + group.dataCount) : vbnOf(this.#position.segment, this.#position.slot);
  }

  get hasStaged(): boolean {
    return this.#buffer !== null || this.#inFlight.size > 0 || this.#unsynced.size > 0;
  }

  /**
   * Makes room to stage up to `reserveBlocks` blocks at once. Callers take turns: nothing else
   * may stage between this and the staging it was made for.
   * @throws Fault InsufficientStorageSpace when no further segment can be had, or what broke the log earlier
   */
  async reserve(): Promise<void> {
    this.#throwFailure();
    const slotsNeeded = reserveBlocks + Math.ceil(reserveBlocks / entriesPerGroup) + 2;
    const slotsLeft = groupSlots - this.#position.slot - (this.#group ? 1 + this.#group.dataCount : 0);
    if (slotsLeft < groupSlots / 2) this.#prepareNextSegment();
    if (slotsLeft < slotsNeeded && !this.#isNextSegmentReady) await this.#nextSegment;
    if (this.#buffer && this.#buffer.usedBlocks + slotsNeeded > bufferBlocks) this.#submit();
    // One buffer to fill, and one more in case the segment ends in the middle of it.
    while (this.#free.length < (this.#buffer ? 1 : 2)) {
      this.#throwFailure();
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
    this.#throwFailure();
  }

  /**
   * Stages consecutive blocks of a file, as many as the group that is being filled can take.
   * @returns the number of the first one; those of the others follow it
   */
  stageBlocks(file: number, block: number, { memory, dataOffset, digestOffset, count: wanted, isLent }: StagedBlocks): { vbn: number; count: number } {
    const group = this.#groupFor(true);
    const buffer = this.#requireBuffer();
    const slot = group.slot + 1 + group.dataCount;
    const count = Math.min(wanted, entriesPerGroup - group.entryCount, groupSlots - slot);
    const digests = memory.subarray(digestOffset, digestOffset + count * digestBytes);
    putDataEntries(group.view, group.entryCount, file, block, new DataView(digests.buffer, digests.byteOffset, digests.length));
    const data = memory.subarray(dataOffset, dataOffset + count * blockSizeBytes);
    if (isLent) buffer.addLent(data);
    else buffer.addCopies(data);
    group.entryCount += count;
    group.dataCount += count;
    this.#summaries.open(this.#position.segment).setAll(slot, digests);
    this.stagedBytes += count * blockSizeBytes;
    return { vbn: vbnOf(this.#position.segment, slot), count };
  }

  /** Begins to write what was staged with lent memory. Resolves, never rejects, when that memory may change again. */
  returnLent(): Promise<void> {
    // What failed while it was being staged is not written any more.
    if (this.#failure) this.#keepLent();
    if (this.#buffer?.hasLent) this.#submit();
    return this.#chain;
  }

  /** Stages the fact that `count` blocks of a file became zero. */
  stageZeros(file: number, block: number, count: number): void {
    const group = this.#groupFor(false);
    putEntry(group.header, group.entryCount, { kind: 'zero', file, block, count });
    group.entryCount += 1;
  }

  /** Stages the fact that a block of a file is one that was stored before. */
  stageReference(file: number, block: number, vbn: number, writer: BlockWriter): void {
    const group = this.#groupFor(false);
    putReferenceEntry(group.view, group.entryCount, file, block, vbn, writer);
    group.entryCount += 1;
  }

  /** Copies a block that is not yet on disk; false when it is. */
  copyStaged(segment: number, slot: number, into: Uint8Array): boolean {
    for (const buffer of this.#staged()) {
      if (!buffer.overlaps(segment, slot, 1)) continue;
      buffer.copyBlock(slot - buffer.firstSlot, into);
      return true;
    }
    return false;
  }

  /** True when nothing of the range waits in memory, so that it may be read from disk in one go. */
  isOnDisk(segment: number, slot: number, count: number): boolean {
    for (const buffer of this.#staged()) {
      if (buffer.overlaps(segment, slot, count)) return false;
    }
    return true;
  }

  #staged(): Iterable<StagingBuffer> {
    return this.#buffer ? [this.#buffer, ...this.#inFlight] : this.#inFlight;
  }

  /** Resolves when everything staged before the call is durable. Flushes asked for meanwhile share the next one. */
  flush(): Promise<void> {
    if (!this.#flushing) {
      this.#flushing = this.#flushOnce().finally(() => {
        this.#flushing = null;
      });
      return this.#flushing;
    }
    this.#nextFlush ??= this.#flushing
      .catch(() => undefined)
      .then(() => {
        this.#nextFlush = null;
        return this.flush();
      });
    return this.#nextFlush;
  }

  async #flushOnce(): Promise<void> {
    this.#throwFailure();
    const buffer = this.#buffer;
    const isSmall = buffer !== null && this.#inFlight.size === 0 && this.#unsynced.size === 0;
    if (buffer) this.#submit(isSmall && buffer.usedBlocks * blockSizeBytes <= directLimitBytes);
    const submitted = this.#position.sequence - 1;
    await this.#chain;
    await this.#syncAhead;
    this.#throwFailure();
    // What is submitted from here on belongs to the next flush.
    const segments = [...this.#unsynced];
    this.#unsynced.clear();
    try {
      for (const segment of segments) await this.#disk.sync(segment);
    } catch (error) {
      // After a failed sync nobody knows what reached the disk, and asking again would answer "yes".
      this.#fail(error);
      this.#throwFailure();
    }
    // A system tells of a failure once: to a sync ahead that ran meanwhile, perhaps, and not to this one.
    await this.#syncAhead;
    this.#throwFailure();
    this.#durableSequence = submitted;
  }

  #groupFor(needsData: boolean): OpenGroup {
    const open = this.#group;
    if (open) {
      const slotsEnd = open.slot + 1 + open.dataCount;
      if (open.entryCount < entriesPerGroup && (!needsData || slotsEnd < groupSlots)) return open;
      this.#sealGroup();
    }
    if (this.#position.slot + 2 > groupSlots) this.#startNextSegment();
    const buffer = this.#requireBuffer();
    const header = buffer.own(buffer.addBlock());
    const view = new DataView(header.buffer, header.byteOffset, header.length);
    const group: OpenGroup = { header, view, slot: this.#position.slot, entryCount: 0, dataCount: 0 };
    this.#group = group;
    return group;
  }

  #requireBuffer(): StagingBuffer {
    if (this.#buffer) return this.#buffer;
    const buffer = this.#free.pop();
    if (!buffer) throw new Error('Staging without a reservation.');
    buffer.begin(this.#position.segment, this.#position.slot);
    this.#buffer = buffer;
    return buffer;
  }

  #sealGroup(): void {
    const group = this.#group;
    if (!group) return;
    const { header, entryCount, dataCount } = group;
    const crc = sealGroup(header, this.#arrayId, this.#position, { entryCount, dataCount, durableSequence: this.#durableSequence }, this.#crc);
    this.#position = {
      segment: this.#position.segment,
      slot: group.slot + 1 + group.dataCount,
      sequence: this.#position.sequence + 1,
      previousCrc: crc,
    };
    this.#group = null;
  }

  #startNextSegment(): void {
    if (!this.#isNextSegmentReady) throw new Error('The next segment was not reserved.');
    if (this.#buffer) this.#submit();
    const full = this.#position.segment;
    const summary = this.#summaries.encode(full);
    this.#enqueue(async () => {
      await this.#disk.write(full, summaryOffset, summary);
      this.#unsynced.add(full);
      this.#summaries.close(full);
    });
    this.#position = { ...this.#position, segment: full + 1, slot: 0 };
    this.#isNextSegmentReady = false;
    this.#nextSegment = null;
  }

  #prepareNextSegment(): void {
    if (this.#nextSegment || this.#isNextSegmentReady) return;
    this.#nextSegment = this.#disk
      .create(this.#position.segment + 1)
      .then(() => {
        this.#isNextSegmentReady = true;
      })
      .finally(() => {
        this.#nextSegment = null;
      });
    // A failure is met by whoever needs the segment: `reserve` tries again and waits for that attempt.
    this.#nextSegment.catch(() => undefined);
  }

  #submit(isDurable = false): void {
    const buffer = this.#buffer;
    if (!buffer) return;
    this.#sealGroup();
    this.#buffer = null;
    this.#inFlight.add(buffer);
    this.#enqueue(async () => {
      const at = buffer.firstSlot * blockSizeBytes;
      if (isDurable) {
        await this.#disk.writeDurable(buffer.segment, at, buffer.whole());
      } else {
        await this.#disk.writeParts(buffer.segment, at, buffer.parts());
        this.#unsynced.add(buffer.segment);
        this.#maySyncAhead(buffer.segment, buffer.usedBlocks * blockSizeBytes);
      }
      this.#inFlight.delete(buffer);
      buffer.clear();
      this.#free.push(buffer);
      this.#wake();
    });
  }

  /** Takes nothing off the flush, which syncs the segment once more and then has little left to wait for. */
  #maySyncAhead(segment: number, writtenBytes: number): void {
    this.#writtenBytes += writtenBytes;
    if (this.#writtenBytes < syncAheadBytes || this.#syncAhead) return;
    this.#writtenBytes = 0;
    this.#syncAhead = this.#disk
      .sync(segment)
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#syncAhead = null;
      });
  }

  #enqueue(step: () => Promise<void>): void {
    this.#chain = this.#chain.then(async () => {
      if (this.#failure) return;
      try {
        await step();
      } catch (error) {
        this.#fail(error);
      }
    });
  }

  #fail(error: unknown): void {
    const { code, message } = faultRecordOf(error);
    this.#failure ??= new Fault(
      code === 'InsufficientStorageSpace' || /ENOSPC/.test(message) ? 'InsufficientStorageSpace' : 'FileFault',
      `The array could not write its log (${message}). Nothing that was acknowledged is lost; writing is stopped.`,
      { hint: 'Mend the local disk, then close and open the yard.' },
      { cause: error },
    );
    this.#keepLent();
    this.#wake();
  }

  /** What is not written stays readable, and whoever lent memory gets it back. */
  #keepLent(): void {
    for (const buffer of this.#staged()) buffer.keepLent();
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure;
  }
}
