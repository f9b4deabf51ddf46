/**
 * A small storage array in memory that only knows pointers: random files, clones, snapshots,
 * dedupe and a FlexClone, as map nodes in their stored form. The exact pass is compared with
 * what plain counting finds in it.
 */
import { encodeNode, fanOut, type StoredNode } from '../../../../electron/array/nodeCodec.ts';
import type { NodeReader } from '../../../../electron/array/exact/nodeRuns.ts';
import { SparseBitmap } from '../../../../electron/array/exact/sparseBitmap.ts';
import type { WalkRoot } from '../../../../electron/array/exact/walkTypes.ts';
import { slotsPerSegment } from '../../../../electron/array/layout.ts';
import type { Random } from '../../../sim/random.ts';

export interface ForestFile {
  readonly fileIndex: number;
  readonly groupIndex: number;
  readonly familyIndex: number;
  readonly level: number;
  root: number;
}

export class Forest {
  readonly nodes = new Map<number, Float64Array>();
  readonly #stored = new Map<number, StoredNode>();
  readonly #random: Random;
  readonly #takesSnapshots: boolean;
  readonly deduped = new SparseBitmap();
  readonly dedupedVbns = new Set<number>();
  files: ForestFile[] = [];
  snapshots: ForestFile[][] = [];
  baseNode = 0;
  baseVbn = 0;
  #nextNode = 1;
  #nextVbn = 1;
  #fileCount = 0;
  #familyCount = 0;

  constructor(random: Random, steps: number) {
    this.#random = random;
    // What a snapshot holds is unique to nothing else: half of the volumes have none.
    this.#takesSnapshots = random.chance(0.5);
    this.create();
    const clonedAtStep = random.chance(0.4) ? random.below(steps + 1) : -1;
    for (let step = 0; step < steps; step += 1) {
      if (step === clonedAtStep) this.#becomeFlexClone();
      this.#step();
    }
  }

  reader(missing: ReadonlySet<number> = new Set()): NodeReader {
    const stored = (id: number): StoredNode | undefined => {
      if (missing.has(id)) return undefined;
      const slots = this.nodes.get(id);
      const known = this.#stored.get(id) ?? (slots && encodeNode(slots));
      if (known) this.#stored.set(id, known);
      return known;
    };
    return { first: (id) => stored(id)?.[0], second: (id) => stored(id)?.[1] };
  }

  /** Every version of every file; a version that consecutive snapshots hold comes once, or sometimes in parts. */
  roots(): WalkRoot[] {
    const roots: WalkRoot[] = this.files.map((file) => ({ ...file, snapshots: null }));
    const open = new Map<number, WalkRoot & { snapshots: { from: number; to: number } }>();
    for (const [index, held] of this.snapshots.entries()) {
      for (const file of held) {
        const before = open.get(file.fileIndex);
        if (before && before.root === file.root && before.snapshots.to === index - 1 && this.#random.chance(0.9)) {
          before.snapshots.to = index;
        } else {
          const root = { ...file, snapshots: { from: index, to: index } };
          open.set(file.fileIndex, root);
          roots.push(root);
        }
      }
    }
    return roots;
  }

