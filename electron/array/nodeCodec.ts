/**
 * A map node is 512 pointers: block numbers in a leaf (0 = reads as zeros), node ids above it
 * (0 = nothing below). Stored as runs where that is small, otherwise as two raw halves, since
 * LMDB doubles the space of a value above 2,000 bytes.
 */
import { Fault } from '../../shared/faults.ts';

/** Pointers in one node; a leaf therefore maps 2 MiB. */
export const fanOut = 512;
const half = fanOut / 2;
export const pointerBytes = 6;
export const runBytes = 10;
/** The first byte of a stored value says its form. */
export const runsKind = 1;
export const rawKind = 2;
/** Above this the raw form (two values of 1,537 bytes) is used. */
const runsLimitBytes = 1_990;

/** A node in its stored form: one value, or two for the raw form. */
export type StoredNode = readonly [Buffer] | readonly [Buffer, Buffer];

export function encodeNode(slots: Float64Array): StoredNode {
  return encodeRuns(slots) ?? encodeRaw(slots);
}

/** Filled anew for every node: thousands are encoded in one checkpoint, and each would leave 2 KB of garbage. */
const runsScratch = Buffer.allocUnsafe(runsLimitBytes);

function encodeRuns(slots: Float64Array): StoredNode | null {
  const bytes = runsScratch;
  bytes[0] = runsKind;
  let at = 1;
  let index = 0;
  while (index < fanOut) {
    const first = slots[index] ?? 0;
    if (first === 0) {
      index += 1;
      continue;
    }
    let length = 1;
    while (index + length < fanOut && slots[index + length] === first + length) length += 1;
    if (at + runBytes > runsLimitBytes) return null;
    bytes.writeUInt16LE(index, at);
    bytes.writeUInt16LE(length, at + 2);
    bytes.writeUIntLE(first, at + 4, pointerBytes);
    at += runBytes;
    index += length;
  }
  return [Buffer.from(bytes.subarray(0, at))];
}

function encodeRaw(slots: Float64Array): StoredNode {
  const halves = [0, half].map((from) => {
    const bytes = Buffer.allocUnsafe(1 + half * pointerBytes);
    bytes[0] = rawKind;
    for (let i = 0; i < half; i += 1) bytes.writeUIntLE(slots[from + i] ?? 0, 1 + i * pointerBytes, pointerBytes);
    return bytes;
  });
  const [first, second] = halves;
  if (!first || !second) throw new Error('A raw node has two halves.');
  return [first, second];
}

/**
 * @param first the value stored under the node's first key
 * @param second reads the value under its second key, asked for only by the raw form
 * @throws Fault DataIntegrity when the bytes are not a node
 */
export function decodeNode(id: number, first: Buffer, second: () => Buffer | undefined): Float64Array {
  const slots = new Float64Array(fanOut);
  if (first[0] === runsKind) {
    decodeRuns(id, first, slots);
  } else if (first[0] === rawKind) {
    const rest = second();
    if (first.length !== 1 + half * pointerBytes || rest?.length !== first.length || rest[0] !== rawKind) throw damagedNode(id);
    for (let i = 0; i < half; i += 1) {
      slots[i] = first.readUIntLE(1 + i * pointerBytes, pointerBytes);
      slots[half + i] = rest.readUIntLE(1 + i * pointerBytes, pointerBytes);
    }
  } else {
    throw damagedNode(id);
  }
  return slots;
}

function decodeRuns(id: number, bytes: Buffer, slots: Float64Array): void {
  if ((bytes.length - 1) % runBytes !== 0) throw damagedNode(id);
  for (let at = 1; at < bytes.length; at += runBytes) {
    const index = bytes.readUInt16LE(at);
    const length = bytes.readUInt16LE(at + 2);
    const value = bytes.readUIntLE(at + 4, pointerBytes);
    if (length === 0 || index + length > fanOut || value === 0) throw damagedNode(id);
    for (let i = 0; i < length; i += 1) slots[index + i] = value + i;
  }
}

export function damagedNode(id: number): Fault {
  return new Fault('DataIntegrity', `Map node ${id} is damaged.`, { hint: 'Run the array check to see which disks it affects.' });
}
