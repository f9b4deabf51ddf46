/** What came of a comparison, in one sentence. Pure. */
import type { Comparison } from '../../../shared/model/offload.ts';
import { formatBytes, formatCount, formatDuration } from '../../../shared/units.ts';
import { mechanismWords } from '../parts/offloadWords.ts';

/** "12 times", "1.4 times"; below 10 with a digit, because 1.4 is not 1. */
export function timesWords(ratio: number): string {
  return `${ratio >= 10 ? formatCount(ratio) : ratio.toFixed(1).replace(/\.0$/, '')} times`;
}

/** "3 clones: File clone took 12 ms, the software data mover 4.1 s: 340 times as long, with 2.1 GiB over the storage network instead of 0 B." */
export function comparisonHeadline({ spec, host, offload, decision }: Comparison): string {
  const clones = spec.count === 1 ? '1 clone' : `${formatCount(spec.count)} clones`;
  if (!decision.isOffloaded) return `${clones}: nothing was offloaded, so both sides went through the host, in ${formatDuration(host.elapsedMs)} and ${formatDuration(offload.elapsedMs)}.`;
  const networkOf = (run: Comparison['host']) => run.networkReadBytes + run.networkWriteBytes;
  const network = `${formatBytes(networkOf(offload))} over the storage network instead of ${formatBytes(networkOf(host))}`;
  return `${clones}: ${mechanismWords[offload.mechanism]} took ${formatDuration(offload.elapsedMs)}, the software data mover ${formatDuration(host.elapsedMs)}${ratioWords(host.elapsedMs, offload.elapsedMs)}, with ${network}.`;
}

function ratioWords(hostMs: number, offloadMs: number): string {
  if (hostMs <= 0 || offloadMs <= 0) return '';
  // Offloaded yet not faster happens, and is told as it is.
  return hostMs >= offloadMs ? `, ${timesWords(hostMs / offloadMs)} as long` : `: offloading took ${timesWords(offloadMs / hostMs)} as long`;
}
