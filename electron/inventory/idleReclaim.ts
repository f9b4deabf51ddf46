/** Gives space back a little after deletions and overwrites, when nothing else is going on. */
import type { StorageArray } from '../array/port.ts';
import type { TaskService } from '../tasks/taskService.ts';

/** Overwrites come in bursts; one pass after the burst does for all of them. */
const defaultDelayMs = 3_000;
/** Passes take at most a fifth of the time: a yard with very many disks must not be looked at all day long. */
const restPerPass = 4;

export class IdleReclaim {
  readonly #array: StorageArray;
  readonly #tasks: TaskService;
  readonly #log: (text: string) => void;
  readonly #onPass: () => void;
  readonly #delayMs: number;
  readonly #abort = new AbortController();
  readonly #stopListening: (() => void)[];
  #timer: NodeJS.Timeout | null = null;
  #pass: Promise<void> | null = null;
  #restMs = 0;

  /** @param onPass called when a pass has ended well: figures may have become exact without any other change */
  constructor(array: StorageArray, tasks: TaskService, log: (text: string) => void, onPass: () => void = () => undefined, delayMs = defaultDelayMs) {
    this.#array = array;
    this.#tasks = tasks;
    this.#log = log;
    this.#onPass = onPass;
    this.#delayMs = delayMs;
    const consider = (): void => this.#consider();
    this.#stopListening = [array.onSpaceChange(consider), tasks.onIdle(consider)];
    this.#consider();
  }

  /** Stops a pass under way and makes no more. */
  async close(): Promise<void> {
    for (const stop of this.#stopListening) stop();
    if (this.#timer) clearTimeout(this.#timer);
    this.#abort.abort();
    await this.#pass;
  }

  #consider(): void {
    if (this.#timer || this.#pass || this.#abort.signal.aborted || !this.#array.needsReclaim) return;
    // A pass that waits must not keep a process alive that has nothing else to do.
    this.#timer = setTimeout(() => {
      this.#timer = null;
      // A task may need a pass of its own; when it has ended, this is considered again.
      if (this.#tasks.isIdle) this.#pass = this.#reclaim();
    }, Math.max(this.#delayMs, this.#restMs)).unref();
  }

  async #reclaim(): Promise<void> {
    const startedMs = performance.now();
    try {
      await this.#array.reclaim(this.#abort.signal);
      this.#onPass();
    } catch (error) {
      if (!this.#abort.signal.aborted) this.#log(`Space could not be given back: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      this.#restMs = (performance.now() - startedMs) * restPerPass;
      this.#pass = null;
    }
  }
}
