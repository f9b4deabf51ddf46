/** What came of a comparison, in one sentence. Pure. */
import type { Mechanism } from '../../../shared/model/inventory.ts';
import type { Comparison } from '../../../shared/model/offload.ts';
import { formatBytes, formatCount, formatDuration } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';

/** How many times as long: "12", "1.4"; below 10 with a digit, because 1.4 is not 1. */
export function ratioText(ratio: number): string {
  return ratio >= 10 ? formatCount(ratio) : ratio.toFixed(1).replace(/\.0$/, '');
}

/** "3 clones: 20 ms by file clone with 0 B over the storage network; 4.0 s through the host, 200 times as long, with 2 GiB." */
export function comparisonHeadline({ spec, host, offload, decision }: Comparison): string {
  const clones = say('counts.clone', { count: spec.count });
  const hostElapsed = formatDuration(host.elapsedMs);
  const arrayElapsed = formatDuration(offload.elapsedMs);
  if (!decision.isOffloaded) return say('compare.bothWentThroughHost', { clones, hostElapsed, arrayElapsed });
  const networkOf = (run: Comparison['host']) => formatBytes(run.networkReadBytes + run.networkWriteBytes);
  const way = ways[offload.mechanism];
  const arrayNetwork = networkOf(offload);
  const hostNetwork = networkOf(host);
  if (host.elapsedMs <= 0 || offload.elapsedMs <= 0) return say('compare.arrayAndHost', { clones, arrayElapsed, way, arrayNetwork, hostElapsed, hostNetwork });
  // Offloaded yet not faster happens, and is told as it is.
  if (host.elapsedMs < offload.elapsedMs) return say('compare.arraySlower', { clones, arrayElapsed, way, arrayNetwork, hostElapsed, hostNetwork, ratio: ratioText(offload.elapsedMs / host.elapsedMs) });
  return say('compare.hostSlower', { clones, arrayElapsed, way, arrayNetwork, hostElapsed, ratio: ratioText(host.elapsedMs / offload.elapsedMs), hostNetwork });
}

/** Within a sentence. */
const ways: Record<Mechanism, string> = {
  imported: say('compare.wayImport'), created: say('compare.wayZeros'), fileClone: say('compare.wayFileClone'), xcopy: say('compare.wayXcopy'), fullCopy: say('compare.wayFullCopy'), hostCopy: say('compare.wayHostCopy'),
};
