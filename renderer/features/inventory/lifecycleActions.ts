/** Power, names, folders, templates, and leaving and entering the inventory. */
import type { ObjectId } from '../../../shared/ids.ts';
import type { Container, PowerState, VmRow } from '../../../shared/model/inventory.ts';
import type { PowerOperation } from '../../../shared/model/lifecycle.ts';
import { openDialog } from '../../stores/dialogs.ts';
import { convert, power } from '../../stores/lifecycle.ts';
import { powerLabels } from '../../stores/lifecycleWords.ts';
import { say } from '../../strings/say.ts';
import type { ActionItem } from '../../ui/actions.ts';

const nothingSelected = say('inventory.selectAVirtualMachineFirst');
const idsOf = (vms: readonly VmRow[]): ObjectId[] => vms.map(({ id }) => id);

interface PowerRule {
  readonly operation: PowerOperation;
  readonly icon: NonNullable<ActionItem['icon']>;
  readonly from: readonly PowerState[];
  /** Why it does not apply to one, and to all of several. */
  readonly reasons: readonly [one: string, all: string];
}

const powerRules: readonly PowerRule[] = [
  { operation: 'powerOn', icon: 'play', from: ['poweredOff', 'suspended'], reasons: [say('inventory.isPoweredOnAlready'), say('inventory.allArePoweredOnAlready')] },
  { operation: 'powerOff', icon: 'stop', from: ['poweredOn', 'suspended'], reasons: [say('inventory.isPoweredOffAlready'), say('inventory.allArePoweredOffAlready')] },
  { operation: 'suspend', icon: 'pause', from: ['poweredOn'], reasons: [say('inventory.onlyPoweredOnIsSuspended'), say('inventory.noneIsPoweredOn')] },
  { operation: 'reset', icon: 'refresh', from: ['poweredOn'], reasons: [say('inventory.onlyPoweredOnIsReset'), say('inventory.noneIsPoweredOn')] },
];

/** What is meant for many applies to those that it can apply to; the yard decides again on each of them. */
export function powerActions(vms: readonly VmRow[]): ActionItem[] {
  const machines = vms.filter((vm) => !vm.isTemplate);
  const none = vms.length === 0 ? nothingSelected : machines.length === 0 ? say('inventory.templateHasNoPower') : undefined;
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
      label: say('inventory.rename'),
      icon: 'edit',
      separatorBefore: true,
      disabledReason: none ?? (only === undefined ? say('inventory.renameOneAtATime') : undefined),
      onAction: () => {
        if (only !== undefined) openDialog({ type: 'rename', id: only.id });
      },
    },
    { id: 'moveToFolder', label: say('inventory.moveToFolder'), icon: 'folder', disabledReason: none, onAction: () => openDialog({ type: 'moveToFolder', ids: idsOf(vms) }) },
    convertAction(vms),
  ];
}

/** One entry that goes the way the selection asks for; for a mixed one, to templates. */
function convertAction(vms: readonly VmRow[]): ActionItem {
  const isOfTemplates = vms.length > 0 && vms.every((vm) => vm.isTemplate);
  const fitting = isOfTemplates ? vms : vms.filter((vm) => !vm.isTemplate && vm.powerState === 'poweredOff' && vm.snapshotCount === 0);
  return {
    id: 'convert',
    label: isOfTemplates ? say('inventory.convertToVirtualMachine') : say('inventory.convertToTemplate'),
    icon: isOfTemplates ? 'vm' : 'template',
    disabledReason: vms.length === 0 ? nothingSelected : fitting.length === 0 ? notConvertible(vms) : undefined,
    onAction: () => void convert(idsOf(vms), isOfTemplates ? 'vm' : 'template'),
  };
}

function notConvertible(vms: readonly VmRow[]): string {
  const [vm] = vms;
  if (vms.length > 1) return say('inventory.convertManyRefused');
  return vm?.powerState === 'poweredOff' ? say('inventory.convertHasSnapshots') : say('inventory.powerItOffFirst');
}

export function unregisterAction(vms: readonly VmRow[]): ActionItem {
  const running = vms.filter((vm) => vm.powerState === 'poweredOn');
  const reason = vms.length === 1 ? say('inventory.powerItOffFirst') : say('inventory.someSelectedArePoweredOn', { count: running.length });
  return {
    id: 'unregister',
    label: say('inventory.removeFromInventory'),
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
    ...(isPlace ? [{ id: 'newFolder', label: say('inventory.newFolder'), icon: 'folder' as const, onAction: () => openDialog({ type: 'newFolder', parentId: id }) }] : []),
    ...(isPlace || kind === 'datastore'
      ? [
          {
            id: 'registerVm',
            label: say('inventory.registerVirtualMachine'),
            icon: 'vm' as const,
            onAction: () => openDialog({ type: 'registerVm', id: null, datastoreId: kind === 'datastore' ? id : null, folderId: kind === 'folder' ? id : null }),
          },
        ]
      : []),
    ...(['datacenter', 'cluster', 'folder', 'datastore', 'network'].includes(kind)
      ? [{ id: 'rename', label: say('inventory.rename'), icon: 'edit' as const, separatorBefore: true, onAction: () => openDialog({ type: 'rename', id }) }]
      : []),
    ...(kind === 'folder'
      ? [{ id: 'moveToFolder', label: say('inventory.moveToFolder'), icon: 'folder' as const, onAction: () => openDialog({ type: 'moveToFolder', ids: [id] }) }]
      : []),
  ];
}

export function deleteFolderAction({ id, kind }: Container): ActionItem[] {
  if (kind !== 'folder') return [];
  return [{ id: 'deleteFolder', label: say('inventory.deleteFolder'), icon: 'trash', isDestructive: true, separatorBefore: true, onAction: () => openDialog({ type: 'deleteFolder', id }) }];
}
