/**
 * The port to the local disk: numbered segments of fixed size. The array's log is the only
 * user. A faulty twin for tests stands behind the same interface.
 */

/** The size of every segment file in bytes. */
export const segmentSizeBytes = 64 * 1024 * 1024;

export interface SegmentDisk {
  /** Numbers of the segments that exist, ascending. */
  segments(): readonly number[];

  /**
   * Makes the segment exist with all of its space allocated. Its content is undefined: it may
   * be a recycled file that still holds what another segment once held.
   * @throws Fault InsufficientStorageSpace when the local disk is full
   */
  create(segment: number): Promise<void>;

  /** Writes without making durable. `data` must stay untouched until the promise resolves. */
  write(segment: number, offset: number, data: Uint8Array): Promise<void>;

  /** As `write`, of parts that come to lie one behind the other. */
  writeParts(segment: number, offset: number, parts: readonly Uint8Array[]): Promise<void>;

  /** Writes and makes durable this range only; earlier writes to the segment still need `sync`. */
  writeDurable(segment: number, offset: number, data: Uint8Array): Promise<void>;

  /** Makes every earlier write to the segment durable. */
  sync(segment: number): Promise<void>;

  /** Fills `into`; a segment that is too short or missing is an error. */
  read(segment: number, offset: number, into: Uint8Array): Promise<void>;

  /** As `read`, laid into the parts one behind the other. */
  readParts(segment: number, offset: number, into: readonly Uint8Array[]): Promise<void>;

  /** The segment ceases to exist, durably; its file may be recycled by a later `create`. */
  free(segment: number): Promise<void>;

  /** Returns the space of a range to the file system where it can; the range reads as anything afterwards. */
  punch(segment: number, offset: number, lengthBytes: number): Promise<void>;

  /** Bytes the segments occupy on the local file system. */
  usedBytes(): number;

  close(): Promise<void>;
}
