import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { yard } from '../../stores/connection.ts';
import { useVm } from '../../stores/inventory.ts';
import { useVmSnapshots } from '../../stores/machines.ts';
import { useStarter } from '../../stores/requests.ts';
import type { ObjectId, VmSnapshotId } from '../../../shared/ids.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { countOf } from '../parts/objectLook.ts';
import { followersOf } from './snapshotTree.ts';

export interface RemoveVmSnapshotDialogProps {
  vmId: ObjectId;
  snapshotId: VmSnapshotId;
  withChildren: boolean;
  onClose: () => void;
}

/** Asks before one snapshot, or it and all that follow it, are deleted, and says what that frees. */
export function RemoveVmSnapshotDialog({ vmId, snapshotId, withChildren, onClose }: RemoveVmSnapshotDialogProps) {
  const vm = useVm(vmId);
  const { value: tree, isLoading } = useVmSnapshots(vm);
  const { start, isBusy, fault } = useStarter();
  const snapshot = tree?.snapshots.find(({ id }) => id === snapshotId);
  const confirm = async () => {
    const started = await start((requestId) => yard().machines.removeSnapshot({ vmId, snapshotId, withChildren, requestId }));
    if (started !== null) onClose();
  };

  if (vm === undefined || (tree !== null && snapshot === undefined && !isLoading)) return <GoneDialog title="Delete snapshot" what="The snapshot" onClose={onClose} />;
  const followers = tree === null || snapshot === undefined ? [] : followersOf(tree, snapshotId);
  const doomed = snapshot === undefined ? [] : [snapshot, ...(withChildren ? followers : [])];
  const isBound = doomed.length > 1 || doomed.some(({ isExact }) => !isExact);
  return (
    <ConfirmDialog
      isOpen
      title={doomed.length > 1 ? `Delete ${countOf(doomed.length, 'snapshot')} of ${vm.name}` : `Delete snapshot ${snapshot?.name ?? ''}`}
      confirmLabel="Delete"
      isDestructive
      isBusy={isBusy}
      onCancel={onClose}
      onConfirm={() => void confirm()}
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <p>
        The disks of {vm.name} stay as they are. What {doomed.length > 1 ? 'these snapshots hold' : 'the snapshot holds'} cannot be gone back to any more.
      </p>
      {doomed.length <= 1 ? null : (
        <ul className="app-name-list">
          {doomed.map(({ id, name }) => (
            <li key={id}>{name}</li>
          ))}
        </ul>
      )}
      <p>
        Frees <Bytes value={doomed.reduce((sum, { uniqueBytes }) => sum + uniqueBytes, 0)} isAtLeast={isBound} />: the blocks that nothing else holds.
      </p>
      {withChildren || followers.length === 0 ? null : (
        <p>{followers.length === 1 ? 'The snapshot that follows it stays' : `The ${followers.length} snapshots that follow it stay`} intact: shared blocks remain for as long as something uses them.</p>
      )}
    </ConfirmDialog>
  );
}
