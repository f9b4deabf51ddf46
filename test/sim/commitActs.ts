/**
 * What a simulation does inside transactions. Each act changes the array and the draft of the
 * model alike, so that several of them can be put into one transaction at random.
 */
import type { FileId, SnapshotId, VolumeId } from '../../shared/ids.ts';
import type { StorageArray } from '../../electron/array/port.ts';
import type { Capability, FileVersion } from '../../electron/array/portTypes.ts';
import type { MetaTx } from '../../electron/meta/meta.ts';
import type { Random } from './random.ts';
import { twinOf, type SimFile, type SimState } from './simState.ts';
import { blockBytes } from './simState.ts';

/** How large a simulation may grow. */
export interface SimScale {
  readonly volumes: number;
  readonly files: number;
  readonly snapshots: number;
  readonly fileBlocks: readonly number[];
}

export const fullScale: SimScale = { volumes: 5, files: 14, snapshots: 4, fileBlocks: [1, 20, 511, 512, 513, 1100] };
/** For when every step is looked at again and again. */
export const smallScale: SimScale = { volumes: 3, files: 6, snapshots: 2, fileBlocks: [3, 40, 514] };

const volumeSizeBytes = 2 ** 40;
/** So small that it fills up. */
const smallVolumeBytes = 900 * blockBytes;

export interface CommitContext {
  readonly array: StorageArray;
  readonly random: Random;
  readonly scale: SimScale;
  readonly tx: MetaTx;
  readonly draft: SimState;
}

export interface CommitAct {
  readonly name: string;
  readonly weight: number;
  readonly needs?: Capability;
  isPossible(draft: SimState, scale: SimScale): boolean;
  /** @returns what was done, for the log of the run */
  run(context: CommitContext): string;
}

const fileCount = (draft: SimState): number => [...draft.files()].length;
const hasFiles = (draft: SimState): boolean => fileCount(draft) > 0;

function pickFile({ draft, random }: CommitContext): { volumeId: VolumeId; id: FileId; file: SimFile } {
  return random.pick([...draft.files()]);
}

/** A file as it is now, or as a snapshot holds it. */
function pickVersion(context: CommitContext, volumeId?: VolumeId): { volumeId: VolumeId; version: FileId | FileVersion; file: SimFile; name: string } {
  const { draft, random, array } = context;
  const all = [...draft.versions()].filter((one) => volumeId === undefined || one.volumeId === volumeId);
  const usable = all.filter(({ snapshotId }) => snapshotId === null || array.capabilities.has('volumeSnapshot'));
  const { id, snapshotId, file, volumeId: found } = random.pick(usable);
  const name = snapshotId === null ? `file ${id}` : `file ${id} of snapshot ${snapshotId}`;
  return { volumeId: found, version: snapshotId === null ? id : { fileId: id, snapshotId }, file, name };
}

const snapshotPairs = (draft: SimState): { volumeId: VolumeId; snapshotId: SnapshotId }[] =>
  [...draft.volumes].flatMap(([volumeId, { snapshots }]) => [...snapshots.keys()].map((snapshotId) => ({ volumeId, snapshotId })));

/** Whose newest snapshot may be restored. */
const restorable = (draft: SimState): { volumeId: VolumeId; snapshotId: SnapshotId }[] =>
  [...draft.volumes].flatMap(([volumeId, { snapshots, tie }]) => {
    const newest = [...snapshots.keys()].at(-1);
    return newest === undefined || tie.isSplitting ? [] : [{ volumeId, snapshotId: newest }];
  });

/** What a snapshot makes of half-made files is nobody's business: they are not in a volume while one is taken. */
const snapshottable = (draft: SimState, scale: SimScale): VolumeId[] =>
  [...draft.volumes]
    .filter(([, { snapshots, files, tie }]) => snapshots.size < scale.snapshots && !tie.isSplitting && ![...files.values()].some((file) => file.isStaging))
    .map(([id]) => id);

const removableSnapshots = (draft: SimState): { volumeId: VolumeId; snapshotId: SnapshotId }[] =>
  snapshotPairs(draft).filter(({ volumeId, snapshotId }) => draft.clonesOf(volumeId, snapshotId).length === 0);

const removableVolumes = (draft: SimState): VolumeId[] =>
  [...draft.volumes].filter(([id, { tie }]) => !tie.isSplitting && draft.clonesOf(id).length === 0).map(([id]) => id);

