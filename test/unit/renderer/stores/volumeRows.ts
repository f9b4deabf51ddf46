/** Volumes for the tests of the client. */
import { volumeIdSchema } from '../../../../shared/ids.ts';
import type { VolumeRow } from '../../../../shared/model/storage.ts';
import { gibBytes } from '../../../../shared/units.ts';
import { objectId } from './rows.ts';

export function volumeRow(number: number, change: Partial<VolumeRow> = {}): VolumeRow {
  return {
    id: volumeIdSchema.parse(number),
    name: `volume-${number}`,
    createdAtMs: 0,
    datastore: { id: objectId(`datastore-${number}`), name: `volume-${number}` },
    sizeBytes: 100 * gibBytes,
    guarantee: 'none',
    autogrow: null,
    nearlyFullPercent: 75,
    fullPercent: 85,
    logicalBytes: 0,
    physicalBytes: 0,
    snapshotBytes: 0,
    inheritedBytes: 0,
    reservedBytes: 0,
    freeBytes: 100 * gibBytes,
    savedBytes: 0,
    savedByDedupeBytes: 0,
    savedByCloneBytes: 0,
    isExact: true,
    exactAsOfMs: null,
    fill: 'normal',
    snapshotCount: 0,
    base: null,
    cloneNames: [],
    isSplitting: false,
    dedupe: { isOn: true, isInline: false, schedule: 'sun-sat@0', state: 'idle', taskId: null, lastRun: null, nextRunAtMs: null },
    ...change,
  };
}
