import { describe, expect, it } from 'vitest';
import { figuresOf, samplesIn, seriesSince } from '../../../../renderer/features/compare/liveFigures.ts';
import type { HostSample } from '../../../../shared/model/offload.ts';
import { mibBytes } from '../../../../shared/units.ts';

const sample = (atMs: number, change: Partial<HostSample> = {}): HostSample => ({
  atMs, lengthMs: 1_000, busyShare: 0, networkReadBytes: 0, networkWriteBytes: 0, arrayReadBytes: 0, arrayWriteBytes: 0, ...change,
});

describe('live figures', () => {
  const samples = [
    sample(1_000), sample(2_000, { busyShare: 1, networkReadBytes: 8 * mibBytes, networkWriteBytes: 8 * mibBytes, arrayReadBytes: 4 * mibBytes }),
    sample(3_000, { busyShare: 0.5, arrayWriteBytes: 2 * mibBytes }), sample(4_000),
  ];
  it('count each second for one half only', () => {
    expect(samplesIn(samples, { fromMs: 1_200, toMs: 2_400 }).map(({ atMs }) => atMs)).toEqual([2_000]);
    expect(samplesIn(samples, { fromMs: 2_400, toMs: null }).map(({ atMs }) => atMs)).toEqual([3_000, 4_000]);
  });
  it('are means over the half, and what it has taken so far', () => {
    expect(figuresOf(samples, { fromMs: 1_000, toMs: 3_000 }, 9_000)).toEqual({
      elapsedMs: 2_000, hostBusyShare: 0.75, networkBytesPerSecond: 8 * mibBytes, arrayReadBytesPerSecond: 2 * mibBytes, arrayWriteBytesPerSecond: mibBytes,
    });
    expect(figuresOf(samples, { fromMs: 1_000, toMs: null }, 5_000).elapsedMs).toBe(4_000);
  });
  it('are not known for a half that was shorter than any second', () => {
    expect(figuresOf(samples, { fromMs: 2_600, toMs: 2_620 }, 9_000)).toEqual({
      elapsedMs: 20, hostBusyShare: null, networkBytesPerSecond: null, arrayReadBytesPerSecond: null, arrayWriteBytesPerSecond: null,
    });
  });
  it('are drawn as rates', () => {
    const long = sample(10_000, { lengthMs: 4_000, networkReadBytes: 8 * mibBytes });
    expect(seriesSince([...samples, long], 2_000)).toEqual({ timesMs: [3_000, 4_000, 10_000], busyPercent: [50, 0, 0], networkMib: [0, 0, 2], arrayMib: [2, 0, 0] });
  });
});
