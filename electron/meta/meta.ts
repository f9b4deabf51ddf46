/**
 * The metadata store: LMDB with one writer, durable transactions and typed tables.
 *
 * Everything that must change together (map roots, counters, virtual machines, events, the
 * task journal) is put into tables of one store inside one `transaction`.
 */
import { open, type Database, type RootDatabase } from 'lmdb';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../shared/faults.ts';
import { Reserve } from './reserve.ts';

type ReadTransaction = ReturnType<RootDatabase['useReadTransaction']>;

/**
 * The layout of the tables, and what records mean. A store written by a newer version is refused, an older one is read as it is. A new
 * store has format 1, and a higher one as soon as something is written that older versions would misread: see `requireFormat`.
 *
 * - 2: a disk may lie on another datastore than its machine, or be on its way there. Before, all were taken for disks at home: whoever
 *   deleted that other datastore deleted them unasked, and an interrupted copy of single disks was neither taken up again nor cleared away.
 */
export const metaFormatVersion = 2;
export const formatOfDisksApart = 2;
const firstFormatVersion = 1;

export type Key = number | string | (number | string)[];

/** Proof of being inside a transaction. Only `Meta.transaction` makes one, so nothing can write outside. */
export interface MetaTx {
  /**
   * Runs `apply` after the transaction is durable. Memory follows the store through this and
   * never runs ahead of it: when the transaction aborts, `apply` is dropped.
   */
  onCommit(apply: () => void): void;
  /** Runs `finish` inside the transaction, after all of its work: for what is written once per transaction, whatever it did. */
  beforeCommit(finish: () => void): void;
}

export interface KeyRange<K extends Key> {
  start?: K;
  end?: K;
  limit?: number;
  reverse?: boolean;
}

/** The store as it was at one moment, while writing goes on. Holds old pages in use until it is released. */
export interface MetaSnapshot {
  release(): void;
}

class ReadSnapshot implements MetaSnapshot {
  readonly transaction: ReadTransaction;
  constructor(transaction: ReadTransaction) {
    this.transaction = transaction;
  }
  release(): void {
    this.transaction.done();
  }
}

/** A sorted map from keys to records. Records are stored as MessagePack, or as bytes for binary tables. */
export interface Table<K extends Key, V> {
  get(key: K): V | undefined;
  getAt(snapshot: MetaSnapshot, key: K): V | undefined;
  /** Entries with `start ≤ key < end`, in key order (descending with `reverse`: `start` is then the highest key). */
  entries(range?: KeyRange<K>): Iterable<{ key: K; value: V }>;
  entriesAt(snapshot: MetaSnapshot, range: KeyRange<K>): Iterable<{ key: K; value: V }>;
  count(): number;
  put(tx: MetaTx, key: K, value: V): void;
  remove(tx: MetaTx, key: K): void;
}

class Transaction implements MetaTx {
  readonly applies: (() => void)[] = [];
  readonly finishes: (() => void)[] = [];
  isOpen = true;
  onCommit(apply: () => void): void {
    this.applies.push(apply);
  }
  beforeCommit(finish: () => void): void {
    this.finishes.push(finish);
  }
}

export class Meta {
  readonly #env: RootDatabase;
  readonly #reserve: Reserve;
  readonly #system: Table<string, number>;
  #current: Transaction | null = null;
  #isClosed = false;

  private constructor(env: RootDatabase, reserve: Reserve) {
    this.#env = env;
    this.#reserve = reserve;
    this.#system = this.table('system');
  }

