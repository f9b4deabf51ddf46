/** What goes into an exact walk and what comes out of it. Blocks are of 4 KiB; lists are by index. */
import type { TimeSlice } from '../timeSlice.ts';
import type { NodeReader } from './nodeRuns.ts';
import type { SparseBitmap } from './sparseBitmap.ts';

/** Snapshots of a volume in the order in which they were made, counted from 0; both ends included. */
export interface SnapshotRange {
  readonly from: number;
  readonly to: number;
}

/** One version of a file: the top of a tree. */
export interface WalkRoot {
  /** The id of the topmost node, 0 for a file that is all zeros. */
  readonly root: number;
  /** Levels below the topmost node; 0 when it is a leaf. */
  readonly level: number;
  /** Counts files from 0. Versions that only snapshots hold may have the index of their file or one of their own. */
  readonly fileIndex: number;
  /** Counts groups from 0: files whose blocks count as unique to the group when only they share them. */
  readonly groupIndex: number;
  /** Counts families from 0: files that descend from one another by cloning have the same. A node belongs to one family. */
  readonly familyIndex: number;
  /** The consecutive snapshots that hold this version, or null for the file as it is now. */
  readonly snapshots: SnapshotRange | null;
}

export interface TreeSource {
  readonly reader: NodeReader;
  readonly slice: TimeSlice;
  /** Nodes below this id belong to the base of a FlexClone; 0 for other volumes. */
  readonly baseNode?: number;
  /** Blocks below this number belong to it. */
  readonly baseVbn?: number;
}

export interface WalkOptions extends TreeSource {
  /** Where to mark the nodes and blocks in use. Walks of several volumes may share them. New ones unless given. */
  readonly usedNodes?: SparseBitmap;
  readonly usedBlocks?: SparseBitmap;
  /** Also walks what the volume inherits, but only to count its pointers. Without it, subtrees of the base count as nothing. */
  readonly countsInherited?: boolean;
  /** Finds fair shares: reads every leaf that live files reach once more. */
  readonly hasFairShares?: boolean;
  /** Blocks that dedupe has ever pointed to, to find what it saves. */
  readonly dedupedBlocks?: SparseBitmap | null;
  /** Called once for every node that cannot be read, with one of its files; without it the walk fails. What is below counts as nothing. */
  readonly onDamage?: ((error: unknown, fileIndex: number) => void) | undefined;
}

export interface WalkResult {
  readonly usedNodes: SparseBitmap;
  readonly usedBlocks: SparseBitmap;
  /** Distinct nodes of this walk that are charged to the volume. */
  readonly nodeCount: number;
  /** Distinct blocks that are charged to the volume. The sum of `fairShares` and `snapshotOnlyBlocks`. */
  readonly distinctBlocks: number;
  /** Held by snapshots and by no live file. */
  readonly snapshotOnlyBlocks: number;
  /** By snapshot: held by nothing but this snapshot. */
  readonly snapshotUniqueBlocks: Float64Array;
  /** By snapshot: pointers of the file versions that it holds. */
  readonly snapshotPointers: Float64Array;
  /** By live file: held by nothing but this file. */
  readonly exclusiveBlocks: Float64Array;
  /** By group: held by several live files of the group and by nothing else. */
  readonly groupBlocks: Float64Array;
  /** By live file: its pointers to blocks, inherited ones included. */
  readonly pointers: Float64Array;
  /** By live file: those of them that point to blocks of the base. */
  readonly inheritedPointers: Float64Array;
  /** By live file: its blocks, each divided by the live pointers to it, not rounded. Null unless asked for. */
  readonly fairShares: Float64Array | null;
  /** Blocks that would be stored more if dedupe had shared none. 0 unless asked for. */
  readonly savedByDedupeBlocks: number;
}
