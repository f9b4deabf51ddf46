/** The samples of `offload.hostUse`, kept for an hour. Pure. */
import type { HostSample } from '../../shared/model/offload.ts';

export const keepSamplesMs = 3_600_000;

/**
 * `known` with newer samples at its end. A new connection begins with the last hour again: what overlaps is
 * taken from the newer telling.
 */
export function withSamples(known: readonly HostSample[], samples: readonly HostSample[]): readonly HostSample[] {
  const [first] = samples;
  if (first === undefined) return known;
  const before = known.filter(({ atMs }) => atMs < first.atMs);
  const all = [...before, ...samples];
  const oldestMs = (all.at(-1)?.atMs ?? 0) - keepSamplesMs;
  const start = all.findIndex(({ atMs }) => atMs > oldestMs);
  return start <= 0 ? all : all.slice(start);
}
