/** A piece of a write on its way into the log. */
import type { FileState } from './catalog/fileState.ts';
import type { BlockWriter } from './layout.ts';
import type { Scratch } from './scratch.ts';

/** What becomes of a block of the piece, as flags in the scratch area: written by `classify`, and by whoever leaves blocks out. */
export const blockFlag = { data: 0, zero: 1, leave: 2 } as const;

/** A stored block that is equal to one of the piece, or an earlier block of the piece itself. */
export type Twin = { readonly kind: 'stored'; readonly vbn: number; readonly writer: BlockWriter } | { readonly kind: 'earlier'; readonly index: number };

export interface Piece {
  readonly file: FileState;
  readonly firstBlock: number;
  readonly count: number;
  readonly scratch: Scratch;
  /** By index in the piece. */
  readonly twins: ReadonlyMap<number, Twin>;
  /** Its memory stays as it is until `Log.returnLent` says that it may change. */
  readonly isLent?: boolean;
  /** Told of each block that was stored. */
  readonly onStored?: (vbn: number, index: number) => void;
}
