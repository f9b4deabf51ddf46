/** File records in LMDB: those of files as they are, of files as snapshots hold them, and the ids a FlexClone has deleted. */
import type { FileId } from '../../../shared/ids.ts';
import type { Meta, MetaSnapshot, MetaTx, Table } from '../../meta/meta.ts';
import { fromFileRecord, idRangeOf, toFileId, toFileRecord, toVolumeId, volumeNumberOf, type FileRecord, type FileState, type FileVersionState } from './fileState.ts';
import type { VolumeState } from './volumeState.ts';

/** Volume, file, epoch in which the record was begun. */
type VersionKey = [number, number, number];

export class FileRecords {
  readonly #files: Table<number, FileRecord>;
  readonly #versions: Table<VersionKey, FileRecord>;
  readonly #gone: Table<number, number>;
  readonly #staging: Table<number, number>;

  constructor(meta: Meta) {
    this.#files = meta.table<number, FileRecord>('files');
    this.#versions = meta.table<VersionKey, FileRecord>('fileVersions');
    this.#gone = meta.table<number, number>('goneFiles');
    this.#staging = meta.table<number, number>('stagingFiles');
  }

  get(id: number): FileState | null {
    const record = this.#files.get(id);
    return record ? fromFileRecord(toFileId(id), record) : null;
  }

  isGone(id: number): boolean {
    return this.#gone.get(id) !== undefined;
  }

  *all(): Iterable<FileState> {
    for (const { key, value } of this.#files.entries()) yield fromFileRecord(toFileId(key), value);
  }

  /** Records of a volume's files in id order. */
  *ofVolume(volume: VolumeState): Iterable<FileState> {
    // Ids of format 1 are those of all volumes mixed.
    const legacy = volume.legacyInodes > 1 ? this.#between(1, volume.legacyInodes) : [];
    for (const file of legacy) if (file.volumeId === volume.id) yield file;
    yield* this.#between(...idRangeOf(volume.id));
  }

  *#between(start: number, end: number): Iterable<FileState> {
    for (const { key, value } of this.#files.entries({ start, end })) yield fromFileRecord(toFileId(key), value);
  }

  count(): number {
    return this.#files.count();
  }

  /** Records as they were when the snapshot was taken, a bounded number at a time. */
  listAt(at: MetaSnapshot, afterId: number, limit: number): FileState[] {
    return Array.from(this.#files.entriesAt(at, { start: afterId + 1, limit }), ({ key, value }) => fromFileRecord(toFileId(key), value));
  }

  listVersionsAt(at: MetaSnapshot, after: VersionKey, limit: number): FileVersionState[] {
    const [volumeId, fileId, epoch] = after;
    return Array.from(this.#versions.entriesAt(at, { start: [volumeId, fileId, epoch + 1], limit }), ({ key, value }) => toVersion(key, value));
  }

  /** The version that was begun last in or before an epoch. */
  versionBefore(volumeId: number, id: FileId, epoch: number): FileVersionState | null {
    for (const { key, value } of this.#versions.entries({ start: [volumeId, id, epoch], end: [volumeId, id, -1], reverse: true, limit: 1 })) return toVersion(key, value);
    return null;
  }

  *versionsOf(volumeId: number): Iterable<FileVersionState> {
    for (const { key, value } of this.#versions.entries({ start: [volumeId, 0, 0], end: [volumeId + 1, 0, 0] })) yield toVersion(key, value);
  }

  put(tx: MetaTx, file: FileState): void {
    this.#files.put(tx, file.id, toFileRecord(file));
  }

  putVersion(tx: MetaTx, version: FileVersionState): void {
    this.#versions.put(tx, [version.volumeId, version.id, version.epoch], [...toFileRecord(version), version.untilEpoch]);
  }

  /** Files that are half-made, found without looking at all of them. */
  stagingIds(): FileId[] {
    return Array.from(this.#staging.entries(), ({ key }) => toFileId(key));
  }

  putStaging(tx: MetaTx, id: number, isStaging: boolean): void {
    if (isStaging) this.#staging.put(tx, id, 1);
    else this.#staging.remove(tx, id);
  }

  /** @param isRemembered when the id must not be taken for one of the base again */
  remove(tx: MetaTx, id: number, isRemembered: boolean): void {
    this.#files.remove(tx, id);
    if (isRemembered) this.#gone.put(tx, id, 1);
  }

  removeVersions(tx: MetaTx, versions: readonly FileVersionState[]): void {
    for (const { volumeId, id, epoch } of versions) this.#versions.remove(tx, [volumeId, id, epoch]);
  }

  removeGone(tx: MetaTx, ids: readonly number[]): void {
    for (const id of ids) this.#gone.remove(tx, id);
  }

  /** Deleted ids of volumes for which that need not be remembered any more. */
  goneIdsWithout(isNeeded: (volumeId: number) => boolean): number[] {
    return Array.from(this.#gone.entries(), ({ key }) => key).filter((id) => !isNeeded(volumeNumberOf(id)));
  }
}

function toVersion([volumeId, id, epoch]: VersionKey, record: FileRecord): FileVersionState {
  const file = fromFileRecord(toFileId(id), record);
  return { ...file, volumeId: toVolumeId(volumeId), epoch, untilEpoch: Number(record[record.length - 1]) };
}
