/**
 * Walks the block maps of many files at once. Every distinct node is read at most twice, however
 * many files share it: once for its first user, and once more when a second user turns up and
 * everything below becomes "shared".
 */
import type { FileId } from '../../shared/ids.ts';
import { heightFor } from './blockMap.ts';
import { slotsPerSegment, segmentOf, slotOf } from './layout.ts';
import type { TimeSlice } from './timeSlice.ts';

/** Instead of a file id: more than one file reaches the node or block. */
export const sharedOwner = -1;

/** Who holds each stored block: 0 nobody, a file id, or `sharedOwner`. */
export class BlockOwners {
  readonly #segments = new Map<number, Float64Array>();

  /** @returns true when the block had no holder before */
  add(vbn: number, user: number): boolean {
    const segment = segmentOf(vbn);
    let owners = this.#segments.get(segment);
    if (!owners) {
      owners = new Float64Array(slotsPerSegment);
      this.#segments.set(segment, owners);
    }
    const slot = slotOf(vbn);
    const owner = owners[slot] ?? 0;
    if (owner === 0) {
      owners[slot] = user;
      return true;
    }
    if (owner !== user) owners[slot] = sharedOwner;
    return false;
  }

  segments(): Iterable<[number, Float64Array]> {
    return this.#segments;
  }

  ofSegment(segment: number): Float64Array | null {
    return this.#segments.get(segment) ?? null;
  }
}

interface SeenNode {
  owner: number;
  mappedBlocks: number;
}

export interface WalkedFile {
  readonly id: FileId;
  readonly root: number;
  readonly sizeBytes: number;
}

export interface WalkReads {
  /** The slots of a node; throws a Fault when it is missing or damaged. */
  slots(nodeId: number): Float64Array;
  /** Called when a node cannot be read; without it the walk fails. */
  onDamage?(error: unknown, file: FileId): void;
}

export class Walk {
  readonly owners = new BlockOwners();
  readonly seen = new Map<number, SeenNode>();
  readonly #reads: WalkReads;
  readonly #slice: TimeSlice;
  distinctBlocks = 0;

  constructor(reads: WalkReads, slice: TimeSlice) {
    this.#reads = reads;
    this.#slice = slice;
  }

  /** @returns how many blocks the file maps */
  async visit(file: WalkedFile): Promise<number> {
    if (file.root === 0) return 0;
    await this.#visitNode(file.root, heightFor(file.sizeBytes), file.id, file.id);
    return this.seen.get(file.root)?.mappedBlocks ?? 0;
  }

  async #visitNode(id: number, level: number, user: number, file: FileId): Promise<void> {
    const known = this.seen.get(id);
    if (known && (known.owner === user || known.owner === sharedOwner)) return;
    if (this.#slice.isOver) await this.#slice.pause();
    const owner = known ? sharedOwner : user;
    let slots: Float64Array;
    try {
      slots = this.#reads.slots(id);
    } catch (error) {
      if (!this.#reads.onDamage) throw error;
      this.#reads.onDamage(error, file);
      this.seen.set(id, { owner, mappedBlocks: 0 });
      return;
    }
    const node: SeenNode = known ?? { owner, mappedBlocks: 0 };
    node.owner = owner;
    this.seen.set(id, node);
    let mappedBlocks = 0;
    for (const pointer of slots) {
      if (pointer === 0) continue;
      if (level === 0) {
        mappedBlocks += 1;
        if (this.owners.add(pointer, owner)) this.distinctBlocks += 1;
      } else {
        await this.#visitNode(pointer, level - 1, owner, file);
        mappedBlocks += this.seen.get(pointer)?.mappedBlocks ?? 0;
      }
    }
    node.mappedBlocks = mappedBlocks;
  }

  /** Blocks that only the given file holds, for every file that has such blocks. */
  async exclusiveBlocks(): Promise<Map<number, number>> {
    const exclusive = new Map<number, number>();
    for (const [, owners] of this.owners.segments()) {
      for (const owner of owners) if (owner > 0) exclusive.set(owner, (exclusive.get(owner) ?? 0) + 1);
      if (this.#slice.isOver) await this.#slice.pause();
    }
    return exclusive;
  }
}
