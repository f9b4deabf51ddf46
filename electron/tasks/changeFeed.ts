/**
 * Tells any number of subscribers which keys have changed, at most ten times a second each.
 * Only keys are kept, never values: a subscriber looks up the present value when it is told,
 * so a slow one costs memory for distinct keys, not for every change.
 */

/** At most ten messages a second per stream. */
const shortestGapMs = 100;

export interface ChangeSet<K> {
  readonly keys: ReadonlySet<K>;
  readonly previousRevision: number;
  readonly revision: number;
}

export interface Subscription<K> {
  /** The revision as of which the subscriber knows everything once it has read the present state. */
  readonly revision: number;
  /** The next changes, or null when the signal was aborted or the feed was closed. */
  next(): Promise<ChangeSet<K> | null>;
  end(): void;
}

export class ChangeFeed<K> {
  #revision = 0;
  #isClosed = false;
  readonly #subscribers = new Set<Subscriber<K>>();

  get revision(): number {
    return this.#revision;
  }

  get subscriberCount(): number {
    return this.#subscribers.size;
  }

  mark(keys: Iterable<K>): void {
    this.#revision += 1;
    if (this.#subscribers.size === 0) return;
    const list = [...keys];
    for (const subscriber of this.#subscribers) subscriber.mark(list);
  }

  /** Changes from now on. `end` must be called, or the signal aborted, when they are no longer wanted. */
  subscribe(signal?: AbortSignal): Subscription<K> {
    const subscriber = new Subscriber<K>(this, () => this.#subscribers.delete(subscriber), signal);
    if (this.#isClosed) subscriber.end();
    else this.#subscribers.add(subscriber);
    return subscriber;
  }

  /** Ends every subscription, now and later. */
  close(): void {
    this.#isClosed = true;
    for (const subscriber of this.#subscribers) subscriber.end();
  }
}

class Subscriber<K> implements Subscription<K> {
  readonly revision: number;
  readonly #feed: ChangeFeed<K>;
  readonly #leave: () => void;
  readonly #signal: AbortSignal | undefined;
  #sentRevision: number;
  #sentAtMs = -Infinity;
  #keys = new Set<K>();
  #hasEnded = false;
  #wake: (() => void) | null = null;

  constructor(feed: ChangeFeed<K>, leave: () => void, signal: AbortSignal | undefined) {
    this.#feed = feed;
    this.#leave = leave;
    this.#signal = signal;
    this.revision = feed.revision;
    this.#sentRevision = feed.revision;
    signal?.addEventListener('abort', this.end);
    if (signal?.aborted) this.#hasEnded = true;
  }

  mark(keys: readonly K[]): void {
    for (const key of keys) this.#keys.add(key);
    this.#wake?.();
  }

  readonly end = (): void => {
    this.#hasEnded = true;
    this.#keys.clear();
    this.#signal?.removeEventListener('abort', this.end);
    this.#leave();
    this.#wake?.();
  };

  async next(): Promise<ChangeSet<K> | null> {
    while (!this.#hasEnded && this.#keys.size === 0) await this.#sleep(null);
    // Waiting out the gap gathers what changes meanwhile into the same message.
    for (;;) {
      const waitMs = this.#sentAtMs + shortestGapMs - performance.now();
      if (this.#hasEnded || waitMs <= 0) break;
      await this.#sleep(waitMs);
    }
    if (this.#hasEnded) return null;
    const changes = { keys: this.#keys, previousRevision: this.#sentRevision, revision: this.#feed.revision };
    this.#keys = new Set();
    this.#sentRevision = changes.revision;
    this.#sentAtMs = performance.now();
    return changes;
  }

  /** Resolves at the next mark or end, or, given a delay, after it or at the end. */
  #sleep(delayMs: number | null): Promise<void> {
    return new Promise((resolve) => {
      const timer = delayMs === null ? null : setTimeout(() => done(), Math.ceil(delayMs));
      const done = (): void => {
        if (timer) clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
      this.#wake = (): void => {
        if (delayMs === null || this.#hasEnded) done();
      };
    });
  }
}
