import { describe, expect, it } from 'vitest';
import { actionsForContainer, actionsForVms } from '../../../../renderer/features/inventory/actions.ts';
import { menuForContainer, menuForContainers, menuForVms } from '../../../../renderer/features/inventory/menus.ts';
import { isSubmenu, type ActionItem, type MenuEntry } from '../../../../renderer/ui/actions.ts';
import type { Container } from '../../../../shared/model/inventory.ts';
import { containers as known, datastoreRow, vmRow } from '../stores/rows.ts';

const machine = vmRow(1);
const running = vmRow(2, { powerState: 'poweredOn' });
const template = vmRow(3, { isTemplate: true });
const selections = [[], [machine], [running], [template], [machine, running], [machine, template], [template, vmRow(4, { isTemplate: true })]];

const itemsOf = (menu: readonly MenuEntry[]) => menu.flatMap((entry) => (isSubmenu(entry) ? entry.items : [entry]));
const described = (items: readonly ActionItem[]) => items.map(({ id, label, disabledReason }) => ({ id, label, disabledReason })).sort((a, b) => (a.id < b.id ? -1 : 1));

function expectShort(menu: readonly MenuEntry[]): void {
  expect(menu.length).toBeLessThanOrEqual(14);
  for (const entry of menu) if (isSubmenu(entry)) expect(entry.items.length).toBeGreaterThan(1);
  expect(new Set(menu.map(({ label }) => label)).size).toBe(menu.length);
}

describe('menuForVms', () => {
  it('holds every action of the selection exactly once, with its name and its reason', () => {
    for (const vms of selections) expect(described(itemsOf(menuForVms(vms)))).toEqual(described(actionsForVms(vms)));
  });
  it('stays short, and has no submenu of a single entry', () => {
    for (const vms of selections) expectShort(menuForVms(vms));
  });
  it('leads with deploying where there are templates alone, and ends with what cannot be taken back', () => {
    expect(menuForVms([template])[0]).toMatchObject({ id: 'deployTemplate' });
    for (const vms of selections) expect(menuForVms(vms).at(-1)).toMatchObject({ id: 'delete', isDestructive: true });
  });
});

const places: readonly Container[] = [...known, datastoreRow];

describe('menuForContainer', () => {
  it('holds every action of the place exactly once, with its name and its reason', () => {
    for (const place of places) expect(described(itemsOf(menuForContainer(place)))).toEqual(described(actionsForContainer(place)));
  });
  it('stays short, and has no submenu of a single entry', () => {
    for (const place of places) expectShort(menuForContainer(place));
  });
  it('keeps what is done to storage by subject, and ends with what cannot be taken back', () => {
    const menu = menuForContainer(datastoreRow);
    expect(menu.filter(isSubmenu).map(({ label, items }) => [label, items.map(({ id }) => id)])).toEqual([
      ['Snapshots and FlexClones', ['volumeSnapshot', 'flexClone', 'split']],
      ['Dedupe', ['startDedupe', 'stopDedupe', 'countExactly']],
      ['Storage array', ['createVolume', 'quota', 'scrub', 'arrayCheck']],
    ]);
    expect(menu.at(-1)).toMatchObject({ id: 'deleteVolume', isDestructive: true, separatorBefore: true });
  });
  it('is for one place at a time', () => {
    expect(menuForContainers([])).toEqual([]);
    expect(menuForContainers([datastoreRow])).toHaveLength(menuForContainer(datastoreRow).length);
    expect(menuForContainers([datastoreRow, datastoreRow])).toEqual([]);
  });
});
