import { describe, expect, it } from 'vitest';
import { datastoreName, noPlaces, placeable, placementOf, placeOf, targetsOf, withPlace } from '../../../../renderer/features/parts/diskPlaces.ts';
import { customizationDiskLabel } from '../../../../shared/model/inventory.ts';
import { objectId } from '../stores/rows.ts';

const [home, fast, archive] = [objectId('datastore-1'), objectId('datastore-2'), objectId('datastore-3')];
const disks = [
  { label: 'Hard disk 1', sizeBytes: 1, datastoreId: home },
  { label: 'Hard disk 2', sizeBytes: 1, datastoreId: fast },
  { label: customizationDiskLabel, sizeBytes: 1, datastoreId: home },
];
const labels = (homeId: typeof home | null, places = noPlaces) => placeable(disks).map((disk) => placeOf(disk, homeId, places));

describe('where a disk comes to', () => {
  it('is beside its original while nothing is chosen, and with the machine otherwise', () => {
    expect(labels(null)).toEqual([home, fast]);
    expect(labels(archive)).toEqual([archive, archive]);
    expect(labels(archive, { 'Hard disk 2': fast })).toEqual([archive, fast]);
  });
  it('is asked for only where that is another place than by itself', () => {
    expect(placementOf(disks, null, { 'Hard disk 1': home, 'Hard disk 2': home })).toEqual([{ label: 'Hard disk 2', datastoreId: home }]);
    expect(placementOf(disks, fast, { 'Hard disk 1': home, 'Hard disk 2': fast })).toEqual([{ label: 'Hard disk 1', datastoreId: home }]);
  });
  it('is not chosen for the customization disk, nor for disks that are gone', () => {
    expect(placementOf(disks, null, { [customizationDiskLabel]: fast, 'Hard disk 9': fast })).toEqual([]);
    expect(placeable(disks)).toHaveLength(2);
  });
});

it('the datastores that something comes to are told once each, the home first', () => {
  expect(targetsOf(disks, null, home, noPlaces)).toEqual([home, fast]);
  expect(targetsOf(disks, archive, home, { 'Hard disk 2': fast, 'Hard disk 1': fast })).toEqual([archive, fast]);
});

it('a place can be taken back', () => {
  const places = withPlace(withPlace(noPlaces, 'Hard disk 1', fast), 'Hard disk 2', archive);
  expect(withPlace(places, 'Hard disk 1', null)).toEqual({ 'Hard disk 2': archive });
  expect(datastoreName([{ id: fast, name: 'fast' }], archive)).toMatch(/no longer exists/);
});
