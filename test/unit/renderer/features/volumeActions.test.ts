import { describe, expect, it } from 'vitest';
import { actionsForVolumes } from '../../../../renderer/features/parts/volumeActions.ts';
import { snapshotIdSchema } from '../../../../shared/ids.ts';
import type { VolumeRow } from '../../../../shared/model/storage.ts';
import { volumeRow } from '../stores/volumeRows.ts';

const reasons = (...volumes: VolumeRow[]) => new Map(actionsForVolumes(volumes).map(({ id, disabledReason }) => [id, disabledReason]));
const original = volumeRow(1);
const clone = volumeRow(2, { base: { volumeId: original.id, volumeName: original.name, snapshotId: snapshotIdSchema.parse(7), snapshotName: 'nightly' } });

describe('actionsForVolumes', () => {
  it('offers the same list whatever is selected', () => {
    expect(actionsForVolumes([]).map(({ id }) => id)).toEqual(actionsForVolumes([original, clone]).map(({ id }) => id));
    expect(reasons().get('deleteVolume')).toContain('Select');
    expect(reasons(original, clone).get('volumeSnapshot')).toContain('single');
  });
  it('splits FlexClones only, and only without snapshots of their own', () => {
    expect(reasons(original).get('split')).toContain('not a FlexClone');
    expect(reasons(clone).get('split')).toBeUndefined();
    expect(reasons({ ...clone, snapshotCount: 1 }).get('split')).toContain('snapshots first');
    expect(reasons({ ...clone, isSplitting: true }).get('split')).toContain('already');
  });
  it('starts dedupe where it is on and idle, and stops it where it runs', () => {
    expect(reasons(original).get('startDedupe')).toBeUndefined();
    expect(reasons(original).get('stopDedupe')).toContain('No run');
    const running = volumeRow(3, { dedupe: { ...original.dedupe, state: 'running' } });
    expect(reasons(running).get('startDedupe')).toContain('already');
    expect(reasons(running).get('stopDedupe')).toBeUndefined();
    expect(reasons(volumeRow(4, { dedupe: { ...original.dedupe, isOn: false } })).get('startDedupe')).toContain('off');
  });
  it('names the FlexClones that keep a volume from being deleted', () => {
    expect(reasons(volumeRow(5, { cloneNames: ['dev', 'test'] })).get('deleteVolume')).toContain('dev, test');
    expect(reasons(original).get('deleteVolume')).toBeUndefined();
  });
  it('marks deletion as destructive, and nothing else', () => {
    expect(actionsForVolumes([original]).filter((action) => action.isDestructive === true).map(({ id }) => id)).toEqual(['deleteVolume']);
  });
});
