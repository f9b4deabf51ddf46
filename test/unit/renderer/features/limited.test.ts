import { afterEach, describe, expect, it } from 'vitest';
import { containerCalls, vmCalls } from '../../../../renderer/features/inventory/actionCalls.ts';
import { actionsForContainer, actionsForVms } from '../../../../renderer/features/inventory/actions.ts';
import { limited, limitedSetting } from '../../../../renderer/features/parts/limited.ts';
import { actionsForVolumes, arrayActions, volumeCalls } from '../../../../renderer/features/parts/volumeActions.ts';
import { accessStore, cancelDenial } from '../../../../renderer/stores/access.ts';
import { dialogDenial, dialogStore, openDialog } from '../../../../renderer/stores/dialogs.ts';
import { noticesStore } from '../../../../renderer/stores/notices.ts';
import { contract } from '../../../../shared/contract/contract.ts';
import type { Container, ContainerKind } from '../../../../shared/model/inventory.ts';
import type { Role } from '../../../../shared/model/access.ts';
import type { ActionItem } from '../../../../renderer/ui/actions.ts';
import { containers as known, datastoreRow, objectId, vmRow } from '../stores/rows.ts';

const all: readonly Container[] = [
  ...known,
  datastoreRow,
  { id: objectId('network-1'), name: 'net', kind: 'network', parentId: objectId('datacenter-1'), vlanId: null },
];
const ofKind = (wanted: ContainerKind): ActionItem[] => all.filter(({ kind }) => kind === wanted).flatMap(actionsForContainer);
const machine = vmRow(1);
const actAs = (role: Role): void => accessStore.setState({ person: { name: 'Jo', role, isLocal: false, sinceMs: 1000 } });
const denied = (actions: readonly ActionItem[]) => actions.filter(({ disabledReason }) => disabledReason?.startsWith('Needs the role')).map(({ id }) => id);
const allowed = (actions: readonly ActionItem[]) => actions.filter(({ disabledReason }) => !disabledReason?.startsWith('Needs the role')).map(({ id }) => id);

afterEach(() => {
  accessStore.setState({ person: null, keys: null });
  dialogStore.setState({ request: null });
  noticesStore.setState({ notices: [] });
});

describe('what each action ends in', () => {
  it('is said for all of them, and for nothing that there is not', () => {
    expect(new Set(actionsForVms([machine]).map(({ id }) => id))).toEqual(new Set(Object.keys(vmCalls)));
    const containers = new Set(all.flatMap((container) => actionsForContainer(container).map(({ id }) => id)));
    expect(new Set([...containers, ...Object.keys(volumeCalls)])).toEqual(new Set(Object.keys(containerCalls)));
    expect(new Set([...actionsForVolumes([]), ...arrayActions()].map(({ id }) => id))).toEqual(new Set(Object.keys(volumeCalls)));
  });
});

describe('limited', () => {
  it('leaves an administrator everything', () => {
    actAs('administrator');
    expect(denied([...actionsForVms([machine]), ...all.flatMap(actionsForContainer)])).toEqual([]);
  });
  it('leaves an operator the life of machines, but no content of disks, no hosts and no storage', () => {
    actAs('operator');
    expect(denied(actionsForVms([machine]))).toEqual(['exportDisk']);
    expect(denied(ofKind('datacenter'))).toEqual(
      expect.arrayContaining(['importTemplate', 'newCluster', 'addHost', 'newNetwork', 'createVolume', 'removeObject']),
    );
    expect(allowed(ofKind('cluster'))).toEqual(expect.arrayContaining(['newVm', 'deployTemplate', 'rapidClone']));
    expect(allowed(actionsForVolumes([]))).toEqual([]);
  });
  it('leaves a reader what changes nothing, and says which role it takes before anything else', () => {
    actAs('readOnly');
    expect(allowed(actionsForVms([machine]))).toEqual(['manageSnapshots', 'freedIfDeleted', 'blockHolders', 'copyLink']);
    expect(new Map(actionsForVms([]).map(({ id, disabledReason }) => [id, disabledReason])).get('powerOn')).toBe('Needs the role Operator.');
    expect(new Set(all.flatMap((container) => allowed(actionsForContainer(container))))).toEqual(new Set(['copyLink']));
  });
  it('takes an action of which nothing is said for one of administrators', () => {
    const actions: ActionItem[] = [{ id: 'unheardOf', label: 'Unheard of', onAction: () => {} }];
    actAs('operator');
    expect(limited(actions, {})[0]?.disabledReason).toBe('Needs the role Administrator.');
    actAs('administrator');
    expect(limited(actions, {})).toEqual(actions);
  });
});

describe('limitedSetting', () => {
  it('says which role a setting takes behind what it is for, and only where the role does not allow it', () => {
    actAs('operator');
    expect(limitedSetting('What it is for.', contract.offload.setDatastore)).toEqual({ description: 'What it is for. Needs the role Administrator.', isDisabled: true });
    actAs('administrator');
    expect(limitedSetting('What it is for.', contract.offload.setDatastore)).toEqual({ description: 'What it is for.', isDisabled: false });
  });
});

describe('openDialog', () => {
  it('opens nothing that the role does not allow, and tells why', () => {
    actAs('operator');
    openDialog({ type: 'createVolume' });
    expect(dialogStore.getState().request).toBeNull();
    expect(noticesStore.getState().notices.map(({ text }) => text)).toEqual(['Needs the role Administrator.']);
    openDialog({ type: 'deleteVms', vmIds: [machine.id] });
    expect(dialogStore.getState().request).toMatchObject({ type: 'deleteVms' });
  });
  it('always opens what only shows something', () => {
    actAs('readOnly');
    const shown = [{ type: 'about' }, { type: 'display' }, { type: 'freedIfDeleted', vmIds: [machine.id] }, { type: 'compareStates', vmId: machine.id, from: 'current', to: 'current' }] as const;
    expect(shown.map(dialogDenial)).toEqual(shown.map(() => undefined));
  });
  it.each(['rename', 'editNotes'] as const)('lets an operator %s machines and folders, and nothing that they stand on', (type) => {
    actAs('operator');
    const denialById = (id: string) => dialogDenial({ type, id: objectId(id) });
    expect(['vm-7', 'group-v2'].map(denialById)).toEqual([undefined, undefined]);
    expect(['datastore-1', 'domain-c1', 'datacenter-1', 'network-3'].map(denialById)).toEqual(Array.from({ length: 4 }, () => 'Needs the role Administrator.'));
  });
  it('goes by the same rule as the menus', () => {
    actAs('operator');
    expect(denied(ofKind('folder'))).not.toContain('rename');
    expect(denied(ofKind('datastore'))).toContain('rename');
  });
});

describe('cancelDenial', () => {
  it('leaves operators their own tasks', () => {
    actAs('operator');
    expect(cancelDenial({ initiator: 'Jo', queuedAtMs: 1000 })).toBeUndefined();
    expect(cancelDenial({ initiator: 'Administrator', queuedAtMs: 1000 })).toContain('Administrator has started it.');
    // Of a key that had the same name before.
    expect(cancelDenial({ initiator: 'Jo', queuedAtMs: 999 })).toContain('To cancel tasks of others');
    actAs('readOnly');
    expect(cancelDenial({ initiator: 'Jo', queuedAtMs: 1000 })).toBe('Needs the role Operator.');
    actAs('administrator');
    expect(cancelDenial({ initiator: 'somebody else', queuedAtMs: 1000 })).toBeUndefined();
  });
});
