/**
 * The distinct nodes of one level of many trees, with what is known of each: typed columns, 32
 * bytes for a leaf besides its id, so that millions fit into memory.
 */
import { joinHolders, several, type GroupOf } from './holderCodes.ts';
import { indexesPerPage, inPage, NumberIndex, pageOf } from './numberIndex.ts';

/** What a parent, or a root, hands down to the node it points to. */
export interface NodeHolders {
  /** How many pointers of live files come this way. */
  live: number;
  /** The live files they belong to. */
  owner: number;
  /** The snapshots that come this way. */
  snapshot: number;
  /** One of the files, to name it when the node is damaged. */
  file: number;
}

/** A stretch of the columns. */
export class NodePage {
  readonly live = new Uint32Array(indexesPerPage);
  readonly owner = new Int32Array(indexesPerPage);
  readonly snapshot = new Int32Array(indexesPerPage);
  readonly file = new Uint32Array(indexesPerPage);
  /** The place of the node in its file, counted in nodes of its level. */
  readonly position = new Uint32Array(indexesPerPage);
  /** Pointers to blocks below the node, and those of them that the volume inherits. Leaves have at most 512. */
  readonly pointers: Uint16Array | Float64Array;
  readonly inherited: Uint16Array | Float64Array;
  /** Blocks below the node, each divided by the live pointers to it. */
  readonly share: Float64Array | null;

  constructor(level: number, hasShares: boolean) {
    this.pointers = level === 0 ? new Uint16Array(indexesPerPage) : new Float64Array(indexesPerPage);
    this.inherited = level === 0 ? new Uint16Array(indexesPerPage) : new Float64Array(indexesPerPage);
    this.share = hasShares ? new Float64Array(indexesPerPage) : null;
  }
}

export class NodeTable {
  readonly level: number;
  readonly #index = new NumberIndex();
  readonly #pages: NodePage[] = [];
  readonly #hasShares: boolean;

  constructor(level: number, hasShares: boolean) {
    this.level = level;
    this.#hasShares = hasShares;
  }

  get size(): number {
    return this.#index.size;
  }

  idAt(index: number): number {
    return this.#index.numberAt(index);
  }

  /** The index of a node, or -1. */
  find(id: number): number {
    return this.#index.find(id);
  }

  /** The page that holds the columns of a node; its place in there is `inPage(index)`. */
  page(index: number): NodePage {
    const page = this.#pages[pageOf(index)];
    if (!page) throw new RangeError(`Level ${this.level} has no node ${index}.`);
    return page;
  }

  /** Adds holders to a node, which is new when nobody has pointed to it before. */
  add(id: number, position: number, holders: NodeHolders, groupOf: GroupOf): void {
    const size = this.#index.size;
    const index = this.#index.add(id);
    const at = inPage(index);
    if (index === size) {
      if (at === 0) this.#pages.push(new NodePage(this.level, this.#hasShares));
      const page = this.page(index);
      page.live[at] = holders.live;
      page.owner[at] = holders.owner;
      page.snapshot[at] = holders.snapshot;
      page.file[at] = holders.file;
      page.position[at] = position;
      return;
    }
    const page = this.page(index);
    page.live[at] = (page.live[at] ?? 0) + holders.live;
    page.owner[at] = joinHolders(page.owner[at] ?? 0, holders.owner, groupOf);
    page.snapshot[at] = joinHolders(page.snapshot[at] ?? 0, holders.snapshot, noGroups);
  }

  /**
   * What the node hands down, once everything that points to it is known. What live files and
   * snapshots both reach is neither unique to a file nor to a snapshot, so it goes down as held by
   * several live files, and the snapshots need not be followed any further.
   */
  holdersOf(index: number, into: NodeHolders): void {
    const page = this.page(index);
    const at = inPage(index);
    const snapshot = page.snapshot[at] ?? 0;
    into.live = page.live[at] ?? 0;
    into.file = page.file[at] ?? 0;
    into.owner = into.live > 0 && snapshot !== 0 ? several : (page.owner[at] ?? 0);
    into.snapshot = into.live > 0 ? 0 : snapshot;
  }
}

/** Snapshots have no groups. */
export const noGroups: GroupOf = [];
