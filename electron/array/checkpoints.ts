/** When the maps are saved although nobody has asked: so that recovery replays little. */
import type { Log } from './log.ts';
import type { NodeStore } from './nodeStore.ts';

/** A checkpoint is made after this much was staged ... */
const checkpointBytes = 64 * 1024 * 1024;
/** ... or when this many nodes wait in memory: saving them takes about 30 ms. */
const checkpointNodes = 2_000;
const checkpointDelayMs = 5_000;

export class Checkpoints {
  readonly #log: Pick<Log, 'flush' | 'stagedBytes' | 'hasStaged'>;
  readonly #nodes: Pick<NodeStore, 'dirtyCount'>;
  readonly #commit: () => Promise<void>;
  #stagedAtLast = 0;
  #timer: NodeJS.Timeout | null = null;
  #isUnderWay = false;
  #isStopped = false;

  /** @param commit saves everything, unless the array was closed meanwhile */
  constructor(log: Pick<Log, 'flush' | 'stagedBytes' | 'hasStaged'>, nodes: Pick<NodeStore, 'dirtyCount'>, commit: () => Promise<void>) {
    this.#log = log;
    this.#nodes = nodes;
    this.#commit = commit;
  }

  afterWrite(): void {
    if (this.#log.stagedBytes - this.#stagedAtLast > checkpointBytes || this.#nodes.dirtyCount > checkpointNodes) this.#make();
    else this.#arm();
  }

  /** Whatever was staged before `stagedBytes` is saved. */
  saved(stagedBytes: number): void {
    this.#stagedAtLast = stagedBytes;
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  #arm(): void {
    if (!this.#isStopped) this.#timer ??= setTimeout(() => this.#make(), checkpointDelayMs).unref();
  }

  #make(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#isUnderWay || this.#isStopped) return;
    this.#isUnderWay = true;
    this.#stagedAtLast = this.#log.stagedBytes;
    const settle = (): void => {
      this.#isUnderWay = false;
      // What was written meanwhile must not wait for the next write.
      if (this.#log.hasStaged || this.#nodes.dirtyCount > 0) this.#arm();
    };
    // A failure here stays in the log, and the next write or flush meets it; nobody waits for this call.
    this.#run().then(settle, settle);
  }

  async #run(): Promise<void> {
    // Writes wait while a commit flushes, so most of it is flushed while they go on.
    await this.#log.flush();
    await this.#commit();
  }
}
