/**
 * The pointers of one map node as runs of consecutive numbers, read from its stored form
 * without spreading it over 512 slots. One object is filled again and again: it is the hot loop
 * of everything that walks whole trees.
 */
import { Fault } from '../../../shared/faults.ts';
import { damagedNode, fanOut, pointerBytes, rawKind, runBytes, runsKind } from '../nodeCodec.ts';

/** Reads stored nodes. What `first` gives need not stay valid once `second` is called. */
export interface NodeReader {
  /** The value under the node's first key, or undefined when it is missing. */
  first(id: number): Uint8Array | undefined;
  /** The value under its second key, which only the raw form has. */
  second(id: number): Uint8Array | undefined;
}

export class NodeRuns {
  /** Of each run: the slot it begins at, how many slots it has, and the pointer of the first one. */
  readonly slots = new Uint16Array(fanOut);
  readonly lengths = new Uint16Array(fanOut);
  readonly firsts = new Float64Array(fanOut);
  count = 0;

  /** @throws Fault DataIntegrity when the node is missing or damaged; then there are no runs */
  read(reader: NodeReader, id: number): void {
    this.count = 0;
    const first = reader.first(id);
    if (!first) throw new Fault('DataIntegrity', `Map node ${id} is missing.`);
    if (first[0] === runsKind) this.#readRuns(id, first);
    else this.#readRaw(id, first, reader);
  }

  /** The pointer in a slot, 0 where there is none. */
  pointerAt(slot: number): number {
    for (let run = 0; run < this.count; run += 1) {
      const offset = slot - (this.slots[run] ?? 0);
      if (offset < 0) return 0;
      if (offset < (this.lengths[run] ?? 0)) return (this.firsts[run] ?? 0) + offset;
    }
    return 0;
  }

  pointerCount(): number {
    let count = 0;
    for (let run = 0; run < this.count; run += 1) count += this.lengths[run] ?? 0;
    return count;
  }

  #readRuns(id: number, bytes: Uint8Array): void {
    const count = (bytes.length - 1) / runBytes;
    if (!Number.isInteger(count) || count > fanOut) throw damagedNode(id);
    const { slots, lengths, firsts } = this;
    let end = 0;
    for (let run = 0; run < count; run += 1) {
      const at = 1 + run * runBytes;
      const slot = uint16(bytes, at);
      const length = uint16(bytes, at + 2);
      const first = uint48(bytes, at + 4);
      // Runs that overlap or lie in the wrong order are never written, and would be counted twice.
      if (length === 0 || first === 0 || slot < end || slot + length > fanOut) throw damagedNode(id);
      end = slot + length;
      slots[run] = slot;
      lengths[run] = length;
      firsts[run] = first;
    }
    this.count = count;
  }

  #readRaw(id: number, first: Uint8Array, reader: NodeReader): void {
    const inFirst = this.#readHalf(id, first, 0, 0);
    const second = reader.second(id);
    if (!second) throw damagedNode(id);
    this.count = this.#readHalf(id, second, fanOut / 2, inFirst);
  }

  #readHalf(id: number, bytes: Uint8Array, firstSlot: number, countBefore: number): number {
    if (bytes[0] !== rawKind || bytes.length !== 1 + (fanOut / 2) * pointerBytes) throw damagedNode(id);
    let count = countBefore;
    let next = 0;
    for (let i = 0; i < fanOut / 2; i += 1) {
      const pointer = uint48(bytes, 1 + i * pointerBytes);
      if (pointer !== 0 && pointer === next) {
        this.lengths[count - 1] = (this.lengths[count - 1] ?? 0) + 1;
      } else if (pointer !== 0) {
        this.slots[count] = firstSlot + i;
        this.lengths[count] = 1;
        this.firsts[count] = pointer;
        count += 1;
      }
      next = pointer === 0 ? 0 : pointer + 1;
    }
    return count;
  }
}

function uint16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

function uint48(bytes: Uint8Array, at: number): number {
  const low = ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0;
  return low + uint16(bytes, at + 4) * 0x1_0000_0000;
}
