/**
 * The block map of a file: a tree of nodes with fan-out 512. Files share nodes; a file may
 * change a node in place only if the node was made after the file's share point, and otherwise
 * changes a copy of it and of the path above.
 */
import { blockSizeBytes } from '../../shared/units.ts';
import { fanOut } from './nodeCodec.ts';
import type { Node, NodeStore } from './nodeStore.ts';

/** The part of a file that its map needs. */
export interface MapOwner {
  root: number;
  readonly sizeBytes: number;
  /** Nodes with an id below this may be shared with other files. */
  readonly shareNode: number;
}

/** Levels above the leaves that a file of this size needs. */
export function heightFor(sizeBytes: number): number {
  let height = 0;
  let mapped = fanOut * blockSizeBytes;
  while (mapped < sizeBytes) {
    height += 1;
    mapped *= fanOut;
  }
  return height;
}

/** Makes the map as high as a larger file needs it: what it holds stands below the first slot of what is put on top. */
export function raiseMap(nodes: NodeStore, owner: MapOwner, sizeBytes: number): void {
  if (owner.root === 0) return;
  for (let height = heightFor(owner.sizeBytes); height < heightFor(sizeBytes); height += 1) {
    const top = nodes.create();
    top.slots[0] = owner.root;
    owner.root = top.id;
  }
}

/** Blocks below one slot of a node at `level`. */
export function blocksPerSlot(level: number): number {
  return fanOut ** level;
}

function slotIndex(block: number, level: number): number {
  return Math.floor(block / blocksPerSlot(level)) % fanOut;
}

/** The leaf that maps `block`, or null where the whole leaf reads as zeros. */
export function findLeaf(nodes: NodeStore, owner: MapOwner, block: number): Node | null {
  let id = owner.root;
  for (let level = heightFor(owner.sizeBytes); level > 0; level -= 1) {
    if (id === 0) return null;
    id = nodes.get(id).slots[slotIndex(block, level)] ?? 0;
  }
  return id === 0 ? null : nodes.get(id);
}

/** The number of one block. */
export function numberOf(nodes: NodeStore, owner: MapOwner, block: number): number {
  return findLeaf(nodes, owner, block)?.slots[block % fanOut] ?? 0;
}

/** Block numbers of `count` blocks from `block` on. */
export function lookup(nodes: NodeStore, owner: MapOwner, block: number, count: number): Float64Array {
  const found = new Float64Array(count);
  let done = 0;
  while (done < count) {
    const at = (block + done) % fanOut;
    const take = Math.min(count - done, fanOut - at);
    const leaf = findLeaf(nodes, owner, block + done);
    if (leaf) found.set(leaf.slots.subarray(at, at + take), done);
    done += take;
  }
  return found;
}

/** The leaf that maps `block`, made writable: copied, with its path, where it may be shared. Marks it changed. */
export function writableLeaf(nodes: NodeStore, owner: MapOwner, block: number): Node {
  const height = heightFor(owner.sizeBytes);
  let node = ownNode(nodes, owner, owner.root);
  owner.root = node.id;
  for (let level = height; level > 0; level -= 1) {
    const index = slotIndex(block, level);
    const child = ownNode(nodes, owner, node.slots[index] ?? 0);
    node.slots[index] = child.id;
    node = child;
  }
  return node;
}

function ownNode(nodes: NodeStore, owner: MapOwner, id: number): Node {
  if (id === 0) return nodes.create();
  const node = nodes.get(id);
  if (id < owner.shareNode) return nodes.copy(node);
  nodes.markDirty(node);
  return node;
}

/**
 * The first block at or after `block` below which something may be mapped, skipping holes a
 * whole subtree at a time. Null when nothing follows.
 */
export function nextMappedLeaf(nodes: NodeStore, owner: MapOwner, block: number): { leaf: Node; firstBlock: number } | null {
  const height = heightFor(owner.sizeBytes);
  const limit = Math.ceil(owner.sizeBytes / blockSizeBytes);
  let at = block - (block % fanOut);
  while (at < limit) {
    let id = owner.root;
    let level = height;
    while (id !== 0 && level > 0) {
      const child = nodes.get(id).slots[slotIndex(at, level)] ?? 0;
      if (child === 0) break;
      id = child;
      level -= 1;
    }
    if (id === 0) return null;
    if (level === 0) return { leaf: nodes.get(id), firstBlock: at };
    const span = blocksPerSlot(level);
    at = (Math.floor(at / span) + 1) * span;
  }
  return null;
}
