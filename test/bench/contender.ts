import type { Measure } from './shellCommands.ts';

/** Somebody who can make clones. */
export interface Contender {
  readonly name: string;
  /** Version and flags, and where its files are. */
  readonly how: string;
  /** Called before each round, untimed. */
  prepareRound(): Promise<void>;
  /** Makes `count` clones that are durable when it resolves. */
  clone(count: number): Promise<Measure>;
  /** Reads the last clone back and compares it with the source. @throws Error when it differs */
  verify(): Promise<void>;
  close(): Promise<void>;
}

/** A contender that cannot run here. */
export interface Absent {
  readonly name: string;
  readonly reason: string;
}
