/** Rounds of A B B A: what both sides have in common in a moment cancels out in that round's ratio. */
import type { Contender } from './contender.ts';
import { movedProbes, probeFloor, type Floor } from './probes.ts';
import { medianOf } from './statistics.ts';

export interface Round {
  readonly oursMs: readonly [number, number];
  readonly peerMs: readonly [number, number];
  readonly oursCpuMs: number;
  readonly peerCpuMs: number;
  /** Peer divided by ours: above 1 ours is faster. */
  readonly ratio: number;
  readonly floor: { readonly before: Floor; readonly after: Floor };
  /** Probes that moved; empty for a valid round. */
  readonly moved: readonly string[];
  /** The whole round with its preparation. */
  readonly roundMs: number;
}

export interface Row {
  readonly peer: string;
  readonly count: number;
  readonly rounds: readonly Round[];
  /** Rounds that the figures come from: the valid ones, or all of them when none was. */
  readonly usedRounds: number;
  readonly invalidRounds: number;
  readonly ratio: { readonly median: number; readonly min: number; readonly max: number };
  readonly oursMs: number;
  readonly peerMs: number;
  readonly oursCpuMs: number;
  readonly peerCpuMs: number;
}

export async function runRound(ours: Contender, peer: Contender, count: number, probeFolder: string): Promise<Round> {
  const startedAt = performance.now();
  await ours.prepareRound();
  await peer.prepareRound();
  const before = probeFloor(probeFolder);
  const a1 = await ours.clone(count);
  const b1 = await peer.clone(count);
  const b2 = await peer.clone(count);
  const a2 = await ours.clone(count);
  const after = probeFloor(probeFolder);
  return {
    oursMs: [a1.wallMs, a2.wallMs],
    peerMs: [b1.wallMs, b2.wallMs],
    oursCpuMs: (a1.cpuMs + a2.cpuMs) / 2,
    peerCpuMs: (b1.cpuMs + b2.cpuMs) / 2,
    ratio: (b1.wallMs + b2.wallMs) / (a1.wallMs + a2.wallMs),
    floor: { before, after },
    moved: movedProbes(before, after),
    roundMs: performance.now() - startedAt,
  };
}

/** What a round of `count` clones will take, from a round of fewer: cloning grows with their number, the rest does not. */
export function expectedRoundMs(earlier: { readonly count: number; readonly round: Round }, count: number): number {
  const { oursMs, peerMs, roundMs } = earlier.round;
  const cloningMs = oursMs[0] + oursMs[1] + peerMs[0] + peerMs[1];
  return roundMs - cloningMs + cloningMs * (count / earlier.count);
}

export function summarize(peer: string, count: number, rounds: readonly Round[]): Row {
  const valid = rounds.filter((round) => round.moved.length === 0);
  const used = valid.length > 0 ? valid : rounds;
  const ratios = used.map((round) => round.ratio);
  return {
    peer,
    count,
    rounds,
    usedRounds: used.length,
    invalidRounds: rounds.length - valid.length,
    ratio: { median: medianOf(ratios), min: Math.min(...ratios), max: Math.max(...ratios) },
    oursMs: medianOf(used.flatMap((round) => round.oursMs)),
    peerMs: medianOf(used.flatMap((round) => round.peerMs)),
    oursCpuMs: medianOf(used.map((round) => round.oursCpuMs)),
    peerCpuMs: medianOf(used.map((round) => round.peerCpuMs)),
  };
}
