/**
 * Splits a FlexClone from its base: everything its files inherit is stored once more, as blocks of
 * its own. It goes on in small pieces beside other work; what was copied is copied for good, so it
 * can be stopped and taken up again.
 */
import { Fault } from '../../shared/faults.ts';
import type { FileId, VolumeId } from '../../shared/ids.ts';
import { blockSizeBytes } from '../../shared/units.ts';
import type { MetaTx } from '../meta/meta.ts';
import type { ArrayParts } from './parts.ts';
import type { AsyncMutex } from './asyncMutex.ts';
import { nextMappedLeaf } from './blockMap.ts';
import type { VolumeBase, VolumeState } from './catalog/volumeState.ts';
import { sharingLimit } from './dedupe/sharedBlocks.ts';
import { SparseBitmap } from './exact/sparseBitmap.ts';
import { stagePiece } from './fileIo.ts';
import { fanOut } from './nodeCodec.ts';
import type { PassOptions, SplitEstimate } from './portTypes.ts';
import { blockFlag, type Twin } from './piece.ts';
import { scratchBlocks } from './scratch.ts';
import { TimeSlice } from './timeSlice.ts';

/** Copied blocks remembered, about 100 bytes each. What is forgotten and inherited by a further file is copied once more. */
const copiesLimit = 1_000_000;

export interface SplitHost {
  readonly turn: AsyncMutex;
  commit<T>(work: (tx: MetaTx) => T): Promise<T>;
  afterPiece(): void;
}

/** @throws Fault InvalidState for a volume that is no FlexClone */
function requireClone(parts: ArrayParts, volumeId: VolumeId): { volume: VolumeState; base: VolumeBase } {
  const volume = parts.volumes.get(volumeId);
  if (!volume.base) throw new Fault('InvalidState', 'The volume is no FlexClone: it has no base to be split from.');
  return { volume, base: volume.base };
}

/** Distinct blocks that the files of a FlexClone inherit. Each distinct leaf is looked at once. */
async function inheritedBlocks(parts: ArrayParts, volume: VolumeState, base: VolumeBase, slice: TimeSlice): Promise<SparseBitmap> {
  const { files, nodes } = parts;
  const inherited = new SparseBitmap();
  const seen = new SparseBitmap();
  for (const id of files.ids(volume, null)) {
    const file = files.find(id);
    if (!file || file.inheritedBlocks === 0) continue;
    for (let found = nextMappedLeaf(nodes, file, 0); found; found = nextMappedLeaf(nodes, file, found.firstBlock + fanOut)) {
      if (slice.isOver) await slice.pause();
      if (!seen.add(found.leaf.id)) continue;
      for (const vbn of found.leaf.slots) if (vbn !== 0 && vbn < base.vbn) inherited.add(vbn);
    }
  }
  return inherited;
}

export async function estimateSplit(parts: ArrayParts, volumeId: VolumeId, signal?: AbortSignal): Promise<SplitEstimate> {
  const { volume, base } = requireClone(parts, volumeId);
  const copyBlocks = (await inheritedBlocks(parts, volume, base, new TimeSlice(signal))).count();
  const usedBlocks = volume.physicalBlocks + volume.reservedBlocks + copyBlocks;
  return { copyBytes: copyBlocks * blockSizeBytes, freeAfterBytes: volume.sizeBytes - usedBlocks * blockSizeBytes };
}

/** @throws Fault ResourceInUse, InsufficientStorageSpace, RequestCanceled */
export async function splitVolume(parts: ArrayParts, volumeId: VolumeId, options: PassOptions, host: SplitHost): Promise<void> {
  const slice = new TimeSlice(options.signal);
  const { volume } = requireClone(parts, volumeId);
  if (parts.volumes.snapshots(volumeId).length > 0) {
    throw new Fault('ResourceInUse', 'The FlexClone has snapshots, which hold what it inherits.', { hint: 'Delete its snapshots first.' });
  }
  const { copyBytes, freeAfterBytes } = await estimateSplit(parts, volumeId, options.signal);
  if (freeAfterBytes < 0 && !volume.autogrow) {
    throw new Fault('InsufficientStorageSpace', `The split needs ${-freeAfterBytes} bytes more than the volume has.`, { hint: 'Make the volume larger first.' });
  }
  await host.commit(() => {
    parts.volumes.edit(volumeId).isSplitting = true;
  });
  try {
    const copies = new Map<number, { vbn: number; file: FileId; block: number }>();
    let done = 0;
    // Files cloned meanwhile take what they inherit along, so it is looked again until nothing is left.
    let isStuck = false;
    do {
      let turnedBlocks = 0;
      for (const id of [...parts.files.ids(volume, null)]) {
        for (let block = 0; block >= 0; ) {
          const from = block;
          const copied = await host.turn.run(() => splitPiece(parts, volume, id, from, copies));
          if (copies.size > copiesLimit) copies.clear();
          host.afterPiece();
          block = copied.nextBlock;
          done += copied.storedBlocks * blockSizeBytes;
          turnedBlocks += copied.turnedBlocks;
          options.onProgress?.(done, Math.max(copyBytes, done));
          if (slice.isOver || options.signal?.aborted) await slice.pause();
        }
      }
      // A wrong counter must not keep it looking for ever.
      isStuck = volume.inheritedBlocks > 0 && turnedBlocks === 0;
      await slice.pause();
    } while (volume.inheritedBlocks > 0 && !isStuck);
    if (isStuck) {
      throw new Fault('DataIntegrity', `The FlexClone counts ${volume.inheritedBlocks} inherited blocks that none of its files has.`, { hint: 'Run the check: it tells which counters are wrong.' });
    }
    await host.commit(() => finishSplit(parts, volumeId));
  } catch (error) {
    await host.commit(() => {
      parts.volumes.edit(volumeId).isSplitting = false;
    });
    throw error;
  }
}

