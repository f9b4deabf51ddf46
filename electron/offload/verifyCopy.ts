/**
 * Whether an array has done what it said. Hosts cannot afford to read everything again, so of each command the last block of
 * data is compared, which a command that was ignored or half done leaves behind, and one more at random; then the number of
 * blocks that are allocated (on real arrays: GET LBA STATUS, Extended Statistics). Where blocks are shared, the array tells
 * instead of the block at random which ranges are stored apart, and of those every byte is compared. What this can miss is
 * other content inside a range that was stored apart and whose end is right; comparing the two disks finds that.
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

/**
 * Of each range the last block and, unless `random` is null, one at random; all of them are read at once.
 * @param random from 0 up to 1; null where `compareWhole` will tell which ranges are stored apart
 */
export async function compareRanges(pair: VerifiedPair, ranges: readonly Extent[], random: (() => number) | null = Math.random): Promise<Verified> {
  const samples = ranges.flatMap(({ offset, length }) => {
    const blocks = Math.ceil(length / blockSizeBytes);
    return [...new Set([blocks - 1, random ? Math.floor(random() * blocks) : blocks - 1])].map((block) => {
      const at = offset + block * blockSizeBytes;
      return { offset: at, length: Math.min(blockSizeBytes, offset + length - at) };
    });
  });
  const compared = await Promise.allSettled(samples.map((sample) => isEqual(pair, sample)));
  let checkedBytes = 0;
  for (const [index, result] of compared.entries()) {
    if (result.status === 'rejected') throw result.reason;
    const { offset, length } = samples[index] ?? { offset: 0, length: 0 };
    checkedBytes += length;
    if (!result.value) return { checkedBytes, problem: `The block at ${formatCount(offset)} is not what the source holds.` };
  }
  return { checkedBytes, problem: null };
}

async function isEqual({ source, target, disk }: VerifiedPair, { offset, length }: Extent): Promise<boolean> {
  const [theirs, ours] = [new Uint8Array(length), new Uint8Array(length)];
  await tryAgain(() => source.hostRead(disk.from, offset, theirs));
  await tryAgain(() => target.hostRead(disk.into, offset, ours));
  return Buffer.compare(theirs, ours) === 0;
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
      checkedBytes += size;
      if (!(await isEqual(pair, { offset, length: size }))) return { checkedBytes, problem: `The range of ${formatCount(size)} bytes at ${formatCount(offset)} is not what the source holds.` };
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
