/** Who is connected with which access key, and the end of it when the key is no longer good. */
import type { AccessKeyId } from '../../shared/ids.ts';
import type { AccessEnd } from '../../shared/model/access.ts';

/** Timers stand still while the machine sleeps, and know nothing of a clock that is set: the time is looked at as often as this. */
const longestTimerMs = 30_000;

interface KeySessions {
  readonly ends: Set<(why: AccessEnd) => void>;
  timer: NodeJS.Timeout | null;
}

export class Sessions {
  /** Told when somebody has come or gone. */
  onChange: (() => void) | null = null;
  readonly #now: () => number;
  readonly #keys = new Map<AccessKeyId, KeySessions>();

  constructor(now: () => number) {
    this.#now = now;
  }

  countOf(id: AccessKeyId): number {
    return this.#keys.get(id)?.ends.size ?? 0;
  }

  /** @param end called once when the key is no longer good. @returns to be called when the client has gone */
  begin(id: AccessKeyId, expiresAtMs: number | null, end: (why: AccessEnd) => void): () => void {
    const sessions = this.#keys.get(id) ?? { ends: new Set(), timer: null };
    this.#keys.set(id, sessions);
    sessions.ends.add(end);
    if (expiresAtMs !== null && sessions.timer === null) this.#awaitExpiry(id, sessions, expiresAtMs);
    this.onChange?.();
    return () => {
      if (!sessions.ends.delete(end)) return;
      if (sessions.ends.size === 0) this.#forget(id, sessions);
      this.onChange?.();
    };
  }

  /** Ends everybody who has come with the key. */
  endAll(id: AccessKeyId, why: AccessEnd): void {
    const sessions = this.#keys.get(id);
    if (!sessions) return;
    this.#forget(id, sessions);
    const ends = [...sessions.ends];
    sessions.ends.clear();
    for (const end of ends) end(why);
    this.onChange?.();
  }

  close(): void {
    for (const [id, sessions] of this.#keys) this.#forget(id, sessions);
  }

  #awaitExpiry(id: AccessKeyId, sessions: KeySessions, expiresAtMs: number): void {
    const leftMs = expiresAtMs - this.#now();
    // The clock may have been set back meanwhile, and a timer may be early by a little: it is looked at again.
    const look = (): void => (this.#now() >= expiresAtMs ? this.endAll(id, 'expired') : this.#awaitExpiry(id, sessions, expiresAtMs));
    sessions.timer = setTimeout(look, Math.min(Math.max(1, leftMs), longestTimerMs));
    sessions.timer.unref();
  }

  #forget(id: AccessKeyId, sessions: KeySessions): void {
    if (sessions.timer) clearTimeout(sessions.timer);
    sessions.timer = null;
    this.#keys.delete(id);
  }
}
