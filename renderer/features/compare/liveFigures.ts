/** The figures of one half of a running comparison, from what hosts did second by second. Pure. */
import type { HostSample } from '../../../shared/model/offload.ts';
import { mibBytes } from '../../../shared/units.ts';

export interface Span {
  readonly fromMs: number;
  /** Null while it lasts. */
  readonly toMs: number | null;
}

export interface LiveFigures {
  readonly elapsedMs: number;
  /** Mean over the half, 0 to 1; null while no second of it is known. The same for the next ones. */
  readonly hostBusyShare: number | null;
  readonly networkBytesPerSecond: number | null;
  readonly arrayReadBytesPerSecond: number | null;
  readonly arrayWriteBytesPerSecond: number | null;
}

/** The seconds that lie in the span by half of their length at least, so that none counts for both halves. */
export function samplesIn(samples: readonly HostSample[], { fromMs, toMs }: Span): HostSample[] {
  return samples.filter(({ atMs, lengthMs }) => {
    const middleMs = atMs - lengthMs / 2;
    return middleMs >= fromMs && (toMs === null || middleMs < toMs);
  });
}

export function figuresOf(samples: readonly HostSample[], span: Span, nowMs: number): LiveFigures {
  const inside = samplesIn(samples, span);
  const knownMs = inside.reduce((sum, { lengthMs }) => sum + lengthMs, 0);
  const perSecond = (of: (sample: HostSample) => number) => (knownMs === 0 ? null : (inside.reduce((sum, sample) => sum + of(sample), 0) / knownMs) * 1_000);
  const busyMs = inside.reduce((sum, { busyShare, lengthMs }) => sum + busyShare * lengthMs, 0);
  return {
    elapsedMs: Math.max(0, (span.toMs ?? nowMs) - span.fromMs),
    hostBusyShare: knownMs === 0 ? null : busyMs / knownMs,
    networkBytesPerSecond: perSecond(({ networkReadBytes, networkWriteBytes }) => networkReadBytes + networkWriteBytes),
    arrayReadBytesPerSecond: perSecond(({ arrayReadBytes }) => arrayReadBytes),
    arrayWriteBytesPerSecond: perSecond(({ arrayWriteBytes }) => arrayWriteBytes),
  };
}

export interface LiveSeries {
  readonly timesMs: readonly number[];
  readonly busyPercent: readonly number[];
  readonly networkMib: readonly number[];
  readonly arrayMib: readonly number[];
}

/** What is drawn: rates of every second since `fromMs`. */
export function seriesSince(samples: readonly HostSample[], fromMs: number): LiveSeries {
  const known = samples.filter(({ atMs }) => atMs > fromMs);
  const rate = (of: (sample: HostSample) => number) => known.map((sample) => (of(sample) / mibBytes / Math.max(1, sample.lengthMs)) * 1_000);
  return {
    timesMs: known.map(({ atMs }) => atMs),
    busyPercent: known.map(({ busyShare }) => busyShare * 100),
    networkMib: rate(({ networkReadBytes, networkWriteBytes }) => networkReadBytes + networkWriteBytes),
    arrayMib: rate(({ arrayReadBytes, arrayWriteBytes }) => arrayReadBytes + arrayWriteBytes),
  };
}
