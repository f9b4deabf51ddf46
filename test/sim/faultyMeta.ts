/**
 * The metadata store as a simulation sees it: real LMDB, trusted to commit whole and durable
 * transactions, with the power going before or right after one, and a full disk in the middle.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../../shared/faults.ts';
import { Meta, type MetaTx } from '../../electron/meta/meta.ts';
import { PowerCut } from './faultyDisk.ts';

const storeName = 'yard.mdb';
/** Where files live in memory, the store's syncs cost nothing; it has to be right there, not durable. */
const memoryFolder = '/dev/shm';

export function newStoreFolder(): string {
  return mkdtempSync(join(existsSync(memoryFolder) ? memoryFolder : tmpdir(), 'cloneyard-sim-'));
}

/** Copies the store as its last transaction left it. It may be open. */
export function copyStore(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  copyFileSync(join(from, storeName), join(to, storeName));
}

export interface MetaSurroundings {
  /** A moment, between two synchronous calls, at which the power may go. @throws PowerCut */
  pointNow(place: string): void;
  /** True when the transaction shall find the disk full. */
  isFull(): boolean;
}

export class FaultyMeta {
  readonly folder: string;
  readonly real: Meta;
  /** What the array gets. */
  readonly meta: Meta;
  #isDead = false;

  constructor(folder: string, surroundings: MetaSurroundings) {
    this.folder = folder;
    this.real = Meta.open(folder);
    const transaction = <T>(work: (tx: MetaTx) => T): T => {
      if (this.#isDead) throw new PowerCut();
      surroundings.pointNow('before a metadata transaction');
      const isFull = surroundings.isFull();
      const result = this.real.transaction((tx) => {
        const made = work(tx);
        if (isFull) throw new Fault('InsufficientStorageSpace', 'The local disk is full; the change was not made.');
        return made;
      });
      surroundings.pointNow('after a metadata transaction');
      return result;
    };
    this.meta = new Proxy(this.real, {
      get: (target, key) => {
        if (key === 'transaction') return transaction;
        const found: unknown = Reflect.get(target, key, target);
        return typeof found === 'function' ? found.bind(target) : found;
      },
    });
  }

  kill(): void {
    this.#isDead = true;
  }

  async close(): Promise<void> {
    await this.real.close();
  }
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
