import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { containerFields, datastoreFields, hostFields, networkFields } from '../../../../shared/query/containerFields.ts';
import { fieldTables } from '../../../../shared/query/fieldTables.ts';
import { machineFields } from '../../../../shared/query/machineFields.ts';
import { noPlace, placesOf } from '../../../../shared/query/places.ts';
import type { QueryField } from '../../../../shared/query/queryField.ts';
import { exampleOf, readQuery } from '../../../../shared/query/readQuery.ts';
import { volumeFields } from '../../../../shared/query/storageFields.ts';
import { containers, objectId, vmRow } from '../../renderer/stores/rows.ts';

const document = readFileSync(join(import.meta.dirname, '../../../../docs/query.md'), 'utf8');

interface Declared {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly label: string;
}

function examplesRead<Subject>(fields: readonly QueryField<Subject>[]): void {
  for (const field of fields) expect(readQuery(exampleOf(field), fields).problems, field.name).toEqual([]);
}

describe('the declared fields', () => {
  const kinds: [string, readonly Declared[]][] = [['machines', machineFields], ['hosts', hostFields], ['datastores', datastoreFields], ['networks', networkFields], ['containers', containerFields], ['volumes', volumeFields]];
  it.each(kinds)('of %s have one meaning each, and names that can be typed', (_, fields) => {
    const names = fields.flatMap(({ name, aliases }) => [name, ...(aliases ?? [])]);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9]*$/);
    for (const { label } of fields) expect(label).not.toBe('');
  });
  it('have examples that can be read', () => {
    examplesRead(machineFields);
    examplesRead(hostFields);
    examplesRead(datastoreFields);
    examplesRead(networkFields);
    examplesRead(volumeFields);
  });
  it('are those of the document', () => {
    expect(/<!-- fields -->\n\n(.*?)\n\n<!-- \/fields -->/s.exec(document)?.[1]).toBe(fieldTables());
  });
});

describe('machines', () => {
  const places = placesOf(containers);
  const vm = vmRow(7, { name: 'desk-07', folderId: objectId('group-v2'), powerState: 'poweredOn', source: { id: objectId('vm-1'), name: 'win11-gold' }, memoryBytes: 4 * 1024 ** 3 });
  const isMatch = (text: string, change: Partial<typeof vm> = {}): boolean => {
    const query = readQuery(text, machineFields);
    expect(query.problems, text).toEqual([]);
    return query.matches({ vm: { ...vm, ...change }, places }, vm.name);
  };
  it('are found by what they are and where', () => {
    expect(isMatch('power:on template:win* memory>=4GiB host:esx-1 cluster:cluster datacenter:dc -folder:Lab desk')).toBe(true);
    expect(isMatch('power:on', { isTemplate: true })).toBe(false);
    expect(isMatch('kind:template', { isTemplate: true })).toBe(true);
    expect(isMatch('template:""', { source: null })).toBe(true);
    expect(isMatch('host:esx-1', { hostId: objectId('host-99') })).toBe(false);
  });
  it('are on every datastore that holds something of them', () => {
    const datastores = ['nfs-01', 'vmfs-01', 'vmfs-02'].map((name, at) => ({ name, id: objectId(`datastore-${at + 1}`) }));
    const known = new Map([...places, ...datastores.map(({ id, name }) => [id, { ...noPlace, name }] as const)]);
    const apart = { ...vm, otherDatastoreIds: [objectId('datastore-2')] };
    const found = (text: string): boolean => readQuery(text, machineFields).matches({ vm: apart, places: known }, vm.name);
    expect([found('datastore=nfs-01'), found('datastore:vmfs-01'), found('datastore:vmfs*'), found('datastore:vmfs-02')]).toEqual([true, true, true, false]);
  });
  it('are in every folder around them', () => {
    expect(isMatch('folder=desktops')).toBe(true);
    expect(isMatch('folder=vm')).toBe(true);
    expect(isMatch('-folder:vm')).toBe(false);
  });
});
