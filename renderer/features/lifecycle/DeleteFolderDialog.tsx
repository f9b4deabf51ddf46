import { Alert } from '../../ui/Alert.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { yard } from '../../stores/connection.ts';
import { useContainer, useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import { containerIdsUnder, vmIdsUnder } from '../../stores/inventoryIndex.ts';
import { follow } from '../../stores/lifecycle.ts';
import { useStarter } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { countOf } from '../parts/objectLook.ts';
import { NameList } from './NameList.tsx';

/** Asks before a folder is deleted, and names what would leave the inventory with it. */
export function DeleteFolderDialog({ id, onClose }: { id: ObjectId; onClose: () => void }) {
  const folder = useContainer(id);
  const index = useInventoryIndex();
  const vms = useInventory((state) => state.vms);
  const { start, isBusy, fault } = useStarter();
  if (folder === undefined) return <GoneDialog title="Delete folder" what="The folder" onClose={onClose} />;
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
    <ConfirmDialog isOpen title={`Delete folder ${folder.name}`} confirmLabel="Delete" isDestructive isBusy={isBusy} onCancel={onClose} onConfirm={() => void confirm()}>
      {fault === null ? null : <FaultAlert fault={fault} />}
      {machines.length + folderCount === 0 ? <p>The folder is empty.</p> : null}
      {folderCount === 0 ? null : <p>{countOf(folderCount, 'folder')} in it {folderCount === 1 ? 'is' : 'are'} deleted with it.</p>}
      {machines.length === 0 ? null : (
        <>
          <p>
            {countOf(machines.length, 'machine')} in it {machines.length === 1 ? 'leaves' : 'leave'} the inventory. No disk is deleted: they stay on their datastores, from where they can be registered again.
          </p>
          <NameList names={machines.map(({ name }) => name)} />
        </>
      )}
      {running.length === 0 ? null : (
        <Alert tone="warning">
          {countOf(running.length, 'of them is', 'of them are')} powered on. Power off first.
        </Alert>
      )}
    </ConfirmDialog>
  );
}
