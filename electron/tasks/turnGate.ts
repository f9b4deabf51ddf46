/**
 * Lets pieces of synchronous work through one after the other, and the event loop turn when
 * they have used up a slice. Calls that arrive together are all handled in one turn otherwise:
 * hundreds of short durable transactions in a row hold up everybody.
 */
import { Pacer } from './pacer.ts';

export class TurnGate {
  readonly #pacer = new Pacer();
  #last: Promise<void> = Promise.resolve();

  /** Resolves when it is the caller's turn; what it does before it awaits anything else is its piece. */
  pass(): Promise<void> {
    // Whoever awaits the promise before runs ahead of this, since it was there first.
    this.#last = this.#last.then(() => this.#pacer.pause());
    return this.#last;
  }
}
