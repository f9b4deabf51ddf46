import { describe, expect, it } from 'vitest';
import { hitsPerGroup, kindOf, searchFields, searchInventory, withKind } from '../../../../renderer/app/search.ts';
import { defaultEntry, entriesOf, noOffers, offersAt } from '../../../../renderer/app/searchEntries.ts';
import { indexOf } from '../../../../renderer/stores/inventoryIndex.ts';
import { RowTable } from '../../../../renderer/stores/rowTable.ts';
import type { Container, VmRow } from '../../../../shared/model/inventory.ts';
import { placesOf } from '../../../../shared/query/places.ts';
import { containers, objectId, vmRow } from '../stores/rows.ts';

const vms = RowTable.empty<VmRow>().changed([
  vmRow(1, { name: 'old-esx-tools' }),
  vmRow(2, { name: 'ESX-test', powerState: 'poweredOn', hostId: objectId('host-2') }),
  vmRow(3, { name: 'esx-base', isTemplate: true }),
  vmRow(4, { name: 'odd:name -x' }),
  ...Array.from({ length: 20 }, (_, n) => vmRow(100 + n, { name: `many-${n}`, cpuCount: 4 })),
]);
const source = { index: indexOf({ vms, containers: RowTable.empty<Container>().changed(containers) }), vms, places: placesOf(containers) };
const search = (text: string) => searchInventory(text, source);
const namesOf = (text: string) => search(text).groups.map(({ label, hits }) => [label, hits.map(({ name }) => name)]);

describe('searchInventory', () => {
  it('groups by kind and puts names that begin with the text first', () => {
    expect(namesOf('esx')).toEqual([
      ['Virtual machines', ['ESX-test', 'old-esx-tools']],
      ['Templates', ['esx-base']],
      ['Hosts', ['esx-1', 'esx-2']],
    ]);
  });
  it('puts the object that has exactly this name first, whatever its kind and whatever signs it has', () => {
    const named = RowTable.empty<VmRow>().changed([vmRow(1, { name: 'gold-001' }), vmRow(2, { name: 'Gold', isTemplate: true }), vmRow(3, { name: 'gold-2', isTemplate: true })]);
    const found = searchInventory('gold', { index: indexOf({ vms: named, containers: RowTable.empty<Container>() }), vms: named, places: new Map() });
    expect(found.groups.map(({ label, hits }) => [label, hits.map(({ name }) => name)])).toEqual([
      ['Templates', ['Gold', 'gold-2']],
      ['Virtual machines', ['gold-001']],
    ]);
    expect(namesOf('odd:name -x')[0]?.[1]?.[0]).toBe('odd:name -x');
  });
  it('shows a few of many and knows all of them', () => {
    const { groups, total } = search('MANY-');
    expect(groups[0]?.hits.map(({ name }) => name)).toEqual(Array.from({ length: hitsPerGroup }, (_, n) => `many-${n}`));
    expect(groups[0]?.ids).toHaveLength(20);
    expect(total).toBe(20);
  });
  it('finds nothing for nothing', () => {
    expect(search('  ').groups).toEqual([]);
    expect(search('no such name').groups).toEqual([]);
  });
  it('asks each kind for its own fields; a kind without one of them has no results', () => {
    expect(namesOf('power:on')).toEqual([['Virtual machines', ['ESX-test']]]);
    expect(namesOf('host:esx-2 kind:vm')).toEqual([['Virtual machines', ['ESX-test']]]);
    expect(namesOf('cores>=8')).toEqual([['Hosts', ['esx-1', 'esx-2']]]);
    expect(namesOf('kind:host -2')).toEqual([['Hosts', ['esx-1']]]);
    expect(search('kind:template,cluster').groups.map(({ kind }) => kind)).toEqual(['template', 'cluster']);
    expect(namesOf('state:connected esx-1')).toEqual([['Hosts', ['esx-1']]]);
    expect(namesOf('state:on')).toEqual([['Virtual machines', ['ESX-test']]]);
  });
  it('tells what no kind can be asked, once, and leaves it out', () => {
    const { groups, problems } = search('pwer:on esx-base');
    expect(problems.map(({ message }) => message)).toEqual(['There is no field pwer.']);
    expect(groups.map(({ kind }) => kind)).toEqual(['template']);
    expect(search('power:up').problems.map(({ message }) => message)).toEqual(['power is never “up”.']);
    expect(search('power:').problems.map(({ isIncomplete }) => isIncomplete)).toEqual([true]);
    expect(search('power:up').total).toBe(0);
    expect(search('cores>8').problems).toEqual([]);
  });
});

describe('what Enter means', () => {
  const chosen = (text: string) => {
    const found = search(text);
    return defaultEntry(text, entriesOf(found, offersAt({ text, caret: text.length }, source)), found);
  };
  it('is the best name for words, all results for fields, and an offer for a field without a value', () => {
    expect(chosen('esx')).toMatchObject({ type: 'hit', hit: { name: 'ESX-test' } });
    expect(chosen('power:on')).toMatchObject({ type: 'all', total: 1 });
    expect(chosen('-many')).toMatchObject({ type: 'all' });
    expect(chosen('power:')).toMatchObject({ type: 'offer', insert: 'on' });
    expect(chosen('nothing at all')).toBeUndefined();
  });
});

describe('offers', () => {
  it('come up where something is typed, with fields of every kind and values of machines', () => {
    const at = (text: string) => offersAt({ text, caret: text.length }, source).items.map(({ insert }) => insert);
    expect(at('')).toEqual([]);
    expect(at('web ')).toEqual([]);
    expect(at('co')).toEqual(['compliance:', 'cores>']);
    expect(at('kind:')).toEqual(['vm', 'template', 'host', 'cluster', 'datastore', 'network']);
    expect(at('host:')).toEqual(['esx-1', 'esx-2']);
    expect(noOffers.items).toEqual([]);
  });
  it('name every field once', () => {
    const names = searchFields.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(['power', 'cores', 'free', 'vlan']));
  });
});

describe('the filter by kind', () => {
  it('is a term of the query that comes, changes and goes', () => {
    expect(withKind('esx', 'host')).toBe('kind:host esx');
    expect(withKind('kind:host esx', 'vm')).toBe('kind:vm esx');
    expect(withKind('esx kind:vm -old', 'vm')).toBe('esx -old');
    expect(kindOf('esx kind:vm')).toBe('vm');
    expect(kindOf('esx -kind:vm')).toBeNull();
    expect(kindOf('esx')).toBeNull();
  });
});
