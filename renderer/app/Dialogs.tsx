import { closeDialog, useDialog } from '../stores/dialogs.ts';
import { AlarmDialog } from '../features/alarms/AlarmDialog.tsx';
import { DeleteAlarmDialog } from '../features/alarms/DeleteAlarmDialog.tsx';
import { ArrayCheckDialog } from '../features/arrayCare/ArrayCheckDialog.tsx';
import { ScrubDialog } from '../features/arrayCare/ScrubDialog.tsx';
import { CloneVmDialog } from '../features/cloneVm/CloneVmDialog.tsx';
import { CustomizeGuestDialog } from '../features/customization/CustomizeGuestDialog.tsx';
import { ScheduleDialog } from '../features/dedupe/ScheduleDialog.tsx';
import { DeleteVmsDialog } from '../features/deleteVms/DeleteVmsDialog.tsx';
import { DeployWizard } from '../features/deploy/DeployWizard.tsx';
import { ExportDiskDialog } from '../features/exportDisk/ExportDiskDialog.tsx';
import { EditSettingsDialog } from '../features/hardware/EditSettingsDialog.tsx';
import { NewVmWizard } from '../features/hardware/NewVmWizard.tsx';
import { EditObjectDialog } from '../features/hosting/EditObjectDialog.tsx';
import { EnterMaintenanceDialog } from '../features/hosting/EnterMaintenanceDialog.tsx';
import { MoveHostDialog } from '../features/hosting/MoveHostDialog.tsx';
import { NewObjectDialog } from '../features/hosting/NewObjectDialog.tsx';
import { RemoveObjectDialog } from '../features/hosting/RemoveObjectDialog.tsx';
import { ImportTemplateDialog } from '../features/importTemplate/ImportTemplateDialog.tsx';
import { DeleteFolderDialog } from '../features/lifecycle/DeleteFolderDialog.tsx';
import { MoveDialog } from '../features/lifecycle/MoveDialog.tsx';
import { NewFolderDialog } from '../features/lifecycle/NewFolderDialog.tsx';
import { NotesDialog } from '../features/lifecycle/NotesDialog.tsx';
import { RegisterDialog } from '../features/lifecycle/RegisterDialog.tsx';
import { RenameDialog } from '../features/lifecycle/RenameDialog.tsx';
import { UnregisterDialog } from '../features/lifecycle/UnregisterDialog.tsx';
import { MigrateWizard } from '../features/migrate/MigrateWizard.tsx';
import { AssignPolicyDialog } from '../features/policies/AssignPolicyDialog.tsx';
import { RapidCloneWizard } from '../features/rapidClone/RapidCloneWizard.tsx';
import { AboutDialog } from '../features/system/AboutDialog.tsx';
import { TaskDetailDialog } from '../features/tasks/TaskDetailDialog.tsx';
import { CompareStatesDialog } from '../features/vmSnapshots/CompareStatesDialog.tsx';
import { RemoveVmSnapshotDialog } from '../features/vmSnapshots/RemoveVmSnapshotDialog.tsx';
import { RevertVmDialog } from '../features/vmSnapshots/RevertVmDialog.tsx';
import { TakeVmSnapshotDialog } from '../features/vmSnapshots/TakeVmSnapshotDialog.tsx';
import { BlockHoldersDialog } from '../features/vmSpace/BlockHoldersDialog.tsx';
import { FreedIfDeletedDialog } from '../features/vmSpace/FreedIfDeletedDialog.tsx';
import { CloneVolumeDialog } from '../features/volumes/CloneVolumeDialog.tsx';
import { EmptyDatastoreDialog } from '../features/volumes/EmptyDatastoreDialog.tsx';
import { MountDialog } from '../features/volumes/MountDialog.tsx';
import { NewDatastoreWizard } from '../features/volumes/NewDatastoreWizard.tsx';
import { CreateVolumeSnapshotDialog } from '../features/volumes/CreateVolumeSnapshotDialog.tsx';
import { DeleteVolumeDialog } from '../features/volumes/DeleteVolumeDialog.tsx';
import { EditVolumeDialog } from '../features/volumes/EditVolumeDialog.tsx';
import { QuotaDialog } from '../features/volumes/QuotaDialog.tsx';
import { RemoveVolumeSnapshotDialog } from '../features/volumes/RemoveVolumeSnapshotDialog.tsx';
import { RestoreVolumeDialog } from '../features/volumes/RestoreVolumeDialog.tsx';
import { RestoreVmDialog } from '../features/volumes/RestoreVmDialog.tsx';
import { SplitVolumeDialog } from '../features/volumes/SplitVolumeDialog.tsx';
import { ShortcutsDialog } from './ShortcutsDialog.tsx';
import { DisplayDialog } from './DisplayDialog.tsx';