  create(): void {
    const level = this.#random.pick([0, 1, 1, 2, 3]);
    const file = { fileIndex: this.#fileCount, groupIndex: this.#groupOfNew(), familyIndex: this.#familyCount, level, root: 0 };
    this.#fileCount += 1;
    this.#familyCount += 1;
    this.files.push(file);
    for (let i = this.#random.below(5); i >= 0; i -= 1) this.#writeSome(file);
  }

  #step(): void {
    const random = this.#random;
    const dice = random.below(100);
    if (this.files.length === 0 || dice < 5) this.create();
    else if (dice < 20) this.#clone(random.pick(this.files));
    else if (dice < 60) this.#writeSome(random.pick(this.files));
    else if (dice < 75) this.#dedupe();
    else if (dice < 85 && this.#takesSnapshots) this.snapshots.push(this.files.map((file) => ({ ...file })));
    else if (dice < 92) this.files.splice(random.below(this.files.length), 1);
    else if (dice < 95 && this.snapshots.length > 0) this.snapshots.splice(random.below(this.snapshots.length), 1);
    else this.#jump();
  }

  #groupOfNew(): number {
    return this.files.length > 0 && this.#random.chance(0.3) ? this.#random.pick(this.files).groupIndex : this.#fileCount;
  }

  #clone(source: ForestFile): void {
    const groupIndex = this.#random.chance(0.4) ? source.groupIndex : this.#groupOfNew();
    this.files.push({ ...source, fileIndex: this.#fileCount, groupIndex });
    this.#fileCount += 1;
  }

  /** From here on this is a clone of the volume, and what it had is its base's. */
  #becomeFlexClone(): void {
    this.snapshots = [];
    this.baseNode = this.#nextNode;
    this.baseVbn = this.#nextVbn;
  }

  /** Numbers near the end of a segment, and numbers above 2^32. */
  #jump(): void {
    const ahead = (Math.floor(this.#nextVbn / slotsPerSegment) + this.#random.pick([1, 2, 2 ** 30])) * slotsPerSegment - this.#random.between(1, 40);
    // No number is given out twice: a jump that would lead back stays where it is.
    this.#nextVbn = Math.max(this.#nextVbn, ahead);
    this.#nextNode += this.#random.pick([1, 1000, 2 ** 33]);
  }

  #writeSome(file: ForestFile): void {
    const random = this.#random;
    const block = this.#somewhere(file);
    const room = fanOut - (block % fanOut);
    const length = Math.min(room, random.pick([1, 1, 3, 40, 200, 512]));
    const isZero = random.chance(0.1);
    // Blocks that are not in a row make the leaf take its raw form.
    const step = random.chance(0.2) ? 2 : 1;
    this.#point(file, block, Array.from({ length }, () => (isZero ? 0 : this.#newVbn(step))));
  }

  #dedupe(): void {
    const random = this.#random;
    const source = random.pick(this.files);
    const target = random.pick(this.files);
    const from = this.#somewhere(source);
    const place = this.#somewhere(target);
    // Often at the same slot of another leaf, which is a different position all the same.
    const to = random.chance(0.5) ? place : place - (place % fanOut) + (from % fanOut);
    const length = Math.min(fanOut - (from % fanOut), fanOut - (to % fanOut), random.pick([1, 8, 100]));
    const pointers = Array.from({ length }, (_, i) => this.#pointer(source, from + i));
    for (const vbn of pointers) {
      if (vbn === 0) continue;
      this.dedupedVbns.add(vbn);
      this.deduped.add(vbn);
    }
    this.#point(target, to, pointers);
  }

  /** Few places, so that files meet there. */
  #somewhere(file: ForestFile): number {
    let block = this.#random.pick([0, 0, 5, 100, 300, 500]);
    for (let level = 1; level <= file.level; level += 1) block += fanOut ** level * this.#random.pick([0, 0, 1, 511]);
    return block;
  }

  #newVbn(step: number): number {
    const vbn = this.#nextVbn;
    this.#nextVbn += step;
    return vbn;
  }

  #pointer(file: ForestFile, block: number): number {
    let id = file.root;
    for (let level = file.level; level >= 0 && id !== 0; level -= 1) id = this.nodes.get(id)?.[Math.floor(block / fanOut ** level) % fanOut] ?? 0;
    return id;
  }

  /** Copies the path to a leaf, as a write does that finds everything shared, and changes blocks of the leaf from `block` on. */
  #point(file: ForestFile, block: number, pointers: readonly number[]): void {
    const change = (id: number, level: number): number => {
      const slots = Float64Array.from(this.nodes.get(id) ?? new Float64Array(fanOut));
      const slot = Math.floor(block / fanOut ** level) % fanOut;
      if (level > 0) slots[slot] = change(slots[slot] ?? 0, level - 1);
      else slots.set(pointers, slot);
      const copy = this.#nextNode;
      this.#nextNode += 1;
      this.nodes.set(copy, slots);
      return copy;
    };
    file.root = change(file.root, file.level);
  }
}

/** True while one of the counted cases has come up too seldom for a run to prove something about it. */
export function isRare(seen: Readonly<Record<string, number>>): boolean {
  return Object.values(seen).some((count) => count < 3);
}
