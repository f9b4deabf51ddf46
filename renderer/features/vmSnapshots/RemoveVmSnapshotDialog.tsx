import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { yard } from '../../stores/connection.ts';
import { useVm } from '../../stores/inventory.ts';
import { useVmSnapshots } from '../../stores/machines.ts';
import { useStarter } from '../../stores/requests.ts';
import type { ObjectId, VmSnapshotId } from '../../../shared/ids.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { Filled, slots } from '../parts/Filled.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
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

  if (vm === undefined || (tree !== null && snapshot === undefined && !isLoading)) return <GoneDialog title={say('vmSnapshots.deleteSnapshot')} what="snapshot" onClose={onClose} />;
  const followers = tree === null || snapshot === undefined ? [] : followersOf(tree, snapshotId);
  const doomed = snapshot === undefined ? [] : [snapshot, ...(withChildren ? followers : [])];
  const isBound = doomed.length > 1 || doomed.some(({ isExact }) => !isExact);
  return (
    <ConfirmDialog
      isOpen
      title={doomed.length > 1 ? say('vmSnapshots.deleteSeveralOf', { snapshots: say('counts.snapshot', { count: doomed.length }), vm: vm.name }) : say('vmSnapshots.deleteSnapshotNamed', { snapshot: snapshot?.name ?? '' })}
      confirmLabel={say('common.deleteConfirm')}
      isDestructive
      isBusy={isBusy}
      onCancel={onClose}
      onConfirm={() => void confirm()}
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <p>
        {doomed.length > 1 ? say('vmSnapshots.deleteSeveralExplained', { vm: vm.name }) : say('vmSnapshots.deleteOneExplained', { vm: vm.name })}
      </p>
      {doomed.length <= 1 ? null : (
        <ul className="app-name-list">
          {doomed.map(({ id, name }) => (
            <li key={id}>{name}</li>
          ))}
        </ul>
      )}
      <p>
        <Filled text={say('vmSnapshots.deleteFrees', { size: slots[0] })}>
          <Bytes value={doomed.reduce((sum, { uniqueBytes }) => sum + uniqueBytes, 0)} isAtLeast={isBound} />
        </Filled>
      </p>
      {withChildren || followers.length === 0 ? null : (
        <p>{say('vmSnapshots.followersStay', { count: followers.length })}</p>
      )}
    </ConfirmDialog>
  );
}
