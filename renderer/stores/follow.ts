/** Reads one stream of the yard for as long as its connection lives, and starts over after a gap. */

export interface FollowOptions<Event> {
  readonly open: (signal: AbortSignal) => Promise<AsyncIterable<Event>>;
  /** Called once a frame with everything that came since; `false` asks for a new snapshot. */
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

/** Collects events and hands them on at most once a frame, so that a burst costs one redraw. */
class FrameBatch<Event> {
  readonly #handOn: (events: readonly Event[]) => void;
  #events: Event[] = [];
  #isScheduled = false;
  #isClosed = false;

  constructor(handOn: (events: readonly Event[]) => void) {
    this.#handOn = handOn;
  }

  push(event: Event): void {
    this.#events.push(event);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    scheduleFrame(() => {
      this.#isScheduled = false;
      if (this.#isClosed) return;
      const events = this.#events;
      this.#events = [];
      this.#handOn(events);
    });
  }

  close(): void {
    this.#isClosed = true;
  }
}

/** A hidden page gets no animation frames, but its data should stay current. */
function scheduleFrame(run: () => void): void {
  if (typeof document === 'undefined' || document.hidden) setTimeout(run, 100);
  else requestAnimationFrame(run);
}
