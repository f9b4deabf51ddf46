import { describe, expect, it } from 'vitest';
import { migrateAction } from '../../../../renderer/features/inventory/migrateActions.ts';
import { commonPlace, specOf, typeNote, type MigrateDraft } from '../../../../renderer/features/migrate/migrateDraft.ts';
import { noPlaces, withPlace } from '../../../../renderer/features/parts/diskPlaces.ts';
import { migrationSpecSchema } from '../../../../shared/model/migration.ts';
import { objectId, vmRow } from '../stores/rows.ts';

const ids = [objectId('vm-1'), objectId('vm-2')];
const draft: MigrateDraft = { type: 'both', hostId: objectId('host-7'), datastoreId: objectId('datastore-8'), placesDisks: false, diskPlaces: noPlaces, policy: 'same', diskFormat: 'thin' };
const off = vmRow(1);
const on = vmRow(2, { powerState: 'poweredOn' });
const suspended = vmRow(3, { powerState: 'suspended' });
const template = vmRow(4, { isTemplate: true });

describe('specOf', () => {
  it('makes a spec that the contract takes, of what the type is about', () => {
    expect(migrationSpecSchema.parse(specOf(ids, draft, []))).toEqual({ vmIds: ids, hostId: 'host-7', datastoreId: 'datastore-8', diskFormat: 'thin' });
    expect(specOf(ids, { ...draft, type: 'host' }, [])).toEqual({ vmIds: ids, hostId: 'host-7', datastoreId: null });
    expect(specOf(ids, { ...draft, type: 'datastore', diskFormat: null }, [])).toEqual({ vmIds: ids, hostId: null, datastoreId: 'datastore-8' });
  });
  it('makes none while a target is missing', () => {
    expect(specOf(ids, { ...draft, hostId: null }, [])).toBeNull();
    expect(specOf(ids, { ...draft, datastoreId: null }, [])).toBeNull();
    expect(specOf(ids, { ...draft, type: 'datastore', hostId: null }, [])).not.toBeNull();
  });
});

describe('disks that go one by one', () => {
  const [home, fast] = [objectId('datastore-1'), objectId('datastore-8')];
  const disks = [1, 2].map((number) => ({ label: `Hard disk ${number}`, sizeBytes: 1, datastoreId: home }));
  const one: MigrateDraft = { ...draft, type: 'datastore', datastoreId: null, placesDisks: true, diskFormat: null };
  const [id] = ids;
  const vmIds = id === undefined ? [] : [id];
  it('can leave the machine and the others where they are', () => {
    expect(specOf(vmIds, one, disks)).toBeNull();
    const spec = specOf(vmIds, { ...one, diskPlaces: withPlace(noPlaces, 'Hard disk 2', fast) }, disks);
    expect(migrationSpecSchema.parse(spec)).toEqual({ vmIds, hostId: null, datastoreId: null, diskPlacement: [{ label: 'Hard disk 2', datastoreId: fast }] });
    expect(specOf(vmIds, { ...one, diskPlaces: withPlace(noPlaces, 'Hard disk 2', home) }, disks)).toBeNull();
  });
  it('can stay while the machine goes', () => {
    expect(specOf(vmIds, { ...one, datastoreId: fast, diskPlaces: withPlace(noPlaces, 'Hard disk 1', home) }, disks)).toEqual({
      vmIds, hostId: null, datastoreId: fast, diskPlacement: [{ label: 'Hard disk 1', datastoreId: home }],
    });
  });
  it('do not count where the datastore stays, or when they are not placed after all', () => {
    const places = withPlace(noPlaces, 'Hard disk 2', fast);
    expect(specOf(vmIds, { ...one, type: 'host', diskPlaces: places }, disks)).toEqual({ vmIds, hostId: 'host-7', datastoreId: null });
    expect(specOf(vmIds, { ...one, placesDisks: false, diskPlaces: places }, disks)).toBeNull();
  });
});

describe('what is told on the spot', () => {
  it('tells what becomes of what guests write while disks are moved', () => {
    expect(typeNote('host', [on])).toBe('');
    expect(typeNote('datastore', [off])).toBe('');
    expect(typeNote('datastore', [on])).toContain('is not powered off');
    expect(typeNote('both', [off, on, suspended])).toContain('2 of these 3 machines are');
    expect(typeNote('both', [on, suspended])).toContain('None of these');
  });
  it('knows where all of them are', () => {
    expect(commonPlace([off, on], (vm) => vm.hostId)).toBe(off.hostId);
    expect(commonPlace([off, vmRow(5, { hostId: objectId('host-99') })], (vm) => vm.hostId)).toBeNull();
    expect(commonPlace([], (vm) => vm.hostId)).toBeNull();
  });
});

describe('the action', () => {
  it('is there for machines in any state, and says why templates are not migrated', () => {
    expect(migrateAction([on, off]).disabledReason).toBeUndefined();
    expect(migrateAction([off, template]).disabledReason).toBeUndefined();
    expect(migrateAction([template]).disabledReason).toContain('Templates are not migrated');
    expect(migrateAction([]).disabledReason).toContain('Select');
  });
});
