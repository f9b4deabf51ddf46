/**
 * The nodes of all block maps: a cache over LMDB. Changed nodes stay in memory until the next
 * checkpoint saves them together with the log position that they reflect.
 */
import { Fault } from '../../shared/faults.ts';
import type { Meta, MetaSnapshot, MetaTx, Table } from '../meta/meta.ts';
import type { Crc } from './layout.ts';
import { decodeNode, encodeNode, fanOut } from './nodeCodec.ts';
import { sealValue, unsealValue } from './nodeSeal.ts';

export interface Node {
  readonly id: number;
  readonly slots: Float64Array;
  isDirty: boolean;
}

/** Clean nodes kept in memory, about 4 KiB each. */
const cacheLimit = 8_192;

export class NodeStore {
  readonly #table: Table<number, Buffer>;
  readonly #crc: Crc;
  readonly #cache = new Map<number, Node>();
  readonly #dirty = new Map<number, Node>();
  /** The id the next new node gets. Ids only grow: that makes "older than the share point" one comparison. */
  nextId: number;
  /** Nodes from this id on were made by the transaction that began last. */
  #beganAt = 0;
  /** How many nodes were copied so far. A copy may have been the last use of its original. */
  copyCount = 0;

  constructor(meta: Meta, nextId: number, crc: Crc) {
    this.#crc = crc;
    this.#table = meta.binaryTable<number>('nodes');
    this.nextId = nextId;
  }

  get dirtyCount(): number {
    return this.#dirty.size;
  }

  get(id: number): Node {
    const known = this.#cache.get(id);
    if (known) return known;
    const node: Node = { id, slots: this.#decode(id, (key) => this.#stored(key)), isDirty: false };
    this.#remember(node);
    return node;
  }

  /**
   * A stored value as it was when the snapshot was taken: a node's first is under its id times two, the second behind it.
   * @throws Fault DataIntegrity when it does not match its checksum
   */
  storedAt(snapshot: MetaSnapshot, key: number): Buffer | undefined {
    const value = this.#table.getAt(snapshot, key);
    return value && unsealValue(key, value, this.#crc);
  }

  #stored(key: number): Buffer | undefined {
    const value = this.#table.get(key);
    return value && unsealValue(key, value, this.#crc);
  }

  /** The slots of a node as they were when the snapshot was taken. Not cached. */
  slotsAt(snapshot: MetaSnapshot, id: number): Float64Array {
    return this.#decode(id, (key) => this.storedAt(snapshot, key));
  }

  create(): Node {
    const node: Node = { id: this.nextId, slots: new Float64Array(fanOut), isDirty: true };
    this.nextId += 1;
    this.#dirty.set(node.id, node);
    this.#cache.set(node.id, node);
    return node;
  }

  copy(source: Node): Node {
    this.copyCount += 1;
    const node = this.create();
    node.slots.set(source.slots);
    return node;
  }

  markDirty(node: Node): void {
    if (node.isDirty) return;
    node.isDirty = true;
    this.#dirty.set(node.id, node);
    this.#cache.set(node.id, node);
  }

  /** Nodes made from here on belong to the transaction. */
  begin(): void {
    this.#beganAt = this.nextId;
  }
  /** Nothing refers to the nodes that the transaction made. Their ids are not given out again. */
  abort(): void {
    for (let id = this.#beganAt; id < this.nextId; id += 1) {
      this.#cache.delete(id);
      this.#dirty.delete(id);
    }
  }

  /** Saves every changed node; they count as clean once the transaction is durable. */
  save(tx: MetaTx): void {
    const saved = [...this.#dirty.values()];
    for (const node of saved) {
      const [first, second] = encodeNode(node.slots);
      this.#put(tx, node.id * 2, first);
      if (second) this.#put(tx, node.id * 2 + 1, second);
      else this.#table.remove(tx, node.id * 2 + 1);
    }
    tx.onCommit(() => {
      for (const node of saved) {
        node.isDirty = false;
        this.#dirty.delete(node.id);
      }
    });
  }

  /** Ids of stored nodes from `fromId` on and below `limitId`, ascending. */
  *storedIds(fromId: number, limitId: number, limit: number): Iterable<number> {
    let last = -1;
    for (const { key } of this.#table.entries({ start: fromId * 2, end: limitId * 2, limit: limit * 2 })) {
      const id = Math.floor(key / 2);
      if (id !== last) yield id;
      last = id;
    }
  }

  remove(tx: MetaTx, ids: readonly number[]): void {
    for (const id of ids) {
      this.#table.remove(tx, id * 2);
      this.#table.remove(tx, id * 2 + 1);
    }
    tx.onCommit(() => {
      for (const id of ids) {
        this.#cache.delete(id);
        this.#dirty.delete(id);
      }
    });
  }

  #put(tx: MetaTx, key: number, bytes: Uint8Array): void {
    this.#table.put(tx, key, sealValue(key, bytes, this.#crc));
  }

  #decode(id: number, read: (key: number) => Buffer | undefined): Float64Array {
    const first = read(id * 2);
    if (!first) throw new Fault('DataIntegrity', `Map node ${id} is missing.`);
    return decodeNode(id, first, () => read(id * 2 + 1));
  }

  #remember(node: Node): void {
    this.#cache.set(node.id, node);
    if (this.#cache.size <= cacheLimit + this.#dirty.size) return;
    for (const [id, candidate] of this.#cache) {
      if (candidate.isDirty || candidate === node) continue;
      this.#cache.delete(id);
      if (this.#cache.size <= (cacheLimit * 3) / 4 + this.#dirty.size) break;
    }
  }
}
