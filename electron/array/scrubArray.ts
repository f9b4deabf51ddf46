/** The scrub with the array around it: which blocks are in use, and who holds the damaged ones. */
import type { ArrayParts } from './parts.ts';
import { findHoldersOf } from './exact/queries.ts';
import { readContent, type PassStart } from './exact/pass.ts';
import { SparseBitmap } from './exact/sparseBitmap.ts';
import type { PassOptions, ScrubReport } from './portTypes.ts';
import { walkVolume } from './reclaim.ts';
import { runScrub, type UsedSlots } from './scrub.ts';
import { TimeSlice } from './timeSlice.ts';

/** Damaged blocks whose holders are looked up; nobody reads more. */
const listedLimit = 1_000;

export async function scrubArray(parts: ArrayParts, start: PassStart, options: PassOptions): Promise<ScrubReport> {
  const slice = new TimeSlice(options.signal);
  const used = { nodes: new SparseBitmap(), blocks: new SparseBitmap() };
  for (const content of (await readContent(parts.files, start, slice)).volumes) {
    // A damaged map is for the check to report; what is below it cannot be reached here.
    await walkVolume(parts, start, content, slice, { used, dedupedBlocks: null, onDamage: () => undefined });
  }
  const usedSlots = function* (): Iterable<UsedSlots> {
    for (const segment of used.blocks.pages()) yield { segment, isUsed: (slot) => used.blocks.isUsed(segment, slot) };
  };
  const { scannedBytes, damaged, mended, unmended } = await runScrub(
    { ...parts, arrayId: parts.arrayIdBytes, crc: parts.crc, used: usedSlots(), usedBlocks: used.blocks.count(), sealedBelow: start.segmentLimit },
    options,
  );
  const listed = damaged.slice(0, listedLimit);
  const holders = await findHoldersOf(parts, start, listed.map(({ vbn }) => vbn), slice);
  return { scannedBytes, damaged: damaged.map(({ vbn, isRepaired }) => ({ holders: holders.get(vbn) ?? [], isRepaired })), mended, unmended };
}
