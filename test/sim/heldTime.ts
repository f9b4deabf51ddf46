/**
 * Makes a run repeatable: the clock moves as the seed says, timers fire when it is moved on, and
 * random bytes come from the seed. Test files let `node:crypto` pass through `seededCrypto`.
 */
import { vi } from 'vitest';
import type { Random } from './random.ts';

interface Crypto {
  randomBytes(size: number): Buffer;
}

let source: Random | null = null;

/** The module with random bytes from the seed of the run under way. */
export function seededCrypto<T extends Crypto>(real: T): T {
  return { ...real, randomBytes: (size: number) => (source ? Buffer.from(source.bytes(size)) : real.randomBytes(size)) };
}

export class HeldTime {
  #nowMs = 0;
  readonly #random: Random;
  readonly #clock: { mockRestore(): void };

  constructor(random: Random) {
    this.#random = random;
    source = random;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    this.#clock = vi.spyOn(performance, 'now').mockImplementation(() => this.#tick());
  }

  /** Fires the timers of the next `ms` milliseconds. */
  pass(ms: number): void {
    this.#nowMs += ms;
    vi.advanceTimersByTime(ms);
  }

  /** Timers of a process that died never fire. */
  forgetTimers(): void {
    vi.clearAllTimers();
  }

  release(): void {
    source = null;
    this.#clock.mockRestore();
    vi.useRealTimers();
  }

  /** Every look at the clock takes a little time, and now and then long enough to end a time slice. */
  #tick(): number {
    this.#nowMs += this.#random.chance(0.01) ? 10 : 0.01;
    return this.#nowMs;
  }
}
