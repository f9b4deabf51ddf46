/** What was moved when, by the host and by the array, worked out from counters that only grow. Pure. */
import type { DeviceCounters } from '../../shared/model/offload.ts';

/** Bytes of one stretch of time. */
export interface Activity {
  /** When it ended. */
  readonly atMs: number;
  readonly lengthMs: number;
  /** Read and written by hosts, over the storage network. */
  readonly hostBytes: number;
  /** Read, written, shared and zeroed by the array for commands of hosts. */
  readonly arrayBytes: number;
}

/** Counters are told twice a second at most while they move, so that what came after a pause is not older than this. */
const longestMs = 1_000;
const keepForMs = 3_600_000;

const hostBytesOf = (counters: DeviceCounters) => counters.hostReadBytes + counters.hostWriteBytes;
const arrayBytesOf = (counters: DeviceCounters) => counters.cloneReadBytes + counters.cloneWriteBytes + counters.zeroBytes;

/** What was moved from one reading to the next; null when nothing was, when there was no reading before, and after a reset. */
export function movedBetween(before: DeviceCounters | undefined, after: DeviceCounters, atMs: number): Activity | null {
  if (before === undefined) return null;
  const hostBytes = hostBytesOf(after) - hostBytesOf(before);
  const arrayBytes = arrayBytesOf(after) - arrayBytesOf(before);
  if (hostBytes < 0 || arrayBytes < 0 || hostBytes + arrayBytes === 0) return null;
  return { atMs, lengthMs: longestMs, hostBytes, arrayBytes };
}

/** With `moved` at its end; it begins no earlier than what came before it ended. What is older than an hour is dropped. */
export function withActivity(known: readonly Activity[], moved: Activity): Activity[] {
  const last = known.at(-1);
  const lengthMs = last === undefined ? moved.lengthMs : Math.max(1, Math.min(moved.lengthMs, moved.atMs - last.atMs));
  const first = known.findIndex(({ atMs }) => atMs > moved.atMs - keepForMs);
  return [...(first === -1 ? [] : known.slice(first)), { ...moved, lengthMs }];
}
