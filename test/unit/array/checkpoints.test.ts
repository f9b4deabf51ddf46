import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Checkpoints } from '../../../electron/array/checkpoints.ts';

const mibBytes = 1024 * 1024;

/** A log and maps that say how much they hold, and commits that last until they are let go. */
class Parts {
  readonly log = { stagedBytes: 0, hasStaged: false, flush: async () => void this.calls.push('flush') };
  readonly nodes = { dirtyCount: 0 };
  readonly calls: string[] = [];
  readonly #waiting: (() => void)[] = [];
  failure: Error | null = null;
  readonly checkpoints = new Checkpoints(this.log, this.nodes, async () => {
    this.calls.push('commit');
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.failure) throw this.failure;
  });

  write(sizeBytes: number): void {
    this.log.stagedBytes += sizeBytes;
    this.log.hasStaged = true;
    this.checkpoints.afterWrite();
  }

  async endCommit(): Promise<void> {
    this.#waiting.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
  }
}

describe('checkpoints', () => {
  let parts: Parts;

  beforeEach(() => {
    vi.useFakeTimers();
    parts = new Parts();
  });
  afterEach(() => void vi.useRealTimers());

  it('flush before they ask for a turn of their own', async () => {
    parts.write(65 * mibBytes);
    await vi.advanceTimersByTimeAsync(0);
    expect(parts.calls).toEqual(['flush', 'commit']);
  });

  it('come five seconds after a small write, and once for many', async () => {
    for (let i = 0; i < 100; i += 1) parts.write(4096);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(parts.calls).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(parts.calls).toEqual(['flush', 'commit']);
  });

  it('come when many nodes wait in memory', async () => {
    parts.nodes.dirtyCount = 2_001;
    parts.write(4096);
    await vi.advanceTimersByTimeAsync(0);
    expect(parts.calls).toEqual(['flush', 'commit']);
  });

  it('are made one at a time, and what is written meanwhile has its own', async () => {
    parts.write(65 * mibBytes);
    await vi.advanceTimersByTimeAsync(0);
    parts.write(200 * mibBytes);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(parts.calls).toEqual(['flush', 'commit']);
    await parts.endCommit();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(parts.calls).toEqual(['flush', 'commit', 'flush', 'commit']);
  });

  it('are not made when a commit has saved everything', async () => {
    parts.log.stagedBytes = 60 * mibBytes;
    parts.checkpoints.saved(parts.log.stagedBytes);
    parts.write(60 * mibBytes);
    await vi.advanceTimersByTimeAsync(0);
    expect(parts.calls).toEqual([]);
  });

  it('are tried again after a failure, and never after the end', async () => {
    parts.failure = new Error('no room');
    parts.write(65 * mibBytes);
    await vi.advanceTimersByTimeAsync(0);
    await parts.endCommit();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(parts.calls).toEqual(['flush', 'commit', 'flush', 'commit']);
    parts.checkpoints.stop();
    await parts.endCommit();
    parts.write(65 * mibBytes);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(parts.calls).toHaveLength(4);
  });
});
