import { Alert } from '../../ui/Alert.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { yard } from '../../stores/connection.ts';
import { useContainer, useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import { containerIdsUnder, vmIdsUnder } from '../../stores/inventoryIndex.ts';
import { follow } from '../../stores/lifecycle.ts';
import { useStarter } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { NameList } from './NameList.tsx';

/** Asks before a folder is deleted, and names what would leave the inventory with it. */
export function DeleteFolderDialog({ id, onClose }: { id: ObjectId; onClose: () => void }) {
  const folder = useContainer(id);
  const index = useInventoryIndex();
  const vms = useInventory((state) => state.vms);
  const { start, isBusy, fault } = useStarter();
  if (folder === undefined) return <GoneDialog title={say('lifecycle.deleteFolder')} what="folder" onClose={onClose} />;
  const machines = vmIdsUnder(index, folder).flatMap((vmId) => vms.get(vmId) ?? []);
  const folderCount = containerIdsUnder(index, id).length - 1;
  const running = machines.filter((vm) => vm.powerState === 'poweredOn');
  const confirm = async () => {
    const started = await start((requestId) => yard().lifecycle.deleteFolder({ id, withContent: machines.length + folderCount > 0, requestId }));
    if (started === null) return;
    onClose();
    void follow(started.taskId);
  };
  return (
    <ConfirmDialog isOpen title={say('lifecycle.deleteFolderNamed', { folder: folder.name })} confirmLabel={say('common.deleteConfirm')} isDestructive isBusy={isBusy} onCancel={onClose} onConfirm={() => void confirm()}>
      {fault === null ? null : <FaultAlert fault={fault} />}
      {machines.length + folderCount === 0 ? <p>{say('lifecycle.theFolderIsEmpty')}</p> : null}
      {folderCount === 0 ? null : <p>{say('lifecycle.foldersAreDeleted', { count: folderCount })}</p>}
      {machines.length === 0 ? null : (
        <>
          <p>
            {say('lifecycle.machinesLeaveInventory', { count: machines.length })}
          </p>
          <NameList names={machines.map(({ name }) => name)} />
        </>
      )}
      {running.length === 0 ? null : (
        <Alert tone="warning">
          {say('lifecycle.someArePoweredOn', { count: running.length })}
        </Alert>
      )}
    </ConfirmDialog>
  );
}
