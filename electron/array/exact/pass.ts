/** What a pass over everything stored looks at: one moment of the metadata, and the trees of a volume in it. */
import type { FileId } from '../../../shared/ids.ts';
import { heightFor } from '../blockMap.ts';
import type { FileTable } from '../catalog/fileTable.ts';
import type { FileState, FileVersionState } from '../catalog/fileState.ts';
import type { SnapshotState, VolumeState } from '../catalog/volumeState.ts';
import type { MetaSnapshot } from '../../meta/meta.ts';
import type { NodeStore } from '../nodeStore.ts';
import type { TimeSlice } from '../timeSlice.ts';
import type { NodeReader } from './nodeRuns.ts';
import type { SnapshotRange, WalkRoot } from './walkTypes.ts';

/** The moment a pass looks at. Taken right after a checkpoint, while nothing is staged. */
export interface PassStart {
  readonly at: MetaSnapshot;
  readonly takenAtMs: number;
  readonly nodeLimit: number;
  readonly vbnLimit: number;
  /** Segments below this one are complete; of this one, the slots below `slotLimit` are. */
  readonly segmentLimit: number;
  readonly slotLimit: number;
  readonly volumes: readonly VolumeState[];
  /** Of all volumes. */
  readonly snapshots: readonly SnapshotState[];
}

const listBatch = 250;

/** Everything that a volume holds, as it was at the start of the pass. */
export interface VolumeContent {
  readonly volume: VolumeState;
  /** Oldest first; their index is the one in walks. */
  readonly snapshots: readonly SnapshotState[];
  /** Files that have a record; their index is the one in walks. */
  readonly files: readonly FileState[];
  readonly versions: readonly FileVersionState[];
  /** Groups by the id of their first file; their index is the one in walks. */
  readonly groupIds: readonly FileId[];
  /** The same for families. */
  readonly familyIds: readonly number[];
  readonly roots: readonly WalkRoot[];
}

/** Records that nothing refers to any more: of volumes that are gone, and versions that no snapshot sees. */
export interface Leftovers {
  readonly files: FileId[];
  readonly versions: FileVersionState[];
}

export interface PassContent {
  readonly volumes: readonly VolumeContent[];
  readonly leftovers: Leftovers;
}

/** Reads all records of the moment. */
export async function readContent(table: FileTable, start: PassStart, slice: TimeSlice): Promise<PassContent> {
  const files = new Map<number, FileState[]>(start.volumes.map((volume) => [volume.id, []]));
  const versions = new Map<number, FileVersionState[]>(start.volumes.map((volume) => [volume.id, []]));
  const snapshots = new Map<number, SnapshotState[]>(start.volumes.map((volume) => [volume.id, []]));
  for (const snapshot of start.snapshots) snapshots.get(snapshot.volumeId)?.push(snapshot);
  const leftovers: Leftovers = { files: [], versions: [] };
  for (let afterId = 0; ; ) {
    const batch = table.records.listAt(start.at, afterId, listBatch);
    for (const file of batch) {
      const list = files.get(file.volumeId);
      if (list) list.push(file);
      else leftovers.files.push(file.id);
      afterId = file.id;
    }
    if (batch.length < listBatch) break;
    if (slice.isOver) await slice.pause();
  }
  for (let after: [number, number, number] = [0, 0, 0]; ; ) {
    const batch = table.records.listVersionsAt(start.at, after, listBatch);
    for (const version of batch) {
      const seen = rangeOf(snapshots.get(version.volumeId) ?? [], version.epoch, version.untilEpoch);
      if (seen) versions.get(version.volumeId)?.push(version);
      else leftovers.versions.push(version);
      after = [version.volumeId, version.id, version.epoch];
    }
    if (batch.length < listBatch) break;
    if (slice.isOver) await slice.pause();
  }
  const volumes = start.volumes.map((volume) => contentOf(volume, snapshots.get(volume.id) ?? [], files.get(volume.id) ?? [], versions.get(volume.id) ?? []));
  return { volumes, leftovers };
}

function contentOf(volume: VolumeState, snapshots: readonly SnapshotState[], files: readonly FileState[], versions: readonly FileVersionState[]): VolumeContent {
  const groups = new Map<FileId, number>();
  const families = new Map<number, number>();
  const indexIn = <K>(map: Map<K, number>, key: K): number => {
    const known = map.get(key) ?? map.size;
    map.set(key, known);
    return known;
  };
  const roots: WalkRoot[] = [];
  for (const [fileIndex, file] of files.entries()) {
    const root: WalkRoot = {
      root: file.root, level: heightFor(file.sizeBytes), fileIndex, groupIndex: indexIn(groups, file.groupId), familyIndex: indexIn(families, file.familyId),
      snapshots: null,
    };
    roots.push(root);
    const seen = rangeOf(snapshots, file.epoch, Number.POSITIVE_INFINITY);
    if (seen) roots.push({ ...root, snapshots: seen });
  }
  for (const [index, version] of versions.entries()) {
    const seen = rangeOf(snapshots, version.epoch, version.untilEpoch);
    if (!seen) continue;
    // A version has an index of its own: the file may be gone, or be of another family since it was reverted.
    const fileIndex = files.length + index;
    roots.push({
      root: version.root, level: heightFor(version.sizeBytes), fileIndex, groupIndex: indexIn(groups, version.groupId),
      familyIndex: indexIn(families, version.familyId), snapshots: seen,
    });
  }
  return { volume, snapshots, files, versions, groupIds: [...groups.keys()], familyIds: [...families.keys()], roots };
}

/** The snapshots that see a record begun in `epoch` and superseded in `untilEpoch`. */
function rangeOf(snapshots: readonly SnapshotState[], epoch: number, untilEpoch: number): SnapshotRange | null {
  const from = snapshots.findIndex((snapshot) => snapshot.epoch >= epoch);
  if (from < 0) return null;
  const behind = snapshots.findIndex((snapshot) => snapshot.epoch >= untilEpoch);
  const to = (behind < 0 ? snapshots.length : behind) - 1;
  return to < from ? null : { from, to };
}

/** Whether the file's record is part of a snapshot, so that nothing it holds is its own. */
export function isHeldIn({ snapshots }: VolumeContent, file: FileState): boolean {
  return (snapshots.at(-1)?.epoch ?? -1) >= file.epoch;
}

/** Reads stored nodes as they were at the moment. */
export function nodeReaderAt(nodes: NodeStore, at: MetaSnapshot, nodeLimit: number): NodeReader {
  return {
    first: (id) => (id < nodeLimit ? nodes.storedAt(at, id * 2) : undefined),
    second: (id) => nodes.storedAt(at, id * 2 + 1),
  };
}
