/** Measures the turns of the event loop of the thread it runs in. */
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

export interface TurnStatistics {
  readonly turnCount: number;
  /** The longest turns, by the time the thread really had a processor where the system tells. */
  readonly longestCpuMs: number[];
  /** The longest turns by the clock: waiting for the disk counts, and so do other processes on a busy machine. */
  readonly longestWallMs: number[];
  readonly over50: number;
  readonly over100: number;
  /** As `perf_hooks.monitorEventLoopDelay` sees it, with a resolution of 5 ms. */
  readonly delayMaxMs: number;
  readonly delayP99Ms: number;
}

const shown = 3;

/** Start and end of a turn in microseconds of the monotonic clock, for whoever wants to look into it. */
export interface Turn {
  readonly startUs: number;
  readonly endUs: number;
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Time this thread has had a processor, in milliseconds; null where the system does not tell. */
function threadCpuMs(): number | null {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[0]) / 1e6;
  } catch {
    // Only Linux tells; the clock has to do elsewhere.
    return null;
  }
}

/** Watches every turn from now on until `finish`. Keeps the thread busy meanwhile: a turn is what lies between two immediates. */
export class TurnMonitor {
  readonly turns: Turn[] = [];
  readonly #delay = monitorEventLoopDelay({ resolution: 5 });
  #isRunning = true;
  #wallMs = performance.now();
  #cpuMs = threadCpuMs();

  constructor() {
    this.#delay.enable();
    setImmediate(this.#tick);
  }

  readonly #tick = (): void => {
    const wallMs = performance.now();
    const cpuMs = threadCpuMs();
    const endUs = Number(process.hrtime.bigint() / 1000n);
    const wall = wallMs - this.#wallMs;
    const cpu = cpuMs === null || this.#cpuMs === null ? wall : cpuMs - this.#cpuMs;
    // Turns in which nothing happened say nothing.
    if (wall > 1) this.turns.push({ startUs: endUs - wall * 1000, endUs, wallMs: wall, cpuMs: cpu });
    this.#wallMs = performance.now();
    this.#cpuMs = threadCpuMs();
    if (this.#isRunning) setImmediate(this.#tick);
  };

  finish(): TurnStatistics {
    this.#isRunning = false;
    this.#delay.disable();
    const longest = (pick: (turn: Turn) => number): number[] => this.turns.map(pick).toSorted((a, b) => b - a).slice(0, shown);
    return {
      turnCount: this.turns.length,
      longestCpuMs: longest((turn) => turn.cpuMs),
      longestWallMs: longest((turn) => turn.wallMs),
      over50: this.turns.filter((turn) => turn.cpuMs > 50).length,
      over100: this.turns.filter((turn) => turn.cpuMs > 100).length,
      delayMaxMs: this.#delay.max / 1e6,
      delayP99Ms: this.#delay.percentile(99) / 1e6,
    };
  }
}
