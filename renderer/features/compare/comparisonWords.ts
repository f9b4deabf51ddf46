/** What came of a comparison, in one sentence. Pure. */
import type { Mechanism } from '../../../shared/model/inventory.ts';
import type { Comparison } from '../../../shared/model/offload.ts';
import { formatBytes, formatCount, formatDuration } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';

/** "12 times", "1.4 times"; below 10 with a digit, because 1.4 is not 1. */
export function timesWords(ratio: number): string {
  return say('compare.times', { part: ratio >= 10 ? formatCount(ratio) : ratio.toFixed(1).replace(/\.0$/, '') });
}

/** "3 clones: 20 ms by file clone with 0 B over the storage network; 4.0 s through the host, 200 times as long, with 2 GiB." */
export function comparisonHeadline({ spec, host, offload, decision }: Comparison): string {
  const clones = say('compare.1Clone', { count: spec.count });
  if (!decision.isOffloaded) return say('compare.nothingWasOffloadedSoBoth', { clones, elapsed: formatDuration(host.elapsedMs), elapsed2: formatDuration(offload.elapsedMs) });
  const networkOf = (run: Comparison['host']) => formatBytes(run.networkReadBytes + run.networkWriteBytes);
  const byArray = say('compare.byWithOverTheStorage', { elapsed: formatDuration(offload.elapsedMs), ways: ways[offload.mechanism], network: networkOf(offload) });
  const byHost = say('compare.throughTheHost', { elapsed: formatDuration(host.elapsedMs) });
  if (host.elapsedMs <= 0 || offload.elapsedMs <= 0) return say('compare.with', { clones, byArray, byHost, network: networkOf(host) });
  // Offloaded yet not faster happens, and is told as it is.
  if (host.elapsedMs < offload.elapsedMs) return say('compare.withOffloadingTookAsLong', { clones, byArray, byHost, network: networkOf(host), timesWords: timesWords(offload.elapsedMs / host.elapsedMs) });
  return say('compare.asLongWith', { clones, byArray, byHost, timesWords: timesWords(host.elapsedMs / offload.elapsedMs), network: networkOf(host) });
}

/** Within a sentence. */
const ways: Record<Mechanism, string> = {
  imported: 'import', created: say('compare.nothingButZeros'), fileClone: say('compare.fileClone'), xcopy: say('compare.fullCopyXCOPY'), fullCopy: say('compare.fullCopyInTheArray'), hostCopy: say('compare.theSoftwareDataMover'),
};
