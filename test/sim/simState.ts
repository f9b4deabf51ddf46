/**
 * What an array must hold, as stupidly as it can be told: per file a list of blocks. A clone, a
 * snapshot or a restore copies lists. A transaction works on a copy, so that after a crash
 * both what was before and what would have been after are at hand.
 */
import type { FileId, SnapshotId, VolumeId } from '../../shared/ids.ts';

export const blockBytes = 4096;

/** Content of one block, null for zeros. Never changed, only replaced. */
export type Block = Uint8Array | null;

export interface SimFile {
  readonly sizeBytes: number;
  readonly isStaging: boolean;
  /** Writes replace entries, so live files share this list with nobody. */
  readonly blocks: Block[];
}

export type SimFiles = Map<FileId, SimFile>;

/** What a FlexClone hangs on. A split runs beside transactions, so this is the same object in every copy of the state. */
export interface Tie {
  base: { readonly volumeId: VolumeId; readonly snapshotId: SnapshotId } | null;
  /** A split has begun: the tie is cut at some moment. */
  isSplitting: boolean;
}

export interface SimVolume {
  readonly files: SimFiles;
  /** Oldest first. */
  readonly snapshots: Map<SnapshotId, ReadonlyMap<FileId, SimFile>>;
  readonly tie: Tie;
  /** Smaller than what could be written to it. */
  readonly isSmall: boolean;
}

const zeroBlock = new Uint8Array(blockBytes);

export function isZero(bytes: Uint8Array): boolean {
  return Buffer.compare(bytes, zeroBlock.subarray(0, bytes.length)) === 0;
}

/** Whether bytes that were read are this block. The last block of a file may be read in part. */
export function isBlock(bytes: Uint8Array, block: Block): boolean {
  return Buffer.compare(bytes, (block ?? zeroBlock).subarray(0, bytes.length)) === 0;
}

export function twinOf(file: SimFile): SimFile {
  return { ...file, isStaging: false, blocks: [...file.blocks] };
}

export class SimState {
  readonly volumes = new Map<VolumeId, SimVolume>();

  /** Files are the same objects: writes to them are seen in both. */
  copy(): SimState {
    const copy = new SimState();
    for (const [id, volume] of this.volumes) {
      copy.volumes.set(id, { ...volume, files: new Map(volume.files), snapshots: new Map(volume.snapshots) });
    }
    return copy;
  }

  /** A copy that nothing changes any more. @param fileOf the copy of a file, always the same one */
  frozen(fileOf: (file: SimFile) => SimFile): SimState {
    const frozen = new SimState();
    for (const [id, volume] of this.volumes) {
      const files = new Map([...volume.files].map(([fileId, file]) => [fileId, fileOf(file)]));
      frozen.volumes.set(id, { ...volume, files, snapshots: new Map(volume.snapshots), tie: { ...volume.tie } });
    }
    return frozen;
  }

  addVolume(id: VolumeId, options: { isSmall: boolean }): void {
    this.volumes.set(id, { files: new Map(), snapshots: new Map(), tie: { base: null, isSplitting: false }, isSmall: options.isSmall });
  }

  volume(id: VolumeId): SimVolume {
    const volume = this.volumes.get(id);
    if (!volume) throw new Error(`The model has no volume ${id}.`);
    return volume;
  }

  *files(): Iterable<{ volumeId: VolumeId; id: FileId; file: SimFile }> {
    for (const [volumeId, { files }] of this.volumes) for (const [id, file] of files) yield { volumeId, id, file };
  }

  /** Files as they are now and as snapshots hold them. */
  *versions(): Iterable<{ volumeId: VolumeId; id: FileId; snapshotId: SnapshotId | null; file: SimFile }> {
    for (const live of this.files()) yield { ...live, snapshotId: null };
    for (const [volumeId, { snapshots }] of this.volumes) {
      for (const [snapshotId, files] of snapshots) for (const [id, file] of files) yield { volumeId, id, snapshotId, file };
    }
  }

  volumeOf(id: FileId): VolumeId {
    for (const [volumeId, { files }] of this.volumes) if (files.has(id)) return volumeId;
    throw new Error(`The model has no file ${id}.`);
  }

  /** FlexClones that are based on the volume, or on one of its snapshots. */
  clonesOf(volumeId: VolumeId, snapshotId?: SnapshotId): VolumeId[] {
    return [...this.volumes]
      .filter(([, { tie }]) => tie.base?.volumeId === volumeId && (snapshotId === undefined || tie.base.snapshotId === snapshotId))
      .map(([id]) => id);
  }

  addFile(volumeId: VolumeId, id: FileId, file: SimFile): void {
    this.volume(volumeId).files.set(id, file);
  }

  removeFile(id: FileId): void {
    this.volume(this.volumeOf(id)).files.delete(id);
  }

  addSnapshot(volumeId: VolumeId, id: SnapshotId): void {
    const { files, snapshots } = this.volume(volumeId);
    snapshots.set(id, new Map([...files].map(([fileId, file]) => [fileId, twinOf(file)])));
  }

  restoreSnapshot(volumeId: VolumeId, id: SnapshotId): void {
    const volume = this.volume(volumeId);
    const held = volume.snapshots.get(id) ?? new Map<FileId, SimFile>();
    volume.files.clear();
    for (const [fileId, file] of held) volume.files.set(fileId, twinOf(file));
  }

  /** @param idOf the id that a file of the base has in the clone */
  cloneVolume(base: { volumeId: VolumeId; snapshotId: SnapshotId }, id: VolumeId, idOf: (file: FileId) => FileId): void {
    const held = this.volume(base.volumeId).snapshots.get(base.snapshotId) ?? new Map<FileId, SimFile>();
    const files = new Map([...held].map(([fileId, file]) => [idOf(fileId), twinOf(file)]));
    this.volumes.set(id, { files, snapshots: new Map(), tie: { base, isSplitting: false }, isSmall: this.volume(base.volumeId).isSmall });
  }

  /** What the next open makes of it: files that were never published are gone. */
  afterRestart(): SimState {
    const after = this.copy();
    for (const { files } of after.volumes.values()) {
      for (const [id, file] of files) if (file.isStaging) files.delete(id);
    }
    return after;
  }
}
