/** Files of the array in memory: new, cloned and reverted ones as changes of a draft, writes as changes of the state. */
import type { CopyMode, FileOptions, FileRange, FileVersion, RangeCopied } from '../../electron/array/portTypes.ts';
import { Fault } from '../../shared/faults.ts';
import type { FileId, VolumeId } from '../../shared/ids.ts';
import { blockSizeBytes } from '../../shared/units.ts';
import { dedupeInline } from './memoryDedupe.ts';
import { requireRoom } from './memoryRules.ts';
import {
  copyOf, isZero, piecesOf, requireFile, requireRange, requireVolume, zeroBlock, type Draft, type MemoryBlock, type MemoryFile, type Piece, type State,
} from './memoryState.ts';

function describeFile(draft: Draft, id: FileId, options: FileOptions): Pick<MemoryFile, 'id' | 'groupId' | 'format' | 'isStaging'> {
  const groupId = options.groupOf === undefined ? id : requireFile(draft, options.groupOf).groupId;
  return { id, groupId, format: options.format ?? 'thin', isStaging: options.isStaging ?? false };
}

/** Adds or replaces a file when there is room for what it reserves; the volume grows for that if it grows by itself. */
function putFile(draft: Draft, file: MemoryFile): void {
  if (file.format !== 'thin') {
    const after = copyOf(draft);
    after.files.set(file.id, file);
    draft.volumes.set(file.volumeId, requireVolume(requireRoom(draft, after, file.volumeId, true), file.volumeId));
  }
  draft.files.set(file.id, file);
}

export function addFile(draft: Draft, id: FileId, volumeId: VolumeId, sizeBytes: number, options: FileOptions): void {
  requireVolume(draft, volumeId);
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) throw new Fault('InvalidArgument', 'A file has a size.');
  putFile(draft, { ...describeFile(draft, id, options), volumeId, sizeBytes, family: id, blocks: new Map() });
}

export function growTo(draft: Draft, id: FileId, sizeBytes: number): void {
  const file = requireFile(draft, id);
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < file.sizeBytes) throw new Fault('InvalidArgument', 'A file only grows.');
  putFile(draft, { ...file, sizeBytes });
}

export function regroupFiles(draft: Draft, ids: readonly FileId[]): void {
  const files = ids.map((id) => requireFile(draft, id));
  const [first] = files;
  if (!first) return;
  if (files.some(({ volumeId }) => volumeId !== first.volumeId)) throw new Fault('InvalidArgument', 'The files of a group lie in one volume.');
  for (const file of files) putFile(draft, { ...file, groupId: first.id });
}

export function addClone(draft: Draft, id: FileId, source: FileId | FileVersion, options: FileOptions): void {
  putFile(draft, { ...requireFile(draft, source), ...describeFile(draft, id, options) });
}

export function revertTo(draft: Draft, id: FileId, to: FileId | FileVersion): void {
  const [file, source] = [requireFile(draft, id), requireFile(draft, to)];
  if (source.volumeId !== file.volumeId) throw new Fault('InvalidArgument', 'A file can only become what a file of its own volume is.');
  const { sizeBytes, blocks, family } = source;
  putFile(draft, { ...file, sizeBytes, blocks, family });
}

/** The pieces of a range where something is mapped. The range may be terabytes of nothing. */
function mappedPieces(file: MemoryFile, offset: number, length: number): Piece[] {
  return [...file.blocks.keys()].flatMap((number) => {
    const from = Math.max(offset, number * blockSizeBytes);
    const to = Math.min(offset + length, (number + 1) * blockSizeBytes);
    return from < to ? [...piecesOf(from, to - from)] : [];
  });
}

/** @returns the state after `change` was done to a copy of every block of the pieces */
function changeBlocks(state: State, file: MemoryFile, pieces: Iterable<Piece>, change: (bytes: Uint8Array, piece: Piece) => void): State {
  const { isDedupeOn, isDedupeInline } = requireVolume(state, file.volumeId).settings;
  const written = new Map<number, MemoryBlock | null>();
  for (const piece of pieces) {
    const bytes = (file.blocks.get(piece.block)?.bytes ?? zeroBlock).slice();
    change(bytes, piece);
    written.set(piece.block, isZero(bytes) ? null : { bytes, volumeId: file.volumeId });
  }
  const blocks = new Map(file.blocks);
  for (const [number, block] of isDedupeOn && isDedupeInline ? dedupeInline(state, file.volumeId, written) : written) {
    if (block) blocks.set(number, block);
    else blocks.delete(number);
  }
  const after = { ...state, files: new Map(state.files).set(file.id, { ...file, blocks }) };
  return requireRoom(state, after, file.volumeId, true);
}

export function writeBytes(state: State, id: FileId, offset: number, data: Uint8Array): State {
  const file = requireFile(state, id);
  requireRange(file, offset, data.length);
  return changeBlocks(state, file, piecesOf(offset, data.length), (bytes, piece) => bytes.set(data.subarray(piece.done, piece.done + piece.length), piece.skip));
}

export function unmapRange(state: State, id: FileId, offset: number, length: number): State {
  const file = requireFile(state, id);
  requireRange(file, offset, length);
  return changeBlocks(state, file, mappedPieces(file, offset, length), (bytes, piece) => bytes.fill(0, piece.skip, piece.skip + piece.length));
}

export function readBytes(state: State, version: FileId | FileVersion, offset: number, into: Uint8Array): void {
  const file = requireFile(state, version);
  requireRange(file, offset, into.length);
  for (const piece of piecesOf(offset, into.length)) {
    const block = file.blocks.get(piece.block);
    const target = into.subarray(piece.done, piece.done + piece.length);
    if (block) target.set(block.bytes.subarray(piece.skip, piece.skip + piece.length));
    else target.fill(0);
  }
}

/** @throws Fault InvalidArgument for a range that is not inside both files or not on blocks */
export function copyBlocks(state: State, { from, to, offset, length }: FileRange, mode: CopyMode): { state: State; copied: RangeCopied } {
  const source = requireFile(state, from);
  const file = requireFile(state, to);
  const end = offset + length;
  for (const one of [source, file]) {
    requireRange(one, offset, length);
    if (offset % blockSizeBytes !== 0 || (end % blockSizeBytes !== 0 && end !== one.sizeBytes)) throw new Fault('InvalidArgument', 'The range is not on blocks.');
  }
  const written = new Map<number, MemoryBlock | null>();
  const kept = new Map<number, MemoryBlock>();
  let copiedBlocks = 0;
  for (let number = offset / blockSizeBytes; number * blockSizeBytes < end; number += 1) {
    const block = source.blocks.get(number);
    if (block === file.blocks.get(number)) continue;
    if (!block) written.set(number, null);
    else if (mode === 'share' && source.volumeId === file.volumeId && block.volumeId === file.volumeId) kept.set(number, block);
    else {
      copiedBlocks += 1;
      written.set(number, { bytes: block.bytes, volumeId: file.volumeId });
    }
  }
  const { isDedupeOn, isDedupeInline } = requireVolume(state, file.volumeId).settings;
  const blocks = new Map(file.blocks);
  for (const [number, block] of isDedupeOn && isDedupeInline ? dedupeInline(state, file.volumeId, written) : written) {
    if (block) blocks.set(number, block);
    else blocks.delete(number);
  }
  for (const [number, block] of kept) blocks.set(number, block);
  const after = { ...state, files: new Map(state.files).set(file.id, { ...file, blocks }) };
  return { state: requireRoom(state, after, file.volumeId, true), copied: { sharedBytes: kept.size * blockSizeBytes, copiedBytes: copiedBlocks * blockSizeBytes } };
}
