import { describe, expect, it } from 'vitest';
import { placeActions, powerActions, sortingActions, unregisterAction } from '../../../../renderer/features/inventory/lifecycleActions.ts';
import { folderOptions } from '../../../../renderer/features/lifecycle/folderOptions.ts';
import { objectIdSchema } from '../../../../shared/ids.ts';
import type { Container, VmRow } from '../../../../shared/model/inventory.ts';
import { vmRow } from '../stores/rows.ts';

const off = vmRow(1);
const on = vmRow(2, { powerState: 'poweredOn' });
const suspended = vmRow(3, { powerState: 'suspended' });
const template = vmRow(4, { isTemplate: true });
const kept = vmRow(5, { snapshotCount: 1 });

const idOf = (text: string) => objectIdSchema.parse(text);
const folder = (number: number, name: string, parent: string): Container => ({ id: idOf(`group-v${number}`), kind: 'folder', name, parentId: idOf(parent) });
const datacenter: Container = { id: idOf('datacenter-2'), kind: 'datacenter', name: 'Main', parentId: idOf('vcenter-1') };

const reason = (actions: readonly { id: string; disabledReason?: string | undefined }[], id: string) => actions.find((action) => action.id === id)?.disabledReason;

describe('powerActions', () => {
  it('apply to the states that they start from, and say why not', () => {
    const allowed = (vms: VmRow[]) => powerActions(vms).filter((action) => action.disabledReason === undefined).map(({ id }) => id);
    expect(allowed([off])).toEqual(['powerOn']);
    expect(allowed([on])).toEqual(['powerOff', 'suspend', 'reset']);
    expect(allowed([suspended])).toEqual(['powerOn', 'powerOff']);
    expect(allowed([off, on, template])).toEqual(['powerOn', 'powerOff', 'suspend', 'reset']);
    expect(allowed([template])).toEqual([]);
    expect(reason(powerActions([]), 'reset')).toContain('Select');
  });
});

describe('sortingActions', () => {
  it('rename one, move any number, and convert what is off and has no snapshots', () => {
    expect(reason(sortingActions([off, on]), 'rename')).toContain('one at a time');
    expect(reason(sortingActions([off, on]), 'moveToFolder')).toBeUndefined();
    expect(reason(sortingActions([on]), 'convert')).toContain('Power it off');
    expect(reason(sortingActions([kept]), 'convert')).toContain('snapshots');
    expect(sortingActions([template]).find(({ id }) => id === 'convert')).toMatchObject({ label: 'Convert to virtual machine' });
    expect(reason(sortingActions([on, off]), 'convert')).toBeUndefined();
  });
  it('leave the inventory only when they are not powered on', () => {
    expect(unregisterAction([on, off]).disabledReason).toContain('1 of the selected machines is powered on');
    expect(unregisterAction([suspended, template]).disabledReason).toBeUndefined();
  });
});

describe('placeActions', () => {
  it('offer folders where there can be folders, and names where they can be changed', () => {
    const idsOf = (container: Container) => placeActions(container).map(({ id }) => id);
    expect(idsOf(datacenter)).toEqual(['newFolder', 'registerVm', 'rename']);
    expect(idsOf(folder(4, 'Desktops', 'datacenter-2'))).toEqual(['newFolder', 'registerVm', 'rename', 'moveToFolder']);
    expect(idsOf({ id: idOf('vcenter-1'), kind: 'vcenter', name: 'v', parentId: null })).toEqual([]);
  });
});

describe('folderOptions', () => {
  const containers = [datacenter, folder(4, 'Desktops', 'datacenter-2'), folder(5, 'Finance', 'group-v4'), folder(6, 'Apps', 'datacenter-2')];
  it('tells equal names apart by their paths', () => {
    expect(folderOptions(containers, false).map(({ label }) => label)).toEqual(['Main / Apps', 'Main / Desktops', 'Main / Desktops / Finance']);
  });
  it('leaves out what is moved with all that is in it', () => {
    expect(folderOptions(containers, true, new Set([idOf('group-v4')])).map(({ label }) => label)).toEqual(['Main', 'Main / Apps']);
  });
});
