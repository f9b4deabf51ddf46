/** Keeps long work from blocking the event loop: it works in slices and lets others in between. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Fault } from '../../shared/faults.ts';

const sliceMs = 8;

/** @throws Fault RequestCanceled when the signal was aborted */
export function throwIfCanceled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new Fault('RequestCanceled');
}

export class TimeSlice {
  readonly #signal: AbortSignal | undefined;
  #endsAtMs = performance.now() + sliceMs;

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /** True when it is time to `pause`. A comparison, cheap enough for inner loops. */
  get isOver(): boolean {
    return performance.now() >= this.#endsAtMs;
  }

  /** @throws Fault RequestCanceled when the signal was aborted */
  async pause(): Promise<void> {
    throwIfCanceled(this.#signal);
    await nextTurn();
    this.#endsAtMs = performance.now() + sliceMs;
  }
}
