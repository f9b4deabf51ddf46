/** Keeps the state of the array in memory: turns, transactions, what was counted of it, and who is told about changes. */
import type { Capability } from '../../electron/array/portTypes.ts';
import type { MetaTx } from '../../electron/meta/meta.ts';
import type { FileId, VolumeId } from '../../shared/ids.ts';
import { usageOf, type Usage } from './memoryCounting.ts';
import { copyOf, emptyState, requireVolume, type Draft, type State } from './memoryState.ts';

export interface MemoryArrayOptions {
  /** Runs a transaction; with `Meta.transaction` a caller's own records commit along. */
  readonly transaction?: <T>(work: (tx: MetaTx) => T) => T;
  /** What the array declares and does; everything when left out. */
  readonly capabilities?: ReadonlySet<Capability>;
}

/** A transaction that lives in memory only. */
function runInMemory<T>(work: (tx: MetaTx) => T): T {
  const applies: (() => void)[] = [];
  const finishes: (() => void)[] = [];
  const result = work({ onCommit: (apply) => applies.push(apply), beforeCommit: (finish) => finishes.push(finish) });
  for (const finish of finishes) finish();
  for (const apply of applies) apply();
  return result;
}

export class MemoryStore {
  readonly #transaction: <T>(work: (tx: MetaTx) => T) => T;
  readonly #listeners = new Set<(files: ReadonlySet<FileId>) => void>();
  #changed = new Set<FileId>();
  #state: State = emptyState;
  /** Who holds what in the present state, counted when somebody asks. */
  #usages = new Map<VolumeId, Usage>();
  /** The open transaction and what it would make of the state. */
  #open: { readonly tx: MetaTx; draft: Draft | null } | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: MemoryArrayOptions) {
    this.#transaction = options.transaction ?? runInMemory;
  }

  get state(): State {
    return this.#state;
  }

  /** What the open transaction would make of the state, or the state where none is open. */
  get draftOrState(): State {
    return this.#open?.draft ?? this.#state;
  }

  become(state: State): void {
    this.#state = state;
    this.#usages = new Map();
  }

  usage(id: VolumeId): Usage {
    const usage = this.#usages.get(id) ?? usageOf(this.#state, requireVolume(this.#state, id).id);
    this.#usages.set(id, usage);
    return usage;
  }

  takeTurn<T>(work: () => T): Promise<T> {
    const result = this.#turn.then(work);
    // The queue goes on whatever became of this call; its caller gets the failure.
    this.#turn = result.catch(() => undefined);
    return result;
  }

  commit<T>(work: (tx: MetaTx) => T): Promise<T> {
    return this.takeTurn(() => {
      try {
        return this.#transaction((tx) => {
          this.#open = { tx, draft: null };
          return work(tx);
        });
      } finally {
        this.#open = null;
      }
    });
  }

  draft(tx: MetaTx): Draft {
    const open = this.#open;
    if (!open || open.tx !== tx) throw new Error('Files are created, cloned and deleted inside StorageArray.commit only.');
    if (!open.draft) {
      const draft = copyOf(this.#state);
      open.draft = draft;
      tx.onCommit(() => this.become(draft));
    }
    return open.draft;
  }

  listen(listener: (files: ReadonlySet<FileId>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  notifyAfter(tx: MetaTx, ids: Iterable<FileId>): void {
    const changed = [...ids];
    tx.onCommit(() => this.notify(changed));
  }

  notify(ids: Iterable<FileId>): void {
    if (this.#changed.size === 0) {
      setImmediate(() => {
        const changed = this.#changed;
        this.#changed = new Set();
        for (const listener of this.#listeners) listener(changed);
      });
    }
    for (const id of ids) this.#changed.add(id);
  }
}
