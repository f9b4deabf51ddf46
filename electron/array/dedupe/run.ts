/** One run of post-process dedupe over a volume: what is looked at, and what moving a pointer means. */
import { blockSizeBytes } from '../../../shared/units.ts';
import type { VolumeId } from '../../../shared/ids.ts';
import type { ArrayParts } from '../parts.ts';
import { lookup } from '../blockMap.ts';
import { countTurned } from '../catalog/counting.ts';
import { loseSnapshotBlocks, type VolumeState } from '../catalog/volumeState.ts';
import { nodeReaderAt, readContent, type PassStart, type VolumeContent } from '../exact/pass.ts';
import { NodeRuns } from '../exact/nodeRuns.ts';
import { SparseBitmap } from '../exact/sparseBitmap.ts';
import type { BlockWriter } from '../layout.ts';
import type { DedupeResult, PassOptions } from '../portTypes.ts';
import { target } from '../stage.ts';
import { TimeSlice } from '../timeSlice.ts';
import { findEqualBlocks, type LeafChange } from './postProcess.ts';

/** @param exclusively runs while nothing else changes files */
export async function dedupeVolume(
  parts: ArrayParts, start: PassStart, volumeId: VolumeId, options: PassOptions & { readonly scanAll: boolean }, exclusively: (apply: () => void) => Promise<void>,
): Promise<DedupeResult> {
  const { volumes, nodes, shared } = parts;
  const slice = new TimeSlice(options.signal);
  const content = (await readContent(parts.files, start, slice)).volumes.find(({ volume }) => volume.id === volumeId);
  if (!content) return { scannedBytes: 0, savedBytes: 0, overLimitBytes: 0 };
  const unheld = new Set<number>();
  const found = await findEqualBlocks(
    {
      ...parts,
      leaves: () => leavesOf(parts, start, content, slice),
      slots: (leafId) => chargedSlots(nodes.get(leafId).slots, content.volume),
      // Counts are raised one by one when pointers are moved, where it shows whether a block was anybody's own before.
      shared: { hits: (vbn) => shared.hits(vbn), add: (vbn) => shared.hits(vbn) },
      apply: async (leaves) => {
        const writers = await writersOf(parts, leaves);
        await exclusively(() => {
          const volume = volumes.find(volumeId);
          if (volume) for (const leaf of leaves) moveLeaf(parts, volume, leaf, writers, unheld);
        });
      },
    },
    { sinceVbn: options.scanAll ? 0 : content.volume.dedupedVbn, signal: options.signal, onProgress: options.onProgress },
  );
  await exclusively(() => {
    const volume = volumes.find(volumeId);
    if (!volume) return;
    volume.dedupedVbn = start.vbnLimit;
    volume.unscannedBlocks -= content.volume.unscannedBlocks;
    volumes.markDirty(volumeId);
  });
  return {
    scannedBytes: found.scannedBlocks * blockSizeBytes,
    savedBytes: found.mergedBlocks * blockSizeBytes,
    overLimitBytes: found.overLimitBlocks * blockSizeBytes,
  };
}

/** Ids of the leaves that are charged to the volume, each once. */
async function* leavesOf(parts: ArrayParts, start: PassStart, { volume, roots }: VolumeContent, slice: TimeSlice): AsyncGenerator<number> {
  const reader = nodeReaderAt(parts.nodes, start.at, start.nodeLimit);
  const baseNode = volume.base?.node ?? 0;
  const seen = new SparseBitmap();
  const runs = new NodeRuns();
  const waiting: { id: number; level: number }[] = [];
  const push = (id: number, level: number): void => {
    if (id >= baseNode && id !== 0 && seen.add(id)) waiting.push({ id, level });
  };
  for (const root of roots) {
    push(root.root, root.level);
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      if (slice.isOver) await slice.pause();
      if (next.level === 0) {
        yield next.id;
        continue;
      }
      runs.read(reader, next.id);
      for (let run = 0; run < runs.count; run += 1) {
        for (let i = 0; i < (runs.lengths[run] ?? 0); i += 1) push((runs.firsts[run] ?? 0) + i, next.level - 1);
      }
    }
  }
}

/** What a FlexClone inherits is its base's to dedupe. */
function chargedSlots(slots: Float64Array, { base }: VolumeState): Float64Array {
  return base ? slots.map((vbn) => (vbn < base.vbn ? 0 : vbn)) : slots;
}

async function writersOf({ writers }: ArrayParts, leaves: readonly LeafChange[]): Promise<ReadonlyMap<number, BlockWriter>> {
  const found = new Map<number, BlockWriter>();
  for (const { changes } of leaves) {
    for (const { from, to } of changes) {
      for (const vbn of [from, to]) {
        if (found.has(vbn)) continue;
        found.set(vbn, (await writers.writerOf(vbn)) ?? { file: 0, block: 0 });
      }
    }
  }
  return found;
}

/** Moves pointers of one leaf in place: whoever shares the leaf gains, and none of them sees other bytes. */
function moveLeaf(parts: ArrayParts, volume: VolumeState, { leafId, changes }: LeafChange, writers: ReadonlyMap<number, BlockWriter>, unheld: Set<number>): void {
  const { nodes, volumes } = parts;
  const leaf = nodes.get(leafId);
  for (const { slot, from, to } of changes) {
    if (leaf.slots[slot] !== from) continue;
    leaveBlock(parts, volume, from, writers.get(from));
    const isHeld = target(parts, volume, to, writers.get(to) ?? { file: 0, block: 0 });
    // A block nobody is known to hold may have been counted as free; once is enough.
    if (!isHeld && !unheld.has(to)) {
      unheld.add(to);
      volume.physicalBlocks += 1;
    }
    leaf.slots[slot] = to;
    nodes.markDirty(leaf);
  }
  volumes.markDirty(volume.id);
}

/** Counts that one pointer to `vbn` is about to go elsewhere. */
function leaveBlock({ files, nodes, shared }: ArrayParts, volume: VolumeState, vbn: number, writer: BlockWriter | undefined): void {
  const owner = writer ? files.find(writer.file) : null;
  const isHeld = owner !== null && writer !== undefined && lookup(nodes, owner, writer.block, 1)[0] === vbn;
  if (isHeld && !shared.isShared(vbn)) {
    if (vbn >= owner.shareVbn) {
      // Its one and only pointer.
      owner.ownBlocks -= 1;
      volume.physicalBlocks -= 1;
      countTurned(owner, volume);
      files.markDirty(owner);
      return;
    }
    if (owner.voucherId !== 0 && vbn >= owner.snapVbn) owner.snapOwnBlocks -= 1;
    files.markDirty(owner);
  }
  // Whoever else held it is not known. The block may have been counted as held by snapshots alone, too.
  volume.wasDeduped = true;
  volume.oldHits += 1;
  volume.drops += 1;
  volume.snapshotDrops += 1;
  loseSnapshotBlocks(volume, 1);
}
