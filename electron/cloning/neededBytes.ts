/** What clones take of the free space of their datastore as soon as they are made. Pure. */
import { formatsOf } from '../offload/rules/diskFormats.ts';
import type { CloneRuleFacts } from '../offload/rules/facts.ts';
import { copiesData, type CloneGroup } from './cloneGroups.ts';

export interface NeededBytes {
  /** Once they are made: data that is copied, and of thick disks what is set aside for the rest of their size. */
  readonly bytes: number;
  /** The most that one of them takes beyond that while it is made. */
  readonly passingBytes: number;
}

/**
 * Thick disks have their whole size set aside, less what they hold; blocks that are shared with the source are paid for by
 * that. Where data is copied, dedupe can need less. @param groups of the clones that `facts` are about
 */
export function neededBytesOf(facts: CloneRuleFacts, groups: readonly CloneGroup[]): NeededBytes {
  const formats = formatsOf(facts);
  let bytes = 0;
  let passingBytes = 0;
  for (const [index, { sizeBytes, logicalBytes }] of facts.machine.disks.entries()) {
    const isThick = (formats[index] ?? 'thin') !== 'thin';
    for (const { count, decision } of groups) {
      const ownBytes = copiesData(decision.mechanism) ? logicalBytes : 0;
      bytes += count * (ownBytes + (isThick ? Math.max(0, sizeBytes - logicalBytes) : 0));
    }
    // Ranges are shared into a disk whose whole size is set aside at first.
    if (isThick && groups.some(({ decision }) => decision.mechanism === 'xcopy')) passingBytes += Math.min(sizeBytes, logicalBytes);
  }
  return { bytes, passingBytes };
}
