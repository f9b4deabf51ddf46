/** What came of a comparison, in one sentence. Pure. */
import type { Mechanism } from '../../../shared/model/inventory.ts';
import type { Comparison } from '../../../shared/model/offload.ts';
import { formatBytes, formatCount, formatDuration } from '../../../shared/units.ts';

/** "12 times", "1.4 times"; below 10 with a digit, because 1.4 is not 1. */
export function timesWords(ratio: number): string {
  return `${ratio >= 10 ? formatCount(ratio) : ratio.toFixed(1).replace(/\.0$/, '')} times`;
}

/** "3 clones: 20 ms by file clone with 0 B over the storage network; 4.0 s through the host, 200 times as long, with 2 GiB." */
export function comparisonHeadline({ spec, host, offload, decision }: Comparison): string {
  const clones = spec.count === 1 ? '1 clone' : `${formatCount(spec.count)} clones`;
  if (!decision.isOffloaded) return `${clones}: nothing was offloaded, so both sides went through the host, in ${formatDuration(host.elapsedMs)} and ${formatDuration(offload.elapsedMs)}.`;
  const networkOf = (run: Comparison['host']) => formatBytes(run.networkReadBytes + run.networkWriteBytes);
  const byArray = `${formatDuration(offload.elapsedMs)} by ${ways[offload.mechanism]} with ${networkOf(offload)} over the storage network`;
  const byHost = `${formatDuration(host.elapsedMs)} through the host`;
  if (host.elapsedMs <= 0 || offload.elapsedMs <= 0) return `${clones}: ${byArray}; ${byHost} with ${networkOf(host)}.`;
  // Offloaded yet not faster happens, and is told as it is.
  if (host.elapsedMs < offload.elapsedMs) return `${clones}: ${byArray}; ${byHost} with ${networkOf(host)}. Offloading took ${timesWords(offload.elapsedMs / host.elapsedMs)} as long.`;
  return `${clones}: ${byArray}; ${byHost}, ${timesWords(host.elapsedMs / offload.elapsedMs)} as long, with ${networkOf(host)}.`;
}

/** Within a sentence. */
const ways: Record<Mechanism, string> = {
  imported: 'import', created: 'nothing but zeros', fileClone: 'file clone', xcopy: 'Full Copy (XCOPY)', fullCopy: 'full copy in the array', hostCopy: 'the software data mover',
};
