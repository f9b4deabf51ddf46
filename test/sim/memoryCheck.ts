/** The invariants of the array in memory. */
import type { ArrayCheck } from '../../electron/array/portTypes.ts';
import { blockSizeBytes, blocksFor } from '../../shared/units.ts';
import type { VolumeId } from '../../shared/ids.ts';
import { countFairShare, countVolume, usageOf } from './memoryCounting.ts';
import { filesOf, isZero, type MemoryBlock, type MemoryFile, type MemoryVolume, type State } from './memoryState.ts';

function ancestorsOf(state: State, volume: MemoryVolume): VolumeId[] {
  const base = volume.base && state.volumes.get(volume.base.volumeId);
  return base ? [volume.id, ...ancestorsOf(state, base)] : [volume.id];
}

function fileProblems(state: State, file: MemoryFile, where: string): string[] {
  const volume = state.volumes.get(file.volumeId);
  if (!volume) return [`${where} belongs to no volume.`];
  const problems: string[] = [];
  const lineage = new Set(ancestorsOf(state, volume));
  for (const [number, block] of file.blocks) {
    if (number < 0 || number >= blocksFor(file.sizeBytes)) problems.push(`${where} has a block outside its size.`);
    if (isZero(block.bytes)) problems.push(`${where} stores a zero block.`);
    if (block.bytes.length !== blockSizeBytes) problems.push(`${where} has a block of another size.`);
    if (!lineage.has(block.volumeId)) problems.push(`${where} holds a block of a volume that it does not descend from.`);
  }
  return problems;
}

function volumeProblems(state: State, volume: MemoryVolume): string[] {
  const usage = usageOf(state, volume.id);
  const { physicalBytes, snapshotBytes } = countVolume(state, volume.id, usage);
  const shares = filesOf(state, volume.id).reduce((sum, file) => sum + countFairShare(state, file.id, usage), 0);
  const problems = Math.abs(shares + snapshotBytes - physicalBytes) > 1 ? [`The fair shares of volume ${volume.id} do not add up.`] : [];
  const base = volume.base && state.snapshots.get(volume.base.snapshotId);
  if (volume.base && base?.volumeId !== volume.base.volumeId) problems.push(`Volume ${volume.id} has lost its base.`);
  return problems;
}

export function checkState(state: State): ArrayCheck {
  const snapshots = [...state.snapshots.values()];
  const blocks = new Set<MemoryBlock>();
  for (const file of [...state.files.values(), ...snapshots.flatMap(({ files }) => [...files.values()])]) for (const block of file.blocks.values()) blocks.add(block);
  const charged = [...state.volumes.keys()].reduce((sum, id) => sum + usageOf(state, id).size, 0);
  const problems = [
    ...[...state.files].flatMap(([id, file]) => (file.id === id ? fileProblems(state, file, `File ${id}`) : [`File ${id} has another id.`])),
    ...snapshots.flatMap(({ id, volumeId, files }) =>
      [...files.values()].flatMap((file) => (file.volumeId === volumeId ? fileProblems(state, file, `File ${file.id} in snapshot ${id}`) : [`Snapshot ${id} holds a file of another volume.`]))),
    ...[...state.volumes.values()].flatMap((volume) => volumeProblems(state, volume)),
    ...(charged === blocks.size ? [] : ['Some blocks are charged to no volume that holds them.']),
  ];
  return { problems, repaired: [], fileCount: state.files.size, nodeCount: 0, blockCount: blocks.size, segmentCount: 0 };
}