  /**
   * Opens or creates the store in `directory`.
   * @throws Fault NotSupported when it was written by a newer version
   */
  static open(directory: string): Meta {
    mkdirSync(directory, { recursive: true });
    const env = open({
      path: join(directory, 'yard.mdb'),
      // Each table is one; a yard has about 60. LMDB walks through this many slots when a table is opened, which is nothing.
      maxDbs: 128,
      // With overlapping sync a commit returns before it is durable. "Done" must mean durable here.
      overlappingSync: false,
    });
    const meta = new Meta(env, new Reserve(join(directory, 'reserve')));
    const version = meta.#system.get('formatVersion');
    if (version !== undefined && version > metaFormatVersion) {
      env.close();
      throw new Fault('NotSupported', `This data directory has format ${version}; this version reads up to ${metaFormatVersion}.`, {
        hint: 'Open it with the newer version that wrote it.',
      });
    }
    if (version === undefined) meta.transaction((tx) => meta.#system.put(tx, 'formatVersion', firstFormatVersion));
    meta.holdReserve();
    return meta;
  }

  /** Versions that know lower formats only refuse the store from now on: they would misread what this transaction writes. */
  requireFormat(tx: MetaTx, version: number): void {
    if ((this.#system.get('formatVersion') ?? 0) < version) this.#system.put(tx, 'formatVersion', version);
  }

  table<K extends Key, V>(name: string): Table<K, V> {
    return this.#wrap<K, V>(this.#env.openDB<V, K>({ name, encoding: 'msgpack' }));
  }

  binaryTable<K extends Key>(name: string): Table<K, Buffer> {
    return this.#wrap<K, Buffer>(this.#env.openDB<Buffer, K>({ name, encoding: 'binary' }));
  }

  /**
   * Runs `work` in one transaction. It is durable when this returns; when `work` throws,
   * nothing has changed. `work` must be synchronous and must not open another transaction.
   * @throws Fault InsufficientStorageSpace when the local disk is full
   */
  transaction<T>(work: (tx: MetaTx) => T): T {
    if (this.#isClosed) throw new Fault('InvalidState', 'The data directory is being closed.');
    if (this.#current) throw new Error('Transactions do not nest: pass the open one down.');
    this.#reserve.releaseWhenFull();
    const tx = new Transaction();
    this.#current = tx;
    let result: T;
    try {
      result = this.#env.transactionSync(() => {
        const done = work(tx);
        for (const finish of tx.finishes) finish();
        return done;
      });
    } catch (error) {
      if (isDiskFull(error)) {
        throw new Fault('InsufficientStorageSpace', 'The local disk is full; the change was not made.', {
          hint: 'Free space on the disk that holds the data directory.',
        });
      }
      throw error;
    } finally {
      tx.isOpen = false;
      this.#current = null;
    }
    for (const apply of tx.applies) apply();
    return result;
  }

  /** Sets space aside again for the time when the local disk is full, if there is room now. */
  holdReserve(): void {
    this.#reserve.hold();
  }

  /** The store as of the last transaction. Must be released. */
  snapshot(): MetaSnapshot {
    // A read transaction left over from earlier in this turn would show an older state than the last commit.
    this.#env.resetReadTxn();
    return new ReadSnapshot(this.#env.useReadTransaction());
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#env.close();
  }

  #wrap<K extends Key, V>(db: Database<V, K>): Table<K, V> {
    const inside = (tx: MetaTx): void => {
      if (!(tx instanceof Transaction) || !tx.isOpen) throw new Error('The transaction has ended.');
    };
    return {
      get: (key) => db.get(key),
      getAt: (snapshot, key) => db.get(key, { transaction: readTransactionOf(snapshot) }),
      entries: (range = {}) => db.getRange({ ...range, snapshot: true }),
      entriesAt: (snapshot, range) => db.getRange({ ...range, transaction: readTransactionOf(snapshot) }),
      count: () => db.getCount(),
      put: (tx, key, value) => {
        inside(tx);
        db.putSync(key, value);
      },
      remove: (tx, key) => {
        inside(tx);
        db.removeSync(key);
      },
    };
  }
}

function readTransactionOf(snapshot: MetaSnapshot): ReadTransaction {
  if (!(snapshot instanceof ReadSnapshot)) throw new Error('The snapshot is not of this store.');
  return snapshot.transaction;
}

/** LMDB reports a full disk as ENOSPC in the code or in the text, depending on which call met it. */
function isDiskFull(error: unknown): boolean {
  return error instanceof Error && (('code' in error && error.code === 'ENOSPC') || /No space left|ENOSPC|MDB_MAP_FULL/.test(error.message));
}