export const commitActs: readonly CommitAct[] = [
  {
    name: 'create a volume',
    weight: 3,
    isPossible: (draft, scale) => draft.volumes.size < scale.volumes,
    run: ({ array, random, tx, draft }) => {
      const isSmall = draft.volumes.size > 0 && random.chance(0.2);
      const dedupe = array.capabilities.has('dedupe') ? { isDedupeOn: true, isDedupeInline: random.chance(0.6) } : {};
      const id = array.createVolume(tx, { sizeBytes: isSmall ? smallVolumeBytes : volumeSizeBytes, ...dedupe });
      draft.addVolume(id, { isSmall });
      return `create volume ${id}${isSmall ? ', small' : ''}`;
    },
  },
  {
    name: 'delete a volume',
    weight: 1,
    needs: 'volumeSnapshot',
    isPossible: (draft) => draft.volumes.size > 2 && removableVolumes(draft).length > 0,
    run: ({ array, random, tx, draft }) => {
      const id = random.pick(removableVolumes(draft));
      array.deleteVolume(tx, id);
      draft.volumes.delete(id);
      return `delete volume ${id}`;
    },
  },
  {
    name: 'create a file',
    weight: 8,
    isPossible: (draft, scale) => draft.volumes.size > 0 && fileCount(draft) < scale.files,
    run: ({ array, random, scale, tx, draft }) => {
      const volumeId = random.pick([...draft.volumes.keys()]);
      const sizeBytes = random.pick(scale.fileBlocks) * blockBytes - (random.chance(0.3) ? random.below(blockBytes) : 0);
      const isStaging = random.chance(0.25);
      const id = array.createFile(tx, volumeId, sizeBytes, { isStaging });
      draft.addFile(volumeId, id, { sizeBytes, isStaging, blocks: Array.from({ length: Math.ceil(sizeBytes / blockBytes) }, () => null) });
      return `create file ${id} of ${sizeBytes} bytes in volume ${volumeId}${isStaging ? ', staging' : ''}`;
    },
  },
  {
    name: 'publish a file',
    weight: 3,
    isPossible: (draft) => [...draft.files()].some(({ file }) => file.isStaging),
    run: ({ array, random, tx, draft }) => {
      const { volumeId, id, file } = random.pick([...draft.files()].filter((one) => one.file.isStaging));
      array.publishFile(tx, id);
      // The same list of blocks: it is the same file.
      draft.addFile(volumeId, id, { ...file, isStaging: false });
      return `publish file ${id}`;
    },
  },
  {
    name: 'grow a file',
    weight: 5,
    isPossible: hasFiles,
    run: (context) => {
      const { array, random, scale, tx, draft } = context;
      const { volumeId, id, file } = pickFile(context);
      const sizeBytes = Math.max(file.sizeBytes, random.pick(scale.fileBlocks) * blockBytes - (random.chance(0.3) ? random.below(blockBytes) : 0));
      array.growFile(tx, id, sizeBytes);
      const added = Math.ceil(sizeBytes / blockBytes) - file.blocks.length;
      draft.addFile(volumeId, id, { ...file, sizeBytes, blocks: [...file.blocks, ...Array.from({ length: added }, () => null)] });
      return `grow file ${id} to ${sizeBytes} bytes`;
    },
  },
  {
    name: 'clone a file',
    weight: 12,
    isPossible: (draft, scale) => hasFiles(draft) && fileCount(draft) < scale.files,
    run: (context) => {
      const { volumeId, version, file, name } = pickVersion(context);
      const id = context.array.cloneFile(context.tx, version);
      context.draft.addFile(volumeId, id, twinOf(file));
      return `clone ${name} as ${id}`;
    },
  },
  {
    name: 'delete a file',
    weight: 8,
    isPossible: hasFiles,
    run: (context) => {
      const { id } = pickFile(context);
      context.array.deleteFile(context.tx, id);
      context.draft.removeFile(id);
      return `delete file ${id}`;
    },
  },
  {
    name: 'revert a file',
    weight: 4,
    needs: 'volumeSnapshot',
    isPossible: hasFiles,
    run: (context) => {
      const { volumeId, id, file } = pickFile(context);
      const from = pickVersion(context, volumeId);
      context.array.revertFile(context.tx, id, from.version);
      context.draft.addFile(volumeId, id, { ...twinOf(from.file), isStaging: file.isStaging });
      return `revert file ${id} to ${from.name}`;
    },
  },
  {
    name: 'create a snapshot',
    weight: 6,
    needs: 'volumeSnapshot',
    isPossible: (draft, scale) => snapshottable(draft, scale).length > 0,
    run: ({ array, random, scale, tx, draft }) => {
      const volumeId = random.pick(snapshottable(draft, scale));
      const id = array.createSnapshot(tx, volumeId);
      draft.addSnapshot(volumeId, id);
      return `create snapshot ${id} of volume ${volumeId}`;
    },
  },
  {
    name: 'delete a snapshot',
    weight: 4,
    needs: 'volumeSnapshot',
    isPossible: (draft) => removableSnapshots(draft).length > 0,
    run: ({ array, random, tx, draft }) => {
      const { volumeId, snapshotId } = random.pick(removableSnapshots(draft));
      array.deleteSnapshot(tx, snapshotId);
      draft.volume(volumeId).snapshots.delete(snapshotId);
      return `delete snapshot ${snapshotId}`;
    },
  },
  {
    name: 'restore a snapshot',
    weight: 3,
    needs: 'volumeSnapshot',
    isPossible: (draft) => restorable(draft).length > 0,
    run: ({ array, random, tx, draft }) => {
      const { volumeId, snapshotId } = random.pick(restorable(draft));
      array.restoreSnapshot(tx, snapshotId);
      draft.restoreSnapshot(volumeId, snapshotId);
      return `restore snapshot ${snapshotId} of volume ${volumeId}`;
    },
  },
  {
    name: 'clone a volume',
    weight: 3,
    needs: 'volumeClone',
    isPossible: (draft, scale) => draft.volumes.size < scale.volumes && snapshotPairs(draft).length > 0,
    run: ({ array, random, tx, draft }) => {
      const base = random.pick(snapshotPairs(draft));
      const id = array.cloneVolume(tx, base.snapshotId);
      draft.cloneVolume(base, id, (file) => array.clonedFileId(id, file));
      return `clone volume ${base.volumeId} at snapshot ${base.snapshotId} as ${id}`;
    },
  },
];

/** One that is possible now, or null. */
export function pickCommitAct(context: Omit<CommitContext, 'tx'>): CommitAct | null {
  const { array, random, scale, draft } = context;
  const possible = commitActs.filter((act) => (act.needs === undefined || array.capabilities.has(act.needs)) && act.isPossible(draft, scale));
  let dice = random.below(possible.reduce((sum, { weight }) => sum + weight, 0) || 1);
  for (const act of possible) {
    dice -= act.weight;
    if (dice < 0) return act;
  }
  return null;
}
