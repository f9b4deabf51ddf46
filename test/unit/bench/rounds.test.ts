import { expect, it } from 'vitest';
import { movedProbes, type Floor } from '../../bench/probes.ts';
import { expectedRoundMs, summarize, type Round } from '../../bench/rounds.ts';
import { medianOf } from '../../bench/statistics.ts';

const floor: Floor = { smallWriteMs: 1, mebibyteWriteMs: 2, copyMs: 3, pageFaultMs: 4 };

function round(oursMs: number, peerMs: number, moved: string[] = []): Round {
  return {
    oursMs: [oursMs, oursMs],
    peerMs: [peerMs, peerMs],
    oursCpuMs: oursMs,
    peerCpuMs: peerMs,
    ratio: peerMs / oursMs,
    floor: { before: floor, after: floor },
    moved,
    roundMs: 2 * (oursMs + peerMs) + 1000,
  };
}

it('takes the middle, or the mean of the two middle values', () => {
  expect(medianOf([5, 1, 3])).toBe(3);
  expect(medianOf([4, 1, 3, 2])).toBe(2.5);
  expect(() => medianOf([])).toThrow('There is no median of nothing.');
});

it('reports the median of the ratios of rounds, not the ratio of medians', () => {
  // The machine became ten times slower after the first round: the ratios do not mind.
  const row = summarize('peer', 100, [round(1, 2), round(10, 30), round(100, 400)]);
  expect(row.ratio).toEqual({ median: 3, min: 2, max: 4 });
});

it('leaves rounds out in which the floor moved, unless there is no other', () => {
  const noisy = round(1, 100, ['copyMs']);
  expect(summarize('peer', 1, [round(1, 2), noisy])).toMatchObject({ ratio: { median: 2, max: 2 }, usedRounds: 1, invalidRounds: 1 });
  expect(summarize('peer', 1, [noisy])).toMatchObject({ ratio: { median: 100 }, usedRounds: 1, invalidRounds: 1 });
});

it('calls a probe moved beyond a factor of one and a half, either way', () => {
  expect(movedProbes(floor, { ...floor, copyMs: 4.4 })).toEqual([]);
  expect(movedProbes(floor, { ...floor, copyMs: 4.6, pageFaultMs: 2.6 })).toEqual(['copyMs', 'pageFaultMs']);
});

it('expects cloning to grow with the number and the rest of a round to stay', () => {
  expect(expectedRoundMs({ count: 100, round: round(1, 9) }, 1000)).toBe(1000 + 200);
});
