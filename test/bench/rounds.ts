/** Rounds of A B B A: what both sides have in common in a moment cancels out in that round's ratio. */
import type { Contender } from './contender.ts';
import type { Measure } from './shellCommands.ts';
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

/** What the rounds of one comparison say together. */
export interface Summary {
  readonly rounds: readonly Round[];
  /** Rounds that the figures come from: the valid ones, or all of them when none was. */
  readonly usedRounds: number;
  readonly invalidRounds: number;
  readonly ratio: { readonly median: number; readonly min: number; readonly max: number };
  /** The same of processor time, the steadier figure on a busy machine. */
  readonly cpuRatio: number;
  readonly oursMs: number;
  readonly peerMs: number;
  readonly oursCpuMs: number;
  readonly peerCpuMs: number;
}

export interface Row extends Summary {
  readonly peer: string;
  readonly count: number;
}

/** What one round takes turns with. `prepare` is not timed. */
export interface Pair {
  readonly prepare?: () => Promise<void>;
  readonly ours: () => Promise<Measure>;
  readonly peer: () => Promise<Measure>;
}

export async function runPair({ prepare, ours, peer }: Pair, probeFolder: string): Promise<Round> {
  const startedAt = performance.now();
  await prepare?.();
  const before = probeFloor(probeFolder);
  const a1 = await ours();
  const b1 = await peer();
  const b2 = await peer();
  const a2 = await ours();
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

export function runRound(ours: Contender, peer: Contender, count: number, probeFolder: string): Promise<Round> {
  const prepare = async (): Promise<void> => {
    await ours.prepareRound();
    await peer.prepareRound();
  };
  return runPair({ prepare, ours: () => ours.clone(count), peer: () => peer.clone(count) }, probeFolder);
}

/** What a round of `count` clones will take, from a round of fewer: cloning grows with their number, the rest does not. */
export function expectedRoundMs(earlier: { readonly count: number; readonly round: Round }, count: number): number {
  const { oursMs, peerMs, roundMs } = earlier.round;
  const cloningMs = oursMs[0] + oursMs[1] + peerMs[0] + peerMs[1];
  return roundMs - cloningMs + cloningMs * (count / earlier.count);
}

export function summarize(peer: string, count: number, rounds: readonly Round[]): Row {
  return { peer, count, ...summarizeRounds(rounds) };
}

export function summarizeRounds(rounds: readonly Round[]): Summary {
  const valid = rounds.filter((round) => round.moved.length === 0);
  const used = valid.length > 0 ? valid : rounds;
  const ratios = used.map((round) => round.ratio);
  return {
    rounds,
    usedRounds: used.length,
    invalidRounds: rounds.length - valid.length,
    ratio: { median: medianOf(ratios), min: Math.min(...ratios), max: Math.max(...ratios) },
    cpuRatio: medianOf(used.map((round) => round.peerCpuMs / round.oursCpuMs)),
    oursMs: medianOf(used.flatMap((round) => round.oursMs)),
    peerMs: medianOf(used.flatMap((round) => round.peerMs)),
    oursCpuMs: medianOf(used.map((round) => round.oursCpuMs)),
    peerCpuMs: medianOf(used.map((round) => round.peerCpuMs)),
  };
}
