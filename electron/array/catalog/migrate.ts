/** Brings the metadata of an older format to the current one, in one transaction: a crash leaves the old or the new one. */
import type { Meta, Table } from '../../meta/meta.ts';
import type { ArrayRecord } from '../parts.ts';
import { arrayFormatVersion, type Crc } from '../layout.ts';
import { sealValue } from '../nodeSeal.ts';
import { fromFileRecord1, toFileId, toFileRecord, type FileRecord } from './fileState.ts';
import { defaultSettings, newVolume, type VolumeState } from './volumeState.ts';

/** What format 1 kept of the array beyond what format 2 keeps. */
interface ArrayRecord1 {
  readonly nextFileId?: number;
}

/** What format 1 kept of a volume. */
type VolumeRecord1 = Pick<VolumeState, 'id' | 'sizeBytes' | 'logicalBlocks' | 'physicalBlocks' | 'drops' | 'exactAtDrops'>;

/** @returns the record of the array in the current format */
export function migrate(meta: Meta, table: Table<string, ArrayRecord>, stored: ArrayRecord & ArrayRecord1, crc: Crc): ArrayRecord {
  if (stored.formatVersion === arrayFormatVersion) return stored;
  const { nextFileId = 1, ...kept } = stored;
  const record: ArrayRecord = { ...kept, formatVersion: arrayFormatVersion, nextSnapshotId: 1, isClean: false, lostGroups: 0, quotaBytes: null, exactAsOfMs: 0 };
  const volumes = meta.table<number, VolumeRecord1>('volumes');
  const files = meta.table<number, FileRecord>('files');
  const nodes = meta.binaryTable<number>('nodes');
  const staging = meta.table<number, number>('stagingFiles');
  meta.transaction((tx) => {
    for (const { key, value } of [...volumes.entries()]) {
      const { id, sizeBytes, logicalBlocks, physicalBlocks, drops, exactAtDrops } = value;
      const counters = { logicalBlocks, physicalBlocks, drops, exactAtDrops };
      const volume: VolumeState = { ...newVolume(id, { ...defaultSettings, sizeBytes }), ...counters, nextInode: nextFileId, legacyInodes: nextFileId };
      volumes.put(tx, key, volume);
    }
    for (const { key, value } of [...files.entries()]) {
      const file = fromFileRecord1(toFileId(key), value);
      if (file.isStaging) staging.put(tx, key, 1);
      // Who descends from whom was not kept for all files, so those of a volume count as one family.
      files.put(tx, key, toFileRecord({ ...file, familyId: file.volumeId }));
    }
    // Map nodes had no checksums.
    for (const { key, value } of [...nodes.entries()]) nodes.put(tx, key, sealValue(key, value, crc));
    table.put(tx, 'array', record);
  });
  return record;
}
