/** Questions about who holds what, answered from the state at one moment. */
import type { FileId, SnapshotId } from '../../../shared/ids.ts';
import { blockSizeBytes } from '../../../shared/units.ts';
import type { ArrayParts } from '../parts.ts';
import { lookup } from '../blockMap.ts';
import { fileIdOf, inodeOf } from '../catalog/fileState.ts';
import { stateOf } from '../operations/files.ts';
import type { BlockHolder, FileVersion } from '../portTypes.ts';
import { TimeSlice } from '../timeSlice.ts';
import { countFreed } from './freed.ts';
import { findHolders as findHoldersIn, findHoldersOfAll, type FoundHolder } from './holders.ts';
import { nodeReaderAt, readContent, type PassStart, type VolumeContent } from './pass.ts';
import { SparseBitmap } from './sparseBitmap.ts';

/** @returns blocks that deleting all of these live files would free */
export async function findFreed(parts: ArrayParts, start: PassStart, ids: ReadonlySet<FileId>, signal?: AbortSignal): Promise<number> {
  const slice = new TimeSlice(signal);
  const reader = nodeReaderAt(parts.nodes, start.at, start.nodeLimit);
  const dedupedBlocks = await parts.shared.collect(slice);
  let freedBlocks = 0;
  for (const { volume, files, roots } of (await readContent(parts.files, start, slice)).volumes) {
    const isInSet = (root: (typeof roots)[number]): boolean => {
      const file = files[root.fileIndex];
      return root.snapshots === null && file !== undefined && ids.has(file.id);
    };
    const setRoots = roots.filter(isInSet);
    if (setRoots.length === 0) continue;
    freedBlocks += await countFreed({
      setRoots, otherRoots: roots.filter((root) => !isInSet(root)), dedupedBlocks, reader, slice,
      baseNode: volume.base?.node ?? 0, baseVbn: volume.base?.vbn ?? 0,
    });
  }
  return freedBlocks;
}

/** Who holds the block of a file at a byte offset. */
export async function findHolders(parts: ArrayParts, start: PassStart, version: FileId | FileVersion, offset: number, signal?: AbortSignal): Promise<BlockHolder[]> {
  const slice = new TimeSlice(signal);
  const state = stateOf(parts, version);
  const block = Math.floor(offset / blockSizeBytes);
  const [vbn = 0] = lookup(parts.nodes, state, block, 1);
  if (vbn === 0) return [];
  const reader = nodeReaderAt(parts.nodes, start.at, start.nodeLimit);
  const isDeduped = parts.shared.isShared(vbn);
  const found: BlockHolder[] = [];
  const { volumes } = await readContent(parts.files, start, slice);
  for (const content of volumes) {
    const familyIndex = content.familyIds.indexOf(state.familyId);
    if (!isDeduped && familyIndex < 0) continue;
    const holders = await findHoldersIn({ vbn, familyIndex, block }, content.roots, { reader, slice }, isDeduped);
    for (const holder of holders) found.push(...namesOf(content, holder));
  }
  addInheriting(parts, volumes, found);
  return found;
}

/** The same for blocks by their numbers, wherever they are: reads every map. */
export async function findHoldersOf(parts: ArrayParts, start: PassStart, vbns: readonly number[], slice: TimeSlice): Promise<Map<number, BlockHolder[]>> {
  const reader = nodeReaderAt(parts.nodes, start.at, start.nodeLimit);
  const wanted = new SparseBitmap();
  const found = new Map<number, BlockHolder[]>();
  for (const vbn of vbns) {
    wanted.add(vbn);
    found.set(vbn, []);
  }
  if (vbns.length === 0) return found;
  const { volumes } = await readContent(parts.files, start, slice);
  for (const content of volumes) {
    // A damaged map is for the check to report.
    const holders = await findHoldersOfAll(wanted, content.roots, { reader, slice, onUnreadable: () => undefined });
    for (const holder of holders) found.get(holder.vbn)?.push(...namesOf(content, holder));
  }
  for (const holders of found.values()) addInheriting(parts, volumes, holders);
  return found;
}

function namesOf(content: VolumeContent, { root, block }: FoundHolder): BlockHolder[] {
  const file = content.files[root.fileIndex] ?? content.versions[root.fileIndex - content.files.length];
  if (!file) throw new RangeError('A root belongs to no file.');
  const offset = block * blockSizeBytes;
  if (!root.snapshots) return [{ fileId: file.id, snapshotId: null, offset }];
  return content.snapshots.slice(root.snapshots.from, root.snapshots.to + 1).map(({ id }) => ({ fileId: file.id, snapshotId: id, offset }));
}

/** Files of FlexClones that have no record of their own hold what the snapshot they are based on holds, and so do all snapshots of theirs. */
function addInheriting({ files }: ArrayParts, volumes: readonly VolumeContent[], found: BlockHolder[]): void {
  const clonesOf = new Map<SnapshotId, VolumeContent[]>();
  for (const content of volumes) {
    const { base } = content.volume;
    if (base) clonesOf.set(base.snapshotId, [...(clonesOf.get(base.snapshotId) ?? []), content]);
  }
  // What is added may itself be held in a snapshot on which a further generation is based: the list grows while it is gone through.
  for (const { fileId, snapshotId, offset } of found) {
    for (const { volume, snapshots } of snapshotId === null ? [] : (clonesOf.get(snapshotId) ?? [])) {
      const id = fileIdOf(volume, inodeOf(fileId));
      if (files.records.get(id) || files.records.isGone(id)) continue;
      found.push({ fileId: id, snapshotId: null, offset });
      for (const snapshot of snapshots) found.push({ fileId: id, snapshotId: snapshot.id, offset });
    }
  }
}
