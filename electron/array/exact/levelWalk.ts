/**
 * The exact walk: who holds every block of a volume.
 *
 * It goes level by level over the trees of all files and snapshots at once. A node is looked at
 * only after everything that points to it, so what it has to hand down is complete and every
 * distinct node is read once, however many files share it:
 *
 *   holders(node) = join of holders(parent) over all pointers to the node, and of its roots
 *   live(block)   = sum over all leaf pointers to the block of live(leaf)
 *
 * `live` counts the paths from live files, so it is the number of pointers to the block that
 * these files have together, although each leaf is counted once.
 *
 * A second phase goes back up. It gives what adds up over the children of a node: pointers, and
 * fair shares, where every pointer weighs `1 / live(block)`. Over all live files the pointers to
 * one block are `live(block)`, so their shares add up to one, and the fair shares of all files to
 * the number of distinct blocks that live files hold. With the blocks only snapshots hold that is
 * every block of the volume.
 *
 * In a FlexClone, nodes and blocks older than its base are the base's: they are kept in use by
 * the snapshot it is based on, charged there, and not followed here.
 */
import { fanOut } from '../nodeCodec.ts';
import { DedupeSaving } from './dedupeSaving.ts';
import { BlockTable } from './blockTable.ts';
import { nobody, oneHolder, several } from './holderCodes.ts';
import { inPage } from './numberIndex.ts';
import { NodeRuns } from './nodeRuns.ts';
import { NodeTable, type NodeHolders } from './nodeTable.ts';
import { placeOf } from './places.ts';
import { SparseBitmap } from './sparseBitmap.ts';
import { sumOverRoots } from './rootTotals.ts';
import type { WalkOptions, WalkResult, WalkRoot } from './walkTypes.ts';

/** Looking at the clock costs as much as a small leaf. */
const leavesPerLook = 16;

export class LevelWalk {
  readonly #options: WalkOptions;
  readonly #baseNode: number;
  readonly #baseVbn: number;
  readonly #usedNodes: SparseBitmap;
  readonly #usedBlocks: SparseBitmap;
  readonly #roots: WalkRoot[] = [];
  readonly #tables: NodeTable[] = [];
  readonly #blocks = new BlockTable();
  readonly #groupOf: number[] = [];
  readonly #familyOf: number[] = [];
  readonly #damaged = new Set<number>();
  readonly #runs = new NodeRuns();
  readonly #saving: DedupeSaving | null;
  #nodeCount = 0;
  #groupCount = 0;
  #snapshotCount = 0;

  constructor(options: WalkOptions) {
    this.#options = options;
    this.#baseNode = options.baseNode ?? 0;
    this.#baseVbn = options.baseVbn ?? 0;
    this.#usedNodes = options.usedNodes ?? new SparseBitmap();
    this.#usedBlocks = options.usedBlocks ?? new SparseBitmap();
    this.#saving = options.dedupedBlocks ? new DedupeSaving(options.dedupedBlocks, this.#baseVbn) : null;
  }

  /** Adds a version of a file. All of them are added before `run`. */
  addRoot(root: WalkRoot): void {
    const { fileIndex, snapshots } = root;
    this.#roots.push(root);
    this.#familyOf[fileIndex] = root.familyIndex;
    if (snapshots === null) {
      this.#groupOf[fileIndex] = root.groupIndex;
      this.#groupCount = Math.max(this.#groupCount, root.groupIndex + 1);
    } else {
      this.#snapshotCount = Math.max(this.#snapshotCount, snapshots.to + 1);
    }
  }

