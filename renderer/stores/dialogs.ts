/** Which dialog is open. Features open each other's dialogs through this store instead of importing each other. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ObjectId, SnapshotId, TaskId, VmSnapshotId } from '../../shared/ids.ts';
import type { AlarmId } from '../../shared/model/alarm.ts';
import type { WizardDraft } from '../../shared/model/draft.ts';
import type { NewObjectKind } from '../../shared/model/hosting.ts';
import type { VmState } from '../../shared/model/machine.ts';
import type { VolumeSnapshot } from '../../shared/model/storage.ts';
import { denialOf, notesDenial, renameDenial, type DeclaredCall } from './access.ts';
import { dialogCalls } from './dialogCalls.ts';
import { notify } from './notices.ts';

export type DialogRequest =
  | { readonly type: 'rapidClone'; readonly sourceId: ObjectId | null; readonly computeId: ObjectId | null; readonly folderId: ObjectId | null; readonly datastoreId: ObjectId | null; readonly draft?: WizardDraft }
  | { readonly type: 'deployTemplate'; readonly templateId: ObjectId | null; readonly computeId: ObjectId | null; readonly folderId: ObjectId | null; readonly datastoreId: ObjectId | null; readonly draft: WizardDraft | null }
  | { readonly type: 'importTemplate'; readonly datastoreId: ObjectId | null }
  | { readonly type: 'exportDisk'; readonly vmId: ObjectId }
  | { readonly type: 'deleteVms'; readonly vmIds: readonly ObjectId[] }
  | { readonly type: 'cloneVm'; readonly vmId: ObjectId; readonly snapshotId: VmSnapshotId | null; readonly isTemplate?: boolean }
  | { readonly type: 'newVm'; readonly computeId: ObjectId | null; readonly folderId: ObjectId | null; readonly datastoreId: ObjectId | null }
  | { readonly type: 'editSettings'; readonly vmId: ObjectId }
  | { readonly type: 'assignPolicy'; readonly vmIds: readonly ObjectId[] }
  | { readonly type: 'migrate'; readonly vmIds: readonly ObjectId[] }
  | { readonly type: 'customizeGuest'; readonly vmId: ObjectId }
  | { readonly type: 'takeVmSnapshot'; readonly vmId: ObjectId }
  | { readonly type: 'revertVm'; readonly vmId: ObjectId; readonly snapshotId: VmSnapshotId }
  | { readonly type: 'removeVmSnapshot'; readonly vmId: ObjectId; readonly snapshotId: VmSnapshotId; readonly withChildren: boolean }
  | { readonly type: 'compareStates'; readonly vmId: ObjectId; readonly from: VmState; readonly to: VmState }
  | { readonly type: 'freedIfDeleted'; readonly vmIds: readonly ObjectId[] }
  | { readonly type: 'blockHolders'; readonly vmId: ObjectId }
  | { readonly type: 'emptyDatastore'; readonly datastoreId: ObjectId }
  | { readonly type: 'mountDatastore'; readonly datastoreId: ObjectId }
  | { readonly type: 'createVolume' }
  | { readonly type: 'deleteVolume'; readonly datastoreId: ObjectId }
  | { readonly type: 'editVolume'; readonly datastoreId: ObjectId }
  | { readonly type: 'createVolumeSnapshot'; readonly datastoreId: ObjectId }
  | { readonly type: 'restoreVolume'; readonly datastoreId: ObjectId; readonly snapshotId: SnapshotId }
  | { readonly type: 'restoreVm'; readonly datastoreId: ObjectId; readonly snapshot: VolumeSnapshot }
  | { readonly type: 'removeVolumeSnapshot'; readonly datastoreId: ObjectId; readonly snapshotId: SnapshotId }
  | { readonly type: 'cloneVolume'; readonly datastoreId: ObjectId; readonly snapshotId: SnapshotId | null }
  | { readonly type: 'dedupeSchedule'; readonly datastoreId: ObjectId }
  | { readonly type: 'splitVolume'; readonly datastoreId: ObjectId }
  | { readonly type: 'taskDetail'; readonly taskId: TaskId }
  | { readonly type: 'editAlarm'; readonly alarmId: AlarmId | null; readonly scopeId: ObjectId | null }
  | { readonly type: 'deleteAlarm'; readonly alarmId: AlarmId }
  | { readonly type: 'rename'; readonly id: ObjectId }
  | { readonly type: 'editNotes'; readonly id: ObjectId }
  | { readonly type: 'moveToFolder'; readonly ids: readonly ObjectId[] }
  | { readonly type: 'newFolder'; readonly parentId: ObjectId }
  | { readonly type: 'deleteFolder'; readonly id: ObjectId }
  | { readonly type: 'newObject'; readonly kind: NewObjectKind; readonly parentId: ObjectId }
  | { readonly type: 'editObject'; readonly id: ObjectId }
  | { readonly type: 'removeObject'; readonly id: ObjectId }
  | { readonly type: 'moveHost'; readonly id: ObjectId }
  | { readonly type: 'enterMaintenance'; readonly id: ObjectId }
  | { readonly type: 'unregisterVms'; readonly vmIds: readonly ObjectId[] }
  | { readonly type: 'registerVm'; readonly id: ObjectId | null; readonly datastoreId: ObjectId | null; readonly folderId: ObjectId | null }
  | { readonly type: 'arrayCheck' }
  | { readonly type: 'scrub' }
  | { readonly type: 'quota' }
  | { readonly type: 'about' }
  | { readonly type: 'shortcuts' }
  | { readonly type: 'display' };

export const dialogStore = createStore<{ readonly request: DialogRequest | null }>()(() => ({ request: null }));

const calls: Readonly<Record<DialogRequest['type'], DeclaredCall | null>> = dialogCalls;

/** Why the role does not allow what a dialog is for, or undefined. */
export function dialogDenial(request: DialogRequest): string | undefined {
  if (request.type === 'rename') return renameDenial(request.id);
  if (request.type === 'editNotes') return notesDenial(request.id);
  const call = calls[request.type];
  return call === null ? undefined : denialOf(call);
}

/** What leads to a dialog is disabled where the role does not allow it; whatever gets here all the same is told why. */
export function openDialog(request: DialogRequest): void {
  const denial = dialogDenial(request);
  if (denial === undefined) dialogStore.setState({ request });
  else notify('warning', denial);
}

export function closeDialog(): void {
  dialogStore.setState({ request: null });
}

export function useDialog(): DialogRequest | null {
  return useStore(dialogStore, (state) => state.request);
}
