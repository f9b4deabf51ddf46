import { describe, expect, it } from 'vitest';
import { actionsForVms } from '../../../../renderer/features/inventory/actions.ts';
import type { VmRow } from '../../../../shared/model/inventory.ts';
import { vmRow } from '../stores/rows.ts';

const off = vmRow(1);
const on = vmRow(2, { powerState: 'poweredOn' });
const template = vmRow(3, { isTemplate: true });

const reasons = (vms: VmRow[]) => new Map(actionsForVms(vms).map(({ id, disabledReason }) => [id, disabledReason]));

describe('actionsForVms', () => {
  it('offers the same list whatever is selected', () => {
    const ids = (vms: VmRow[]) => actionsForVms(vms).map(({ id }) => id);
    expect(ids([])).toEqual(ids([off]));
    expect(ids([on, off, template])).toEqual(ids([off]));
  });
  it('says why a template is not powered on and a running machine is not deleted or cloned', () => {
    expect(reasons([template]).get('powerOn')).toContain('template');
    expect(reasons([on]).get('delete')).toContain('Power it off');
    expect(reasons([on]).get('rapidClone')).toContain('Power it off');
    expect(reasons([on]).get('powerOn')).toContain('already');
  });
  it('decides per item on mixed selections', () => {
    const mixed = reasons([on, off, template]);
    expect(mixed.get('powerOn')).toBeUndefined();
    expect(mixed.get('powerOff')).toBeUndefined();
    expect(mixed.get('delete')).toContain('1 of the selected machines is powered on');
    expect(reasons([off, template]).get('delete')).toBeUndefined();
  });
  it('lets templates and powered-off machines be cloned', () => {
    expect(reasons([template]).get('rapidClone')).toBeUndefined();
    expect(reasons([off]).get('rapidClone')).toBeUndefined();
    expect(reasons([]).get('rapidClone')).toBeUndefined();
  });
  it('takes snapshots of one machine at a time, and of no template', () => {
    expect(reasons([on]).get('takeSnapshot')).toBeUndefined();
    expect(reasons([template]).get('takeSnapshot')).toContain('template');
    expect(reasons([off, on]).get('takeSnapshot')).toContain('one machine at a time');
  });
  it('lets one machine be cloned while it runs, and tells for any number what deleting them would free', () => {
    expect(reasons([on]).get('clone')).toBeUndefined();
    expect(reasons([on, off]).get('clone')).toContain('one at a time');
    expect(reasons([on, off, template]).get('freedIfDeleted')).toBeUndefined();
    expect(reasons([]).get('freedIfDeleted')).toContain('Select');
  });
  it('marks deletion as destructive, and nothing else', () => {
    expect(actionsForVms([off]).filter((action) => action.isDestructive === true).map(({ id }) => id)).toEqual(['delete']);
  });
});
