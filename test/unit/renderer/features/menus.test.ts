import { describe, expect, it } from 'vitest';
import { actionsForVms } from '../../../../renderer/features/inventory/actions.ts';
import { menuForVms } from '../../../../renderer/features/inventory/menus.ts';
import { isSubmenu } from '../../../../renderer/ui/actions.ts';
import { vmRow } from '../stores/rows.ts';

const machine = vmRow(1);
const running = vmRow(2, { powerState: 'poweredOn' });
const template = vmRow(3, { isTemplate: true });
const selections = [[], [machine], [running], [template], [machine, running], [machine, template], [template, vmRow(4, { isTemplate: true })]];

const itemsOf = (vms: (typeof selections)[number]) => menuForVms(vms).flatMap((entry) => (isSubmenu(entry) ? entry.items : [entry]));

describe('menuForVms', () => {
  it('holds every action of the selection exactly once, with its name and its reason', () => {
    const described = (items: ReturnType<typeof actionsForVms>) => items.map(({ id, label, disabledReason }) => ({ id, label, disabledReason })).sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const vms of selections) expect(described(itemsOf(vms))).toEqual(described(actionsForVms(vms)));
  });
  it('stays short, and has no submenu of a single entry', () => {
    for (const vms of selections) {
      const menu = menuForVms(vms);
      expect(menu.length).toBeLessThanOrEqual(14);
      for (const entry of menu) if (isSubmenu(entry)) expect(entry.items.length).toBeGreaterThan(1);
      expect(new Set(menu.map(({ label }) => label)).size).toBe(menu.length);
    }
  });
  it('leads with deploying where there are templates alone, and ends with what cannot be taken back', () => {
    expect(menuForVms([template])[0]).toMatchObject({ id: 'deployTemplate' });
    for (const vms of selections) expect(menuForVms(vms).at(-1)).toMatchObject({ id: 'delete', isDestructive: true });
  });
});
