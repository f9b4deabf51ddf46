/**
 * Space set aside on the local disk for the metadata store. When the disk is full, deleting must
 * still work, and a deletion writes before it frees anything.
 */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Enough for the transactions of a large deletion: each copies the pages it changes. */
const reserveBytes = 16 * 1024 * 1024;
const chunkBytes = 1024 * 1024;

export class Reserve {
  readonly #path: string;
  #isHeld: boolean;

  constructor(path: string) {
    this.#path = path;
    this.#isHeld = existsSync(path);
  }

  /** Sets the space aside if it is not; a disk that is too full for it is left as it is. */
  hold(): void {
    if (this.#isHeld) return;
    const { bavail, bsize } = statfsSync(dirname(this.#path));
    if (bavail * bsize < 2 * reserveBytes) return;
    const draft = `${this.#path}.part`;
    try {
      const fd = openSync(draft, 'w', 0o600);
      try {
        // Written, not only declared: a sparse file takes no space. And not zeros, which some file systems do not store.
        const chunk = Buffer.alloc(chunkBytes, 0xa5);
        for (let done = 0; done < reserveBytes; done += chunkBytes) writeSync(fd, chunk, 0, chunkBytes, done);
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      renameSync(draft, this.#path);
      this.#isHeld = true;
    } catch (error) {
      rmSync(draft, { force: true });
      if (!(error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT'))) throw error;
    }
  }

  /**
   * Gives the space free when the disk has little else left: to be called before a transaction, as one that
   * has failed cannot simply be run again.
   */
  releaseWhenFull(): void {
    if (!this.#isHeld) return;
    if (!existsSync(this.#path)) {
      // Somebody has made room by hand.
      this.#isHeld = false;
      return;
    }
    const { bavail, bsize } = statfsSync(dirname(this.#path));
    if (bavail * bsize >= reserveBytes / 2) return;
    this.#isHeld = false;
    rmSync(this.#path, { force: true });
  }
}
