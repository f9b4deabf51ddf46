import { Alert } from '../../ui/Alert.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { yard } from '../../stores/connection.ts';
import { openDialog } from '../../stores/dialogs.ts';
import { useVm } from '../../stores/inventory.ts';
import { loadChanges, useVmSnapshots, type Changes } from '../../stores/machines.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import type { ObjectId, VmSnapshotId } from '../../../shared/ids.ts';
import type { VmSnapshot } from '../../../shared/model/machine.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { countOf } from '../parts/objectLook.ts';

/** Asks before the disks go back to a snapshot, and says what is lost by that. */
export function RevertVmDialog({ vmId, snapshotId, onClose }: { vmId: ObjectId; snapshotId: VmSnapshotId; onClose: () => void }) {
  const vm = useVm(vmId);
  const { value: tree, isLoading } = useVmSnapshots(vm);
  const changes = useLoaded(`${vmId} ${snapshotId}`, (signal) => loadChanges(vmId, snapshotId, 'current', signal));
  const { start, isBusy, fault } = useStarter();
  const snapshot = tree?.snapshots.find(({ id }) => id === snapshotId);
  const confirm = async () => {
    const started = await start((requestId) => yard().machines.revert({ vmId, snapshotId, requestId }));
    if (started !== null) onClose();
  };

  if (vm === undefined || (tree !== null && snapshot === undefined && !isLoading)) return <GoneDialog title="Revert" what="The snapshot" onClose={onClose} />;
  const lost = changes.value === null || snapshot === undefined ? null : lossOf(changes.value, snapshot);
  const later = lost?.laterDisks ?? [];
  return (
    <ConfirmDialog
      isOpen
      title={`Revert ${vm.name}${snapshot === undefined ? '' : ` to ${snapshot.name}`}`}
      confirmLabel="Revert"
      isDestructive
      isBusy={isBusy}
      onCancel={onClose}
      onConfirm={() => void confirm()}
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <p>
        The disks become what they were{snapshot === undefined ? ' when the snapshot was taken' : ` on ${new Date(snapshot.createdAtMs).toLocaleString()}`}. What was
        written since is lost, unless another snapshot holds it.
      </p>
      {later.length === 0 ? null : (
        <p>
          {later.join(', ')} {later.length === 1 ? 'was added since and stays as it is' : 'were added since and stay as they are'}.
        </p>
      )}
      <p>
        {lost !== null && lost.changedBytes === 0 ? 'Nothing has been written since.' : null}
        {lost !== null && lost.changedBytes > 0 ? (
          <>
            Written since: <Bytes value={lost.changedBytes} /> in {countOf(lost.rangeCount, 'range')}.
          </>
        ) : null}
        {lost === null && changes.isLoading ? 'Counting what was written since…' : null}
        {lost === null && changes.fault !== null ? `What was written since could not be counted: ${changes.fault.message}` : null}
      </p>
      {vm.powerState === 'poweredOff' ? null : <Alert tone="warning">{vm.name} is powered on. It is powered off for this, and stays off.</Alert>}
      {lost !== null && lost.changedBytes === 0 ? null : (
        <Alert tone="info" action={{ label: 'Take a snapshot first', onAction: () => openDialog({ type: 'takeVmSnapshot', vmId }) }}>
          A snapshot of the present state would let you come back to it.
        </Alert>
      )}
    </ConfirmDialog>
  );
}

/** What reverting loses, and the disks that were added since, which stay. */
function lossOf({ disks }: Changes, snapshot: VmSnapshot): { changedBytes: number; rangeCount: number; laterDisks: string[] } {
  const held = new Set(snapshot.disks.map(({ label }) => label));
  const reverted = disks.filter(({ disk }) => held.has(disk));
  return {
    changedBytes: reverted.reduce((sum, { changedBytes }) => sum + changedBytes, 0),
    rangeCount: reverted.reduce((sum, { rangeCount }) => sum + rangeCount, 0),
    laterDisks: disks.flatMap(({ disk }) => (held.has(disk) ? [] : [disk])),
  };
}