  /** @throws Fault DataIntegrity when a node cannot be read and nobody wants to know; RequestCanceled */
  async run(): Promise<WalkResult> {
    await this.#placeRoots();
    for (let level = this.#tables.length - 1; level > 0; level -= 1) await this.#descend(level);
    await this.#visitLeaves();
    const totals = {
      distinctBlocks: 0, snapshotOnlyBlocks: 0, exclusiveBlocks: new Float64Array(this.#familyOf.length),
      groupBlocks: new Float64Array(this.#groupCount), snapshotUniqueBlocks: new Float64Array(this.#snapshotCount),
    };
    for (const segment of this.#blocks.segments()) {
      this.#blocks.settle(segment, totals, this.#usedBlocks, this.#options.hasFairShares === true);
      if (this.#options.slice.isOver) await this.#options.slice.pause();
    }
    if (this.#options.hasFairShares) await this.#shareLeaves();
    const readLeaf = (index: number, into: NodeRuns): boolean => this.#readAt(this.#table(0), index, into);
    const savedByDedupeBlocks = this.#saving ? await this.#saving.finish(readLeaf, this.#runs, this.#options.slice) : 0;
    for (let level = 1; level < this.#tables.length; level += 1) await this.#ascend(level);
    const counts = { files: this.#familyOf.length, snapshots: this.#snapshotCount };
    const sums = await sumOverRoots(this.#roots, this.#tables, counts, this.#options.slice);
    const fairShares = this.#options.hasFairShares ? sums.fairShares : null;
    return { ...totals, ...sums, fairShares, savedByDedupeBlocks, nodeCount: this.#nodeCount, usedNodes: this.#usedNodes, usedBlocks: this.#usedBlocks };
  }

  async #placeRoots(): Promise<void> {
    const top = this.#roots.reduce((level, root) => Math.max(level, root.level), 0);
    for (let level = 0; level <= top; level += 1) this.#tables.push(new NodeTable(level, this.#options.hasFairShares === true));
    let placed = 0;
    for (const { root, level, fileIndex, snapshots } of this.#roots) {
      if (root !== 0 && this.#isFollowed(root)) {
        const isOne = snapshots !== null && snapshots.from === snapshots.to;
        this.#table(level).add(root, 0, {
          live: snapshots ? 0 : 1, owner: snapshots ? nobody : oneHolder(fileIndex), file: fileIndex,
          snapshot: snapshots ? (isOne ? oneHolder(snapshots.from) : several) : nobody,
        }, this.#groupOf);
      }
      placed += 1;
      if (placed % 1_000 === 0 && this.#options.slice.isOver) await this.#options.slice.pause();
    }
  }

  /** Hands down what the nodes of a level have to their children. */
  async #descend(level: number): Promise<void> {
    const { slice } = this.#options;
    const table = this.#table(level);
    const below = this.#table(level - 1);
    const runs = this.#runs;
    const holders: NodeHolders = { live: 0, owner: 0, snapshot: 0, file: 0 };
    for (let index = 0; index < table.size; index += 1) {
      if (slice.isOver) await slice.pause();
      this.#markUsed(table.idAt(index));
      if (!this.#readAt(table, index, runs)) continue;
      table.holdersOf(index, holders);
      const position = (table.page(index).position[inPage(index)] ?? 0) * fanOut;
      for (let run = 0; run < runs.count; run += 1) {
        const first = runs.firsts[run] ?? 0;
        const firstPosition = position + (runs.slots[run] ?? 0);
        const length = runs.lengths[run] ?? 0;
        for (let i = 0; i < length; i += 1) {
          if (this.#isFollowed(first + i)) below.add(first + i, firstPosition + i, holders, this.#groupOf);
        }
      }
    }
  }

  async #visitLeaves(): Promise<void> {
    const { slice } = this.#options;
    const table = this.#table(0);
    const holders: NodeHolders = { live: 0, owner: 0, snapshot: 0, file: 0 };
    for (let index = 0; index < table.size; index += 1) {
      if (index % leavesPerLook === 0 && slice.isOver) await slice.pause();
      const id = table.idAt(index);
      this.#markUsed(id);
      if (!this.#readAt(table, index, this.#runs)) continue;
      const page = table.page(index);
      table.holdersOf(index, holders);
      const isCharged = id >= this.#baseNode;
      const pointers = this.#runs.pointerCount();
      page.pointers[inPage(index)] = pointers;
      const inherited = isCharged ? this.#blocks.addLeaf(this.#runs, holders, this.#baseVbn, this.#groupOf) : pointers;
      page.inherited[inPage(index)] = inherited;
      if (isCharged && inherited > 0) this.#markInherited();
      if (!this.#saving || holders.live === 0 || !isCharged) continue;
      this.#saving.addLeaf(placeOf(this.#familyOf[holders.file] ?? 0, page.position[inPage(index)] ?? 0), index, this.#runs);
    }
  }

  /**
   * Marks what a leaf of the FlexClone's own points to in its base. The base's snapshot had the same pointers, but dedupe
   * may have moved those to other blocks since, and then nothing else keeps these in use.
   */
  #markInherited(): void {
    const { firsts, lengths, count } = this.#runs;
    for (let run = 0; run < count; run += 1) {
      const first = firsts[run] ?? 0;
      if (first < this.#baseVbn) this.#usedBlocks.addRange(first, Math.min(lengths[run] ?? 0, this.#baseVbn - first));
    }
  }

  async #shareLeaves(): Promise<void> {
    const { slice } = this.#options;
    const table = this.#table(0);
    const runs = this.#runs;
    for (let index = 0; index < table.size; index += 1) {
      if (index % leavesPerLook === 0 && slice.isOver) await slice.pause();
      const page = table.page(index);
      const at = inPage(index);
      if (!page.share || page.live[at] === 0 || table.idAt(index) < this.#baseNode || !this.#readAt(table, index, runs)) continue;
      page.share[at] = this.#blocks.shareOfLeaf(runs, this.#baseVbn);
    }
  }

  /** Adds up over its children what the nodes of a level have below them. */
  async #ascend(level: number): Promise<void> {
    const { slice } = this.#options;
    const table = this.#table(level);
    const below = this.#table(level - 1);
    const runs = this.#runs;
    for (let index = 0; index < table.size; index += 1) {
      if (slice.isOver) await slice.pause();
      if (!this.#readAt(table, index, runs)) continue;
      let pointers = 0;
      let inherited = 0;
      let share = 0;
      for (let run = 0; run < runs.count; run += 1) {
        const first = runs.firsts[run] ?? 0;
        for (let i = runs.lengths[run] ?? 0; i > 0; i -= 1) {
          const child = below.find(first + i - 1);
          if (child < 0) continue;
          const page = below.page(child);
          pointers += page.pointers[inPage(child)] ?? 0;
          inherited += page.inherited[inPage(child)] ?? 0;
          share += page.share?.[inPage(child)] ?? 0;
        }
      }
      const page = table.page(index);
      page.pointers[inPage(index)] = pointers;
      page.inherited[inPage(index)] = inherited;
      if (page.share) page.share[inPage(index)] = share;
    }
  }

  /** @returns false when the node is damaged, which is told once */
  #readAt(table: NodeTable, index: number, into: NodeRuns): boolean {
    const id = table.idAt(index);
    if (this.#damaged.size > 0 && this.#damaged.has(id)) return false;
    try {
      into.read(this.#options.reader, id);
      return true;
    } catch (error) {
      if (!this.#options.onDamage) throw error;
      this.#damaged.add(id);
      this.#options.onDamage(error, table.page(index).file[inPage(index)] ?? 0);
      return false;
    }
  }

  #isFollowed(id: number): boolean {
    return id >= this.#baseNode || this.#options.countsInherited === true;
  }

  #markUsed(id: number): void {
    if (id >= this.#baseNode && this.#usedNodes.add(id)) this.#nodeCount += 1;
  }

  #table(level: number): NodeTable {
    const table = this.#tables[level];
    if (!table) throw new RangeError(`There is no level ${level}.`);
    return table;
  }
}
