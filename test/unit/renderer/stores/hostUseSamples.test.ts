import { describe, expect, it } from 'vitest';
import { keepSamplesMs, withSamples } from '../../../../renderer/stores/hostUseSamples.ts';
import type { HostSample } from '../../../../shared/model/offload.ts';

const sample = (atMs: number, busyShare = 0): HostSample => ({
  atMs, lengthMs: 1_000, busyShare, networkReadBytes: 0, networkWriteBytes: 0, arrayReadBytes: 0, arrayWriteBytes: 0,
});

describe('withSamples', () => {
  it('adds newer samples', () => {
    expect(withSamples([sample(1_000)], [sample(2_000), sample(3_000)]).map(({ atMs }) => atMs)).toEqual([1_000, 2_000, 3_000]);
  });
  it('takes what overlaps from the newer telling, as after a new connection', () => {
    const known = [sample(1_000), sample(2_000), sample(3_000)];
    const after = withSamples(known, [sample(2_000, 0.5), sample(3_000, 0.5), sample(4_000)]);
    expect(after.map(({ atMs, busyShare }) => [atMs, busyShare])).toEqual([[1_000, 0], [2_000, 0.5], [3_000, 0.5], [4_000, 0]]);
  });
  it('keeps an hour and stays the same without news', () => {
    const known = [sample(0), sample(5_000)];
    expect(withSamples(known, [])).toBe(known);
    expect(withSamples(known, [sample(keepSamplesMs + 1_000)]).map(({ atMs }) => atMs)).toEqual([5_000, keepSamplesMs + 1_000]);
  });
});
