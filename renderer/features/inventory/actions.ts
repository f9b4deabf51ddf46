/** What can be done with inventory objects. The same list serves the tree, the grid, the toolbar and the page's Actions menu. */
import type { ObjectId } from '../../../shared/ids.ts';
import type { Container, VmRow } from '../../../shared/model/inventory.ts';
import type { VolumeRow } from '../../../shared/model/storage.ts';
import { compareDisks } from '../../stores/commands.ts';
import { openDialog } from '../../stores/dialogs.ts';
import { vmOf } from '../../stores/inventory.ts';
import { navigate } from '../../stores/route.ts';
import { volumeUnder } from '../../stores/storage.ts';
import { say } from '../../strings/say.ts';
import type { ActionItem } from '../../ui/actions.ts';
import { viewFor } from '../parts/ObjectLink.tsx';
import { limited } from '../parts/limited.ts';
import { actionsForVolumes, arrayActions } from '../parts/volumeActions.ts';
import { callsFor, vmCalls } from './actionCalls.ts';
import { customizeAction } from './customizeActions.ts';
import { datastoreActions } from './datastoreActions.ts';
import { deployAction, deployHereAction } from './deployActions.ts';
import { deleteFolderAction, placeActions, powerActions, sortingActions, unregisterAction } from './lifecycleActions.ts';
import { copyLinkAction } from './linkActions.ts';
import { hostActions, newObjectActions, removeObjectAction } from './hostingActions.ts';
import { editSettingsAction, newVmAction } from './hardwareActions.ts';
import { policyAction } from './policyActions.ts';
import { cloneToTemplateAction, migrateAction } from './migrateActions.ts';

const nothingSelected = say('inventory.selectAVirtualMachineFirst');

/** Actions for one or many machines, one after another; `menus.ts` sorts them into submenus. What does not apply stays visible and tells why. */
export function actionsForVms(vms: readonly VmRow[]): ActionItem[] {
  return limited(vmActions(vms), vmCalls);
}

function vmActions(vms: readonly VmRow[]): ActionItem[] {
  const only = vms.length === 1 ? vms[0] : undefined;
  return [
    ...powerActions(vms),
    editSettingsAction(vms),
    policyAction(vms),
    deployAction(vms),
    {
      id: 'clone',
      label: say('inventory.cloneAction'),
      icon: 'clone',
      disabledReason: single(vms, say('inventory.cloneOneAtATime')),
      onAction: () => {
        if (only !== undefined) openDialog({ type: 'cloneVm', vmId: only.id, snapshotId: null });
      },
    },
    {
      id: 'rapidClone',
      label: say('inventory.rapidClone'),
      icon: 'clone',
      disabledReason: cloneReason(vms),
      onAction: () => openDialog({ type: 'rapidClone', sourceId: only?.id ?? null, computeId: null, folderId: null, datastoreId: null }),
    },
    cloneToTemplateAction(vms),
    migrateAction(vms),
    customizeAction(vms),
    {
      id: 'takeSnapshot',
      label: say('common.takeSnapshot'),
      icon: 'snapshot',
      separatorBefore: true,
      disabledReason: single(vms, say('inventory.takeSnapshotsOneAtATime')) ?? (only?.isTemplate === true ? say('inventory.templateHasNoSnapshots') : undefined),
      onAction: () => {
        if (only !== undefined) openDialog({ type: 'takeVmSnapshot', vmId: only.id });
      },
    },
    {
      id: 'manageSnapshots',
      label: say('inventory.manageSnapshots'),
      icon: 'snapshot',
      disabledReason: single(vms, say('inventory.manageSnapshotsOneAtATime')) ?? (only?.isTemplate === true ? say('inventory.templateHasNoSnapshots') : undefined),
      onAction: () => {
        if (only !== undefined) navigate({ view: viewFor(only.id), objectId: only.id, tab: 'snapshots' });
      },
    },
    ...sortingActions(vms),
    {
      id: 'exportDisk',
      label: say('inventory.exportDisk'),
      icon: 'download',
      separatorBefore: true,
      disabledReason: single(vms, say('inventory.exportDisksOneAtATime')),
      onAction: () => {
        if (only !== undefined) openDialog({ type: 'exportDisk', vmId: only.id });
      },
    },
    {
      id: 'compareWithSource',
      label: only?.source == null ? say('inventory.compareDiskWithItsSource') : say('inventory.compareDiskWith', { source: only.source.name }),
      icon: 'check',
      disabledReason: compareReason(vms),
      onAction: () => {
        if (only?.source != null) void compareDisks(only.id, only.source.id);
      },
    },
    {
      id: 'compareOffload',
      label: say('common.compareHostAndArray'),
      icon: 'compare',
      disabledReason: single(vms, say('inventory.compareOneSource')) ?? runningReason(only),
      onAction: () => {
        if (only !== undefined) navigate({ page: 'compare', objectId: only.id });
      },
    },
    {
      id: 'freedIfDeleted',
      label: vms.length > 1 ? say('inventory.whatWouldDeletingTheseFree') : say('inventory.whatWouldDeletingThisFree'),
      icon: 'info',
      separatorBefore: true,
      disabledReason: vms.length === 0 ? nothingSelected : undefined,
      onAction: () => openDialog({ type: 'freedIfDeleted', vmIds: vms.map((vm) => vm.id) }),
    },
    {
      id: 'blockHolders',
      label: say('inventory.whoHoldsABlock'),
      icon: 'search',
      disabledReason: single(vms, say('inventory.blockHoldersOneAtATime')),
      onAction: () => {
        if (only !== undefined) openDialog({ type: 'blockHolders', vmId: only.id });
      },
    },
    copyLinkAction(vms),
    unregisterAction(vms),
    {
      id: 'delete',
      label: say('inventory.deleteFromDisk'),
      icon: 'trash',
      isDestructive: true,
      disabledReason: deleteReason(vms),
      onAction: () => openDialog({ type: 'deleteVms', vmIds: vms.map((vm) => vm.id) }),
    },
  ];
}

