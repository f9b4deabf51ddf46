/** Power, names, folders, templates, and leaving and entering the inventory. */
import type { ObjectId } from '../../../shared/ids.ts';
import type { Container, PowerState, VmRow } from '../../../shared/model/inventory.ts';
import type { PowerOperation } from '../../../shared/model/lifecycle.ts';
import { openDialog } from '../../stores/dialogs.ts';
import { convert, power } from '../../stores/lifecycle.ts';
import { powerLabels } from '../../stores/lifecycleWords.ts';
import type { ActionItem } from '../../ui/actions.ts';
import { countOf } from '../parts/objectLook.ts';

const nothingSelected = 'Select a virtual machine first.';
const idsOf = (vms: readonly VmRow[]): ObjectId[] => vms.map(({ id }) => id);

interface PowerRule {
  readonly operation: PowerOperation;
  readonly icon: NonNullable<ActionItem['icon']>;
  readonly from: readonly PowerState[];
  /** Why it does not apply to one, and to all of several. */
  readonly reasons: readonly [one: string, all: string];
}

const powerRules: readonly PowerRule[] = [
  { operation: 'powerOn', icon: 'play', from: ['poweredOff', 'suspended'], reasons: ['It is powered on already.', 'All of them are powered on already.'] },
  { operation: 'powerOff', icon: 'stop', from: ['poweredOn', 'suspended'], reasons: ['It is powered off already.', 'All of them are powered off already.'] },
  { operation: 'suspend', icon: 'pause', from: ['poweredOn'], reasons: ['Only a machine that is powered on can be suspended.', 'None of them is powered on.'] },
  { operation: 'reset', icon: 'refresh', from: ['poweredOn'], reasons: ['Only a machine that is powered on can be reset.', 'None of them is powered on.'] },
];

/** What is meant for many applies to those that it can apply to; the yard decides again on each of them. */
export function powerActions(vms: readonly VmRow[]): ActionItem[] {
  const machines = vms.filter((vm) => !vm.isTemplate);
  const none = vms.length === 0 ? nothingSelected : machines.length === 0 ? 'A template cannot be powered on.' : undefined;
  return powerRules.map(({ operation, icon, from, reasons: [one, all] }) => {
    const fitting = machines.filter((vm) => from.includes(vm.powerState));
    return {
      id: operation,
      label: powerLabels[operation],
      icon,
      disabledReason: none ?? (fitting.length === 0 ? (vms.length === 1 ? one : all) : undefined),
      onAction: () => void power(idsOf(fitting), operation),
    };
  });
}

/** Names, folders and templates. */
export function sortingActions(vms: readonly VmRow[]): ActionItem[] {
  const only = vms.length === 1 ? vms[0] : undefined;
  const none = vms.length === 0 ? nothingSelected : undefined;
  return [
    {
      id: 'rename',
      label: 'Rename…',
      icon: 'edit',
      separatorBefore: true,
      disabledReason: none ?? (only === undefined ? 'Machines are renamed one at a time.' : undefined),
      onAction: () => {
        if (only !== undefined) openDialog({ type: 'rename', id: only.id });
      },
    },
    { id: 'moveToFolder', label: 'Move to folder…', icon: 'folder', disabledReason: none, onAction: () => openDialog({ type: 'moveToFolder', ids: idsOf(vms) }) },
    convertAction(vms),
  ];
}

/** One entry that goes the way the selection asks for; for a mixed one, to templates. */
function convertAction(vms: readonly VmRow[]): ActionItem {
  const isOfTemplates = vms.length > 0 && vms.every((vm) => vm.isTemplate);
  const fitting = isOfTemplates ? vms : vms.filter((vm) => !vm.isTemplate && vm.powerState === 'poweredOff' && vm.snapshotCount === 0);
  return {
    id: 'convert',
    label: isOfTemplates ? 'Convert to virtual machine' : 'Convert to template',
    icon: isOfTemplates ? 'vm' : 'template',
    disabledReason: vms.length === 0 ? nothingSelected : fitting.length === 0 ? notConvertible(vms) : undefined,
    onAction: () => void convert(idsOf(vms), isOfTemplates ? 'vm' : 'template'),
  };
}

function notConvertible(vms: readonly VmRow[]): string {
  const [vm] = vms;
  if (vms.length > 1) return 'Only machines that are powered off and have no snapshots can become templates.';
  return vm?.powerState === 'poweredOff' ? 'It has snapshots, and a template does not change. Delete them first, or clone it to a template.' : 'Power it off first.';
}

export function unregisterAction(vms: readonly VmRow[]): ActionItem {
  const running = vms.filter((vm) => vm.powerState === 'poweredOn');
  const reason = vms.length === 1 ? 'Power it off first.' : `${countOf(running.length, 'of the selected machines is', 'of the selected machines are')} powered on. Power off first.`;
  return {
    id: 'unregister',
    label: 'Remove from inventory…',
    icon: 'minus',
    separatorBefore: true,
    disabledReason: vms.length === 0 ? nothingSelected : running.length > 0 ? reason : undefined,
    onAction: () => openDialog({ type: 'unregisterVms', vmIds: idsOf(vms) }),
  };
}

/** Folders, names and machines to register, where the container can have them. */
export function placeActions(container: Container): ActionItem[] {
  const { id, kind } = container;
  const isPlace = kind === 'folder' || kind === 'datacenter';
  return [
    ...(isPlace ? [{ id: 'newFolder', label: 'New folder…', icon: 'folder' as const, onAction: () => openDialog({ type: 'newFolder', parentId: id }) }] : []),
    ...(isPlace || kind === 'datastore'
      ? [
          {
            id: 'registerVm',
            label: 'Register virtual machine…',
            icon: 'vm' as const,
            onAction: () => openDialog({ type: 'registerVm', id: null, datastoreId: kind === 'datastore' ? id : null, folderId: kind === 'folder' ? id : null }),
          },
        ]
      : []),
    ...(['datacenter', 'cluster', 'folder', 'datastore', 'network'].includes(kind)
      ? [{ id: 'rename', label: 'Rename…', icon: 'edit' as const, separatorBefore: true, onAction: () => openDialog({ type: 'rename', id }) }]
      : []),
    ...(kind === 'folder'
      ? [{ id: 'moveToFolder', label: 'Move to folder…', icon: 'folder' as const, onAction: () => openDialog({ type: 'moveToFolder', ids: [id] }) }]
      : []),
  ];
}

export function deleteFolderAction({ id, kind }: Container): ActionItem[] {
  if (kind !== 'folder') return [];
  return [{ id: 'deleteFolder', label: 'Delete folder…', icon: 'trash', isDestructive: true, separatorBefore: true, onAction: () => openDialog({ type: 'deleteFolder', id }) }];
}
