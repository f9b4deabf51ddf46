import { closeDialog, useDialog } from '../stores/dialogs.ts';
import { DeleteVmsDialog } from '../features/deleteVms/DeleteVmsDialog.tsx';
import { ExportDiskDialog } from '../features/exportDisk/ExportDiskDialog.tsx';
import { ImportTemplateDialog } from '../features/importTemplate/ImportTemplateDialog.tsx';
import { RapidCloneWizard } from '../features/rapidClone/RapidCloneWizard.tsx';
import { AboutDialog } from '../features/system/AboutDialog.tsx';
import { ArrayCheckDialog } from '../features/system/ArrayCheckDialog.tsx';
import { TaskDetailDialog } from '../features/tasks/TaskDetailDialog.tsx';
import { ShortcutsDialog } from './ShortcutsDialog.tsx';

/** The dialog that is open, if one is. */
export function Dialogs() {
  const request = useDialog();
  if (request === null) return null;
  switch (request.type) {
    case 'rapidClone':
      return (
        <RapidCloneWizard
          sourceId={request.sourceId}
          computeId={request.computeId}
          folderId={request.folderId}
          datastoreId={request.datastoreId}
          onClose={closeDialog}
        />
      );
    case 'importTemplate':
      return <ImportTemplateDialog datastoreId={request.datastoreId} onClose={closeDialog} />;
    case 'exportDisk':
      return <ExportDiskDialog vmId={request.vmId} onClose={closeDialog} />;
    case 'deleteVms':
      return <DeleteVmsDialog vmIds={request.vmIds} onClose={closeDialog} />;
    case 'taskDetail':
      return <TaskDetailDialog taskId={request.taskId} onClose={closeDialog} />;
    case 'arrayCheck':
      return <ArrayCheckDialog onClose={closeDialog} />;
    case 'about':
      return <AboutDialog onClose={closeDialog} />;
    case 'shortcuts':
      return <ShortcutsDialog onClose={closeDialog} />;
  }
}
