/** Reads one stream of the yard for as long as its connection lives, and starts over after a gap. */

export interface FollowOptions<Event> {
  readonly open: (signal: AbortSignal) => Promise<AsyncIterable<Event>>;
  /** Called a few times a second at most, with everything that came since; `false` asks for a new snapshot. */
  readonly onEvents: (events: readonly Event[]) => boolean;
  readonly onError: (error: unknown) => void;
  readonly signal: AbortSignal;
}

const pauseBeforeReopenMs = 1000;

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}

/**
 * Ends after `signal` has aborted, at the next event or with the connection. The stream itself is
 * only aborted after a gap: aborting it on a link that has closed would be one more message to send.
 */
export async function followStream<Event>(options: FollowOptions<Event>): Promise<void> {
  while (!options.signal.aborted) {
    const attempt = new AbortController();
    const batch = new FrameBatch<Event>((events) => {
      if (!options.onEvents(events)) attempt.abort();
    });
    try {
      for await (const event of await options.open(attempt.signal)) {
        if (attempt.signal.aborted || options.signal.aborted) break;
        batch.push(event);
      }
      if (!attempt.signal.aborted) await pause(pauseBeforeReopenMs);
    } catch (error) {
      // Aborting a stream ends it with an error of its own, which is what was asked for.
      if (!attempt.signal.aborted) {
        options.onError(error);
        await pause(pauseBeforeReopenMs);
      }
    } finally {
      batch.close();
    }
  }
}

/** Redrawing lists of ten thousand rows at every frame of a burst would leave no time for clicks and keys. */
const handOnEveryMs = 120;

/** Collects events: the first is handed on with the next frame, a burst a few times a second. */
class FrameBatch<Event> {
  readonly #handOn: (events: readonly Event[]) => void;
  #events: Event[] = [];
  #isScheduled = false;
  #isClosed = false;
  #handedOnAtMs = -Infinity;

  constructor(handOn: (events: readonly Event[]) => void) {
    this.#handOn = handOn;
  }

  push(event: Event): void {
    this.#events.push(event);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    scheduleFrame(this.#handedOnAtMs + handOnEveryMs - performance.now(), () => {
      this.#isScheduled = false;
      if (this.#isClosed) return;
      const events = this.#events;
      this.#events = [];
      this.#handOn(events);
      this.#handedOnAtMs = performance.now();
    });
  }

  close(): void {
    this.#isClosed = true;
  }
}

/** A hidden page gets no animation frames, but its data should stay current. */
function scheduleFrame(waitMs: number, run: () => void): void {
  if (waitMs > 0) setTimeout(() => scheduleFrame(0, run), waitMs);
  else if (typeof document === 'undefined' || document.hidden) setTimeout(run, 100);
  else requestAnimationFrame(run);
}
