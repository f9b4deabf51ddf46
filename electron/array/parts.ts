/** The parts of an open array, and what a checkpoint says of it as a whole. */
import type { SegmentDisk } from '../disk/segmentDisk.ts';
import type { Meta, Table } from '../meta/meta.ts';
import type { BlockReader } from './blockReader.ts';
import type { BlockWriters } from './blockWriters.ts';
import type { FileTable } from './catalog/fileTable.ts';
import type { VolumeTable } from './catalog/volumeTable.ts';
import type { InlineDedupe } from './dedupe/inline.ts';
import type { Liveness } from './dedupe/liveness.ts';
import type { SharedBlocks } from './dedupe/sharedBlocks.ts';
import type { ExactShares } from './exact/exactShares.ts';
import type { Kernel } from './kernel/kernel.ts';
import type { Crc, LogPosition } from './layout.ts';
import type { Log } from './log.ts';
import type { NodeStore } from './nodeStore.ts';
import type { Quota } from './operations/space.ts';
import type { PunchedBlocks } from './punched.ts';
import type { Scratch } from './scratch.ts';
import type { Summaries } from './summaries.ts';
import type { TransferMemory } from './transferMemory.ts';

/** What a checkpoint says of the array as a whole. */
export interface ArrayRecord extends LogPosition {
  readonly formatVersion: number;
  readonly arrayId: string;
  /** Seed of the block digests, random per array, as hexadecimal; a guest cannot aim at collisions it cannot compute. */
  readonly seed: string;
  readonly nextNodeId: number;
  readonly nextVolumeId: number;
  readonly nextSnapshotId: number;
  readonly needsReclaim: boolean;
  /** True when the array was closed after this was saved: nothing follows in the log. */
  readonly isClean: boolean;
  /** Groups of acknowledged writes that were found damaged when the array was opened. The check tells of them until it repairs. */
  readonly lostGroups: number;
  readonly quotaBytes: number | null;
  /** When the last exact pass looked, or 0. */
  readonly exactAsOfMs: number;
}

export interface ArrayParts {
  readonly meta: Meta;
  readonly disk: SegmentDisk;
  readonly table: Table<string, ArrayRecord>;
  readonly record: ArrayRecord;
  readonly kernel: Kernel;
  readonly seed: bigint;
  readonly arrayIdBytes: Uint8Array;
  readonly crc: Crc;
  readonly summaries: Summaries;
  readonly log: Log;
  readonly nodes: NodeStore;
  readonly volumes: VolumeTable;
  readonly files: FileTable;
  readonly shared: SharedBlocks;
  readonly quota: Quota;
  readonly reader: BlockReader;
  readonly transfers: TransferMemory;
  readonly writers: BlockWriters;
  readonly inline: InlineDedupe;
  readonly liveness: Liveness;
  readonly exactShares: ExactShares;
  readonly punched: PunchedBlocks;
  /** When the last exact pass looked, or 0. */
  readonly exactAsOf: { ms: number };
  /** What is told of the past of the array; see `ArrayRecord`. */
  readonly state: { isClean: boolean; lostGroups: number };
  /** For the one write that is being staged. */
  readonly writeScratch: Scratch;
}
