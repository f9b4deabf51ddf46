/** Bytes for a simulation to read into or write from: sometimes in memory of the array itself, where blocks are not copied. */
import type { StorageArray } from '../../electron/array/port.ts';
import type { Random } from './random.ts';
import { blockBytes } from './simState.ts';

const areaBytes = 1024 * 1024;
const areas = new WeakMap<StorageArray, Uint8Array>();

/** Used by one call at a time. What it holds is whatever was there before. */
export function transferBytes(array: StorageArray, random: Random, length: number): Uint8Array {
  if (!random.chance(0.4)) return new Uint8Array(length);
  const known = areas.get(array);
  const area = known ?? array.transferMemory(areaBytes);
  if (!known) areas.set(array, area);
  const start = random.pick([0, 0, blockBytes, 7]);
  return start + length <= areaBytes ? area.subarray(start, start + length) : new Uint8Array(length);
}
