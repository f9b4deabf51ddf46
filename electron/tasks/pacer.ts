/** Keeps long loops from holding up everybody else in the same thread. */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Well under the 100 ms that nothing in the yard's thread may take. */
const sliceMs = 20;

export class Pacer {
  #sliceStartMs = performance.now();

  /**
   * Lets other work run when the present slice is used up. Awaiting data alone does not do
   * that: promises that are settled already never let the event loop turn.
   */
  async pause(): Promise<void> {
    if (performance.now() - this.#sliceStartMs < sliceMs) return;
    await nextTurn();
    this.#sliceStartMs = performance.now();
  }
}