function finishSplit({ volumes }: ArrayParts, volumeId: VolumeId): void {
  const volume = volumes.edit(volumeId);
  if (!volume.base) return;
  // Nothing else runs between the last look and this transaction but what queued before it.
  if (volume.inheritedBlocks > 0) throw new Fault('ResourceInUse', 'Files of the FlexClone were changed while it was being split.', { hint: 'Start the split again; it goes on with what is left.' });
  volumes.editSnapshot(volume.base.snapshotId).cloneCount -= 1;
  volume.base = null;
  volume.isSplitting = false;
}

interface Copied {
  readonly nextBlock: number;
  readonly storedBlocks: number;
  /** Pointers that lead to blocks of the FlexClone's own now. */
  readonly turnedBlocks: number;
}

/** Copies what one leaf of a file inherits, at most 256 blocks of it. @returns where to go on, -1 at the end */
async function splitPiece(
  parts: ArrayParts, volume: VolumeState, id: FileId, fromBlock: number, copies: Map<number, { vbn: number; file: FileId; block: number }>,
): Promise<Copied> {
  const nothing: Copied = { nextBlock: -1, storedBlocks: 0, turnedBlocks: 0 };
  const { files, nodes, reader, shared, liveness, writeScratch: scratch } = parts;
  const file = files.find(id);
  const base = volume.base;
  if (!file || !base) return nothing;
  // Its own record makes it independent of what the base's snapshot says of it, even when it holds nothing.
  files.freshen(file);
  files.markDirty(file);
  if (file.inheritedBlocks === 0) return nothing;
  const found = nextMappedLeaf(nodes, file, fromBlock - (fromBlock % fanOut));
  if (!found) return nothing;
  const firstBlock = Math.max(found.firstBlock, fromBlock);
  const at = firstBlock - found.firstBlock;
  const count = Math.min(scratchBlocks, fanOut - at);
  const vbns = found.leaf.slots.slice(at, at + count);
  const nextBlock = firstBlock + count;
  const isInherited = (vbn: number): boolean => vbn !== 0 && vbn < base.vbn;
  if (!vbns.some(isInherited)) return { ...nothing, nextBlock };

  // What several files of the FlexClone inherit is copied once and shared again.
  const twins = new Map<number, Twin>();
  const inPiece = new Map<number, number>();
  const wanted = new Float64Array(count);
  for (const [index, vbn] of vbns.entries()) {
    if (!isInherited(vbn)) continue;
    const copy = copies.get(vbn);
    const earlier = inPiece.get(vbn);
    // Whoever the copy was made for may have let go of it, and an exact pass may have given it back.
    if (copy && shared.hits(copy.vbn) < sharingLimit && liveness.mayUse(copy.vbn)) twins.set(index, { kind: 'stored', vbn: copy.vbn, writer: { file: copy.file, block: copy.block } });
    else if (earlier !== undefined) twins.set(index, { kind: 'earlier', index: earlier });
    else {
      inPiece.set(vbn, index);
      wanted[index] = vbn;
    }
  }
  const bad = inPiece.size > 0 ? await reader.readInto(wanted, scratch) : -1;
  if (bad >= 0) throw new Fault('DataIntegrity', `Block ${firstBlock + bad} of file ${id} does not match its checksum; the split has stopped there.`, { hint: 'Scrub the array, then start the split again.' });
  for (const [index, vbn] of vbns.entries()) scratch.kernel.memory[scratch.flagsOffset + index] = isInherited(vbn) ? blockFlag.data : blockFlag.leave;
  let storedBlocks = 0;
  const onStored = (vbn: number, index: number): void => {
    storedBlocks += 1;
    copies.set(vbns[index] ?? 0, { vbn, file: id, block: firstBlock + index });
  };
  const outcome = await stagePiece(parts, { file, firstBlock, count, scratch, twins, onStored });
  if (outcome === 'full') throw new Fault('InsufficientStorageSpace', 'The volume is full; the split has stopped.', { hint: 'Make the volume larger, then start the split again.' });
  return { nextBlock, storedBlocks, turnedBlocks: vbns.filter(isInherited).length };
}
