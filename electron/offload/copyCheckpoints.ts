/** Makes durable now and then how far a copy is, while the copy goes on. */
import type { CopyJobKey, CopyJobs } from './copyJobs.ts';

export class CopyCheckpoints {
  readonly #jobs: CopyJobs;
  readonly #key: CopyJobKey;
  readonly #offsets: number[];
  #movedBytes = 0;
  #savedBytes = 0;
  #savedAtMs = performance.now();
  #saving: Promise<void> | null = null;
  #failure: { readonly error: unknown } | null = null;

  /** @param offsets of each disk, from where the copy begins */
  constructor(jobs: CopyJobs, key: CopyJobKey, offsets: readonly number[]) {
    this.#jobs = jobs;
    this.#key = key;
    this.#offsets = [...offsets];
  }

  /** @param movedBytes of data, since the copy began */
  moved(movedBytes: number): void {
    this.#movedBytes = movedBytes;
  }

  /** Everything ahead of `offset` is in place. Where what was in place turned out not to be, `offset` is lower than before, and that is saved at once. */
  reached(diskIndex: number, offset: number): void {
    const isBack = offset < (this.#offsets[diskIndex] ?? 0);
    this.#offsets[diskIndex] = offset;
    if (this.#saving || this.#failure || !(isBack || this.#isDue())) return;
    this.#saving = this.#save()
      .catch((error: unknown) => {
        this.#failure = { error };
      })
      .finally(() => {
        this.#saving = null;
      });
  }

  /** Waits for what is being saved. */
  async stop(): Promise<void> {
    await this.#saving;
  }

  /** The copy is complete. @throws why it could not be made durable how far it was */
  async finish(): Promise<void> {
    await this.stop();
    if (this.#failure) throw this.#failure.error;
  }

  /** The copy is left to be taken up again. It is called because of something else that has ended it, so that it never throws: what cannot be saved now is copied again. */
  async leave(): Promise<void> {
    await this.stop();
    try {
      await this.#save();
    } catch (error) {
      const { taskId, index } = this.#key;
      this.#jobs.log(`How far the copy of clone ${index} of ${taskId} is could not be saved; it goes on from where it was saved before. ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #isDue(): boolean {
    const { everyMs, everyBytes } = this.#jobs.pace;
    return performance.now() - this.#savedAtMs >= everyMs || this.#movedBytes - this.#savedBytes >= everyBytes;
  }

  async #save(): Promise<void> {
    this.#savedAtMs = performance.now();
    this.#savedBytes = this.#movedBytes;
    await this.#jobs.saveOffsets(this.#key, this.#offsets);
  }
}
