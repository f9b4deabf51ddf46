import { expect, test } from 'vitest';
import { UseSeries, averageMs, averagesKeptMs, secondsKeptMs } from '../../../electron/acceleration/useSeries.ts';
import type { HostSample } from '../../../shared/model/offload.ts';
import { createRandom, testSeed } from '../../sim/random.ts';

const startMs = 1_000_000_000;
const use = (busyMs: number, bytes: number) => ({ busyMs, networkReadBytes: bytes, networkWriteBytes: 2 * bytes });
const sumOf = (samples: readonly HostSample[], figure: 'networkReadBytes' | 'networkWriteBytes' | 'arrayReadBytes'): number => samples.reduce((sum, sample) => sum + sample[figure], 0);
const busyOf = (samples: readonly HostSample[]): number => samples.reduce((sum, sample) => sum + sample.busyShare * sample.lengthMs, 0);

/** Samples follow each other without a gap or an overlap. */
function expectSeamless(samples: readonly HostSample[]): void {
  for (const [index, sample] of samples.entries()) {
    const next = samples[index + 1];
    if (next) expect(next.atMs - next.lengthMs).toBe(sample.atMs);
  }
}

test('work is spread over the seconds it took, and its bytes stay whole', () => {
  const series = new UseSeries(startMs);
  series.add(use(1_500, 999), startMs + 1_200, startMs + 2_700);
  const samples = series.history(startMs + 3_000);
  expectSeamless(samples);
  expect(sumOf(samples, 'networkReadBytes')).toBe(999);
  expect(sumOf(samples, 'networkWriteBytes')).toBe(1_998);
  expect(busyOf(samples)).toBeCloseTo(1_500);
  expect(samples.map(({ busyShare }) => Math.round(busyShare * 10) / 10)).toEqual([0, 0.8, 0.7]);
  expect(samples.map(({ networkReadBytes }) => networkReadBytes)).toEqual([0, 533, 466]);
});

test('the second under way is not told before it has ended', () => {
  const series = new UseSeries(startMs);
  series.add(use(100, 10), startMs, startMs + 100);
  expect(series.history(startMs + 100)).toEqual([]);
  expect(series.history(startMs + 1_000)).toHaveLength(1);
});

test('a stretch without use is two samples: its first second and the rest', () => {
  const series = new UseSeries(startMs);
  series.add(use(1, 1), startMs + 20_000, startMs + 20_001);
  const samples = series.history(startMs + 60_000);
  expectSeamless(samples);
  expect(samples.map(({ lengthMs }) => lengthMs)).toEqual([1_000, 19_000, 1_000, 1_000, 38_000]);
  expect(series.bucketCount).toBe(1);
});

test('what was handed out does not change any more: what comes late counts for the next second', () => {
  const series = new UseSeries(startMs);
  series.add(use(500, 50), startMs, startMs + 500);
  const seen = series.since(0, startMs + 1_000);
  series.seal(startMs + 1_000);
  expect(sumOf(seen, 'networkReadBytes')).toBe(50);
  series.add(use(900, 90), startMs + 500, startMs + 1_400);
  const next = series.since(seen.at(-1)?.atMs ?? 0, startMs + 2_000);
  expect(sumOf(next, 'networkReadBytes')).toBe(90);
  expectSeamless([...seen, ...next]);
});

test('after an hour seconds become averages, after a day they are gone, and nothing grows without end', () => {
  const seed = testSeed('use over time');
  const random = createRandom(seed);
  const series = new UseSeries(startMs);
  const pieces: { readonly atMs: number; readonly bytes: number }[] = [];
  let nowMs = startMs;
  const endMs = startMs + averagesKeptMs + 5 * secondsKeptMs;
  while (nowMs < endMs) {
    nowMs += random.between(100, random.chance(0.01) ? 3_000_000 : 20_000);
    const bytes = random.below(1_000);
    series.add(use(10, bytes), nowMs - 10, nowMs);
    pieces.push({ atMs: nowMs, bytes });
    expect(series.bucketCount).toBeLessThanOrEqual(secondsKeptMs / 1_000 + averagesKeptMs / averageMs + averageMs / 1_000 + 2);
  }
  const samples = series.history(nowMs + 1_000);
  expectSeamless(samples);
  const first = samples[0];
  if (!first) throw new Error('There are no samples.');
  expect(nowMs - first.atMs).toBeLessThanOrEqual(averagesKeptMs + averageMs);
  expect(new Set(samples.map(({ lengthMs }) => lengthMs))).toContain(averageMs);
  // Of a piece across the first border only a part is known.
  const fromMs = first.atMs - first.lengthMs;
  const known = pieces.filter((piece) => piece.atMs - 10 >= fromMs).reduce((sum, piece) => sum + piece.bytes, 0);
  const across = pieces.filter((piece) => piece.atMs - 10 < fromMs && piece.atMs > fromMs).reduce((sum, piece) => sum + piece.bytes, 0);
  expect(sumOf(samples, 'networkReadBytes')).toBeGreaterThanOrEqual(known);
  expect(sumOf(samples, 'networkReadBytes')).toBeLessThanOrEqual(known + across);
});
