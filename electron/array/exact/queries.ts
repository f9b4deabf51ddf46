/** Questions about who holds what, answered from the state at one moment. */
import type { FileId, SnapshotId } from '../../../shared/ids.ts';
import { blockSizeBytes } from '../../../shared/units.ts';
import type { ArrayParts } from '../assemble.ts';
import { lookup } from '../blockMap.ts';
import { stateOf } from '../operations/files.ts';
import type { BlockHolder, FileVersion } from '../portTypes.ts';
import { TimeSlice } from '../timeSlice.ts';
import { nodeReaderAt, readContent, type PassStart, type VolumeContent } from './pass.ts';
import { NodeRuns } from './nodeRuns.ts';
import type { NodeReader } from './nodeRuns.ts';

function* blocksOf(reader: NodeReader, root: number, level: number): Iterable<{ vbn: number; block: number }> {
  if (root === 0) return;
  const runs = new NodeRuns();
  runs.read(reader, root);
  const span = 512 ** level;
  for (let run = 0; run < runs.count; run += 1) {
    for (let i = 0; i < (runs.lengths[run] ?? 0); i += 1) {
      const pointer = (runs.firsts[run] ?? 0) + i;
      const first = ((runs.slots[run] ?? 0) + i) * span;
      if (level === 0) yield { vbn: pointer, block: first };
      else for (const found of blocksOf(reader, pointer, level - 1)) yield { vbn: found.vbn, block: first + found.block };
    }
  }
}

export async function findFreed(parts: ArrayParts, start: PassStart, ids: ReadonlySet<FileId>, signal?: AbortSignal): Promise<number> {
  const slice = new TimeSlice(signal);
  const reader = nodeReaderAt(parts.nodes, start.at, start.nodeLimit);
  let freed = 0;
  for (const content of (await readContent(parts.files, start, slice)).volumes) {
    const baseVbn = content.volume.base?.vbn ?? 0;
    const mine = new Set<number>();
    const others = new Set<number>();
    for (const root of content.roots) {
      const file = content.files[root.fileIndex];
      const target = root.snapshots === null && file && ids.has(file.id) ? mine : others;
      for (const { vbn } of blocksOf(reader, root.root, root.level)) if (vbn >= baseVbn) target.add(vbn);
      await slice.pause();
    }
    for (const vbn of mine) if (!others.has(vbn)) freed += 1;
  }
  return freed;
}

export async function findHolders(parts: ArrayParts, start: PassStart, version: FileId | FileVersion, offset: number, signal?: AbortSignal): Promise<BlockHolder[]> {
  const state = stateOf(parts, version);
  const [vbn = 0] = lookup(parts.nodes, state, Math.floor(offset / blockSizeBytes), 1);
  if (vbn === 0) return [];
  return (await findHoldersOf(parts, start, [vbn], new TimeSlice(signal))).get(vbn) ?? [];
}

export async function findHoldersOf(parts: ArrayParts, start: PassStart, vbns: readonly number[], slice: TimeSlice): Promise<Map<number, BlockHolder[]>> {
  const reader = nodeReaderAt(parts.nodes, start.at, start.nodeLimit);
  const found = new Map<number, BlockHolder[]>(vbns.map((vbn) => [vbn, []]));
  if (vbns.length === 0) return found;
  for (const content of (await readContent(parts.files, start, slice)).volumes) {
    for (const root of content.roots) {
      const { fileId, snapshotIds } = whoIs(content, root);
      for (const { vbn, block } of blocksOf(reader, root.root, root.level)) {
        for (const snapshotId of snapshotIds) found.get(vbn)?.push({ fileId, snapshotId, offset: block * blockSizeBytes });
      }
      await slice.pause();
    }
  }
  return found;
}

function whoIs(content: VolumeContent, root: VolumeContent['roots'][number]): { fileId: FileId; snapshotIds: (SnapshotId | null)[] } {
  const file = content.files[root.fileIndex] ?? content.versions[root.fileIndex - content.files.length];
  if (!file) throw new RangeError('A root without a file.');
  const range = root.snapshots;
  return { fileId: file.id, snapshotIds: range ? content.snapshots.slice(range.from, range.to + 1).map(({ id }) => id) : [null] };
}