/** The dialog that is open, if one is. */
export function Dialogs() {
  const request = useDialog();
  if (request === null) return null;
  switch (request.type) {
    case 'rapidClone':
      return (
        <RapidCloneWizard
          key={request.draft?.id ?? 'new'}
          sourceId={request.sourceId}
          computeId={request.computeId}
          folderId={request.folderId}
          datastoreId={request.datastoreId}
          draft={request.draft}
          onClose={closeDialog}
        />
      );
    case 'deployTemplate':
      return (
        <DeployWizard
          key={request.draft?.id ?? 'new'}
          templateId={request.templateId}
          computeId={request.computeId}
          folderId={request.folderId}
          datastoreId={request.datastoreId}
          draft={request.draft}
          onClose={closeDialog}
        />
      );
    case 'importTemplate':
      return <ImportTemplateDialog datastoreId={request.datastoreId} onClose={closeDialog} />;
    case 'exportDisk':
      return <ExportDiskDialog vmId={request.vmId} onClose={closeDialog} />;
    case 'deleteVms':
      return <DeleteVmsDialog vmIds={request.vmIds} onClose={closeDialog} />;
    case 'cloneVm':
      return <CloneVmDialog vmId={request.vmId} snapshotId={request.snapshotId} isTemplate={request.isTemplate === true} onClose={closeDialog} />;
    case 'newVm':
      return <NewVmWizard computeId={request.computeId} folderId={request.folderId} datastoreId={request.datastoreId} onClose={closeDialog} />;
    case 'editSettings':
      return <EditSettingsDialog vmId={request.vmId} onClose={closeDialog} />;
    case 'assignPolicy':
      return <AssignPolicyDialog vmIds={request.vmIds} onClose={closeDialog} />;
    case 'migrate':
      return <MigrateWizard vmIds={request.vmIds} onClose={closeDialog} />;
    case 'customizeGuest':
      return <CustomizeGuestDialog vmId={request.vmId} onClose={closeDialog} />;
    case 'takeVmSnapshot':
      return <TakeVmSnapshotDialog vmId={request.vmId} onClose={closeDialog} />;
    case 'revertVm':
      return <RevertVmDialog vmId={request.vmId} snapshotId={request.snapshotId} onClose={closeDialog} />;
    case 'removeVmSnapshot':
      return <RemoveVmSnapshotDialog vmId={request.vmId} snapshotId={request.snapshotId} withChildren={request.withChildren} onClose={closeDialog} />;
    case 'compareStates':
      return <CompareStatesDialog vmId={request.vmId} from={request.from} to={request.to} onClose={closeDialog} />;
    case 'freedIfDeleted':
      return <FreedIfDeletedDialog vmIds={request.vmIds} onClose={closeDialog} />;
    case 'blockHolders':
      return <BlockHoldersDialog vmId={request.vmId} onClose={closeDialog} />;
    case 'emptyDatastore':
      return <EmptyDatastoreDialog datastoreId={request.datastoreId} onClose={closeDialog} />;
    case 'mountDatastore':
      return <MountDialog datastoreId={request.datastoreId} onClose={closeDialog} />;
    case 'createVolume':
      return <NewDatastoreWizard onClose={closeDialog} />;
    case 'deleteVolume':
      return <DeleteVolumeDialog datastoreId={request.datastoreId} onClose={closeDialog} />;
    case 'editVolume':
      return <EditVolumeDialog datastoreId={request.datastoreId} onClose={closeDialog} />;
    case 'createVolumeSnapshot':
      return <CreateVolumeSnapshotDialog datastoreId={request.datastoreId} onClose={closeDialog} />;
    case 'restoreVolume':
      return <RestoreVolumeDialog datastoreId={request.datastoreId} snapshotId={request.snapshotId} onClose={closeDialog} />;
    case 'restoreVm':
      return <RestoreVmDialog datastoreId={request.datastoreId} snapshot={request.snapshot} onClose={closeDialog} />;
    case 'removeVolumeSnapshot':
      return <RemoveVolumeSnapshotDialog datastoreId={request.datastoreId} snapshotId={request.snapshotId} onClose={closeDialog} />;
    case 'cloneVolume':
      return <CloneVolumeDialog datastoreId={request.datastoreId} snapshotId={request.snapshotId} onClose={closeDialog} />;
    case 'splitVolume':
      return <SplitVolumeDialog datastoreId={request.datastoreId} onClose={closeDialog} />;
    case 'dedupeSchedule':
      return <ScheduleDialog datastoreId={request.datastoreId} onClose={closeDialog} />;
    case 'scrub':
      return <ScrubDialog onClose={closeDialog} />;
    case 'quota':
      return <QuotaDialog onClose={closeDialog} />;
    case 'taskDetail':
      return <TaskDetailDialog taskId={request.taskId} onClose={closeDialog} />;
    case 'editAlarm':
      return <AlarmDialog alarmId={request.alarmId} scopeId={request.scopeId} onClose={closeDialog} />;
    case 'deleteAlarm':
      return <DeleteAlarmDialog alarmId={request.alarmId} onClose={closeDialog} />;
    case 'rename':
      return <RenameDialog id={request.id} onClose={closeDialog} />;
    case 'editNotes':
      return <NotesDialog id={request.id} onClose={closeDialog} />;
    case 'moveToFolder':
      return <MoveDialog ids={request.ids} onClose={closeDialog} />;
    case 'newFolder':
      return <NewFolderDialog parentId={request.parentId} onClose={closeDialog} />;
    case 'deleteFolder':
      return <DeleteFolderDialog id={request.id} onClose={closeDialog} />;
    case 'newObject':
      return <NewObjectDialog kind={request.kind} parentId={request.parentId} onClose={closeDialog} />;
    case 'editObject':
      return <EditObjectDialog id={request.id} onClose={closeDialog} />;
    case 'removeObject':
      return <RemoveObjectDialog id={request.id} onClose={closeDialog} />;
    case 'moveHost':
      return <MoveHostDialog id={request.id} onClose={closeDialog} />;
    case 'enterMaintenance':
      return <EnterMaintenanceDialog id={request.id} onClose={closeDialog} />;
    case 'unregisterVms':
      return <UnregisterDialog vmIds={request.vmIds} onClose={closeDialog} />;
    case 'registerVm':
      return <RegisterDialog id={request.id} datastoreId={request.datastoreId} folderId={request.folderId} onClose={closeDialog} />;
    case 'arrayCheck':
      return <ArrayCheckDialog onClose={closeDialog} />;
    case 'about':
      return <AboutDialog onClose={closeDialog} />;
    case 'shortcuts':
      return <ShortcutsDialog onClose={closeDialog} />;
    case 'display':
      return <DisplayDialog onClose={closeDialog} />;
  }
}