/** Why something that is done to one machine at a time does not apply, or undefined. */
function single(vms: readonly VmRow[], tooMany: string): string | undefined {
  if (vms.length === 1) return undefined;
  return vms.length === 0 ? nothingSelected : tooMany;
}

/** A comparison copies the same content several times, so it must not change meanwhile. */
function runningReason(vm: VmRow | undefined): string | undefined {
  return vm === undefined || vm.isTemplate || vm.powerState === 'poweredOff' ? undefined : say('inventory.powerOffToCompare');
}

/** Why the selection cannot be the source of a rapid clone. With nothing selected the wizard asks for the source itself. */
function cloneReason(vms: readonly VmRow[]): string | undefined {
  if (vms.length > 1) return say('inventory.rapidCloneOneSource');
  const [vm] = vms;
  if (vm === undefined || vm.isTemplate || vm.powerState === 'poweredOff') return undefined;
  return say('inventory.powerOffToClone');
}

function compareReason(vms: readonly VmRow[]): string | undefined {
  if (vms.length !== 1) return vms.length === 0 ? nothingSelected : say('inventory.compareDisksOneAtATime');
  const source = vms[0]?.source;
  if (source == null) return say('inventory.wasNotCloned');
  return vmOf(source.id) === undefined ? say('inventory.sourceIsGone', { source: source.name }) : undefined;
}

function deleteReason(vms: readonly VmRow[]): string | undefined {
  if (vms.length === 0) return nothingSelected;
  const running = vms.filter((vm) => vm.powerState !== 'poweredOff' && !vm.isTemplate);
  if (running.length === 0) return undefined;
  if (vms.length === 1) return say('inventory.powerOffToDelete');
  return say('inventory.someSelectedArePoweredOn', { count: running.length });
}

/** Actions for a place in the inventory: they open with that place filled in. */
export function actionsForContainer(container: Container): ActionItem[] {
  return limited(containerActions(container), callsFor(container));
}

function containerActions(container: Container): ActionItem[] {
  const datastoreId = container.kind === 'datastore' ? container.id : null;
  return [
    {
      id: 'importTemplate',
      label: say('inventory.importTemplate'),
      icon: 'upload',
      onAction: () => openDialog({ type: 'importTemplate', datastoreId }),
    },
    ...newVmAction(container),
    ...deployHereAction(container),
    {
      id: 'rapidClone',
      label: say('inventory.rapidClone'),
      icon: 'clone',
      onAction: () =>
        openDialog({
          type: 'rapidClone',
          sourceId: null,
          computeId: container.kind === 'cluster' || container.kind === 'host' ? container.id : null,
          folderId: container.kind === 'folder' ? container.id : null,
          datastoreId,
        }),
    },
    ...newObjectActions(container),
    ...hostActions(container),
    ...placeActions(container),
    ...datastoreActions(container),
    ...(container.kind === 'datastore' ? actionsForVolumes(volumesUnder(container.id)) : []),
    ...(['vcenter', 'datacenter', 'datastore'].includes(container.kind) ? arrayActions() : []),
    copyLinkAction([container]),
    ...deleteFolderAction(container),
    ...removeObjectAction(container),
  ];
}

function volumesUnder(datastoreId: ObjectId): VolumeRow[] {
  const volume = volumeUnder(datastoreId);
  return volume === undefined ? [] : [volume];
}
