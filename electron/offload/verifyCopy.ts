/**
 * Whether an array has done what it said. Hosts cannot afford to read everything again, so of each command the last block of
 * data is compared, which a command that was ignored or half done leaves behind, and one more at random; then the number of
 * blocks that are allocated (on real arrays: GET LBA STATUS, Extended Statistics). Where blocks are shared, the array also
 * tells which ranges are stored apart, and of those every byte is compared. What this can miss is other content inside a
 * range whose ends are right; comparing the two disks finds that.
 */
import type { FileId } from '../../shared/ids.ts';
import { blockSizeBytes, formatCount, mibBytes } from '../../shared/units.ts';
import type { StorageArray } from '../array/port.ts';
import type { Extent } from '../array/portTypes.ts';
import type { Device } from './device/deviceTypes.ts';
import type { DiskCopy } from './engineTypes.ts';
import { tryAgain } from './retry.ts';

export interface Verified {
  /** Read from each side. */
  readonly checkedBytes: number;
  /** A sentence; null when everything agrees. */
  readonly problem: string | null;
}

export interface VerifiedPair {
  readonly source: Device;
  readonly target: Device;
  readonly disk: Pick<DiskCopy, 'from' | 'into'>;
}

/** Of each range the last block and one at random. @param random from 0 up to 1 */
export async function compareRanges({ source, target, disk }: VerifiedPair, ranges: readonly Extent[], random: () => number = Math.random): Promise<Verified> {
  let checkedBytes = 0;
  const theirs = new Uint8Array(blockSizeBytes);
  const ours = new Uint8Array(blockSizeBytes);
  for (const { offset, length } of ranges) {
    const blocks = Math.ceil(length / blockSizeBytes);
    for (const block of new Set([blocks - 1, Math.floor(random() * blocks)])) {
      const at = offset + block * blockSizeBytes;
      const size = Math.min(blockSizeBytes, offset + length - at);
      await tryAgain(() => source.hostRead(disk.from, at, theirs.subarray(0, size)));
      await tryAgain(() => target.hostRead(disk.into, at, ours.subarray(0, size)));
      checkedBytes += size;
      if (Buffer.compare(theirs.subarray(0, size), ours.subarray(0, size)) !== 0) return { checkedBytes, problem: `The block at ${formatCount(at)} is not what the source holds.` };
    }
  }
  return { checkedBytes, problem: null };
}

/** What is allocated, and where blocks should be shared, every byte that is not. */
export async function compareWhole(array: StorageArray, pair: VerifiedPair, isShared: boolean): Promise<Verified> {
  const { disk } = pair;
  const expectedBytes = array.file(disk.from).logicalBytes;
  const { logicalBytes } = array.file(disk.into);
  if (logicalBytes !== expectedBytes) return { checkedBytes: 0, problem: `${formatCount(logicalBytes)} bytes are allocated instead of ${formatCount(expectedBytes)}.` };
  if (!isShared || !array.capabilities.has('diff')) return { checkedBytes: 0, problem: null };
  let checkedBytes = 0;
  for await (const range of array.diff(disk.from, disk.into)) {
    const end = range.offset + range.length;
    for (let offset = range.offset; offset < end; offset += mibBytes) {
      const size = Math.min(mibBytes, end - offset);
      const [theirs, ours] = [new Uint8Array(size), new Uint8Array(size)];
      await tryAgain(() => pair.source.hostRead(disk.from, offset, theirs));
      await tryAgain(() => pair.target.hostRead(disk.into, offset, ours));
      checkedBytes += size;
      if (Buffer.compare(theirs, ours) !== 0) return { checkedBytes, problem: `The range of ${formatCount(size)} bytes at ${formatCount(offset)} is not what the source holds.` };
    }
  }
  return { checkedBytes, problem: null };
}

/** Ranges where `into` holds data and `from` reads as zeros: what a command left in the wrong place. */
export async function strayRanges(array: StorageArray, from: DiskCopy['from'], into: FileId): Promise<Extent[]> {
  const wanted = await listExtents(array, from);
  const strays: Extent[] = [];
  let index = 0;
  for (const { offset, length } of await listExtents(array, into)) {
    const end = offset + length;
    let at = offset;
    while (at < end) {
      while (index < wanted.length && endOf(wanted[index]) <= at) index += 1;
      const next = wanted[index];
      const strayEnd = next ? Math.min(end, Math.max(at, next.offset)) : end;
      if (strayEnd > at) strays.push({ offset: at, length: strayEnd - at });
      at = next ? Math.max(strayEnd, Math.min(end, endOf(next))) : end;
    }
  }
  return strays;
}

function endOf(extent: Extent | undefined): number {
  return extent ? extent.offset + extent.length : Infinity;
}

async function listExtents(array: StorageArray, version: DiskCopy['from']): Promise<Extent[]> {
  const extents: Extent[] = [];
  for await (const extent of array.extents(version)) extents.push(extent);
  return extents;
}
