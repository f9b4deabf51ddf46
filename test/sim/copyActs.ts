/** Copies of ranges that a simulation lets an array make, as the model sees them: the bytes of the source, written. */
import type { FileId, VolumeId } from '../../shared/ids.ts';
import type { CopyMode, FileRange } from '../../electron/array/portTypes.ts';
import type { Random } from './random.ts';
import { blockBytes, type SimFile, type SimState } from './simState.ts';

export interface PickedCopy {
  readonly range: FileRange;
  readonly mode: CopyMode;
  readonly to: { readonly id: FileId; readonly file: SimFile; readonly volumeId: VolumeId };
  /** What the range is to hold: what the source holds now. */
  readonly data: Uint8Array;
  readonly name: string;
}

function contentOf({ blocks }: SimFile, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; done += blockBytes) {
    const block = blocks[(offset + done) / blockBytes];
    if (block) bytes.set(block.subarray(0, length - done), done);
  }
  return bytes;
}

/** A range of two files or versions of files, or null where the ones that were picked have none on blocks. */
export function pickCopy(random: Random, state: SimState): PickedCopy | null {
  const to = random.pick([...state.files()]);
  const all = [...state.versions()];
  const near = all.filter(({ volumeId }) => volumeId === to.volumeId);
  const source = random.pick(random.chance(0.7) ? near : all);
  const sizeBytes = Math.min(source.file.sizeBytes, to.file.sizeBytes);
  // A range ends on a block, or with both files.
  const end = source.file.sizeBytes === to.file.sizeBytes ? sizeBytes : sizeBytes - (sizeBytes % blockBytes);
  const blocks = Math.ceil(end / blockBytes);
  if (blocks === 0) return null;
  const first = random.chance(0.5) ? 0 : random.below(blocks);
  const count = random.chance(0.5) ? blocks - first : random.between(1, Math.min(blocks - first, random.pick([1, 10, 300])));
  const offset = first * blockBytes;
  const length = Math.min(end, (first + count) * blockBytes) - offset;
  const mode = random.pick(['share', 'share', 'copy'] as const);
  const from = source.snapshotId === null ? source.id : { fileId: source.id, snapshotId: source.snapshotId };
  const name = `${mode} ${length} bytes at ${offset} of file ${source.id}${source.snapshotId === null ? '' : ` of snapshot ${source.snapshotId}`} for file ${to.id}`;
  return { range: { from, to: to.id, offset, length }, mode, to, data: contentOf(source.file, offset, length), name };
}
