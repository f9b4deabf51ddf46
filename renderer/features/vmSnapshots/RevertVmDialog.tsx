import { Alert } from '../../ui/Alert.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { yard } from '../../stores/connection.ts';
import { openDialog } from '../../stores/dialogs.ts';
import { useVm } from '../../stores/inventory.ts';
import { loadChanges, useVmSnapshots, type Changes } from '../../stores/machines.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import type { ObjectId, VmSnapshotId } from '../../../shared/ids.ts';
import type { VmSnapshot } from '../../../shared/model/machine.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { Filled, slots } from '../parts/Filled.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';

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

  if (vm === undefined || (tree !== null && snapshot === undefined && !isLoading)) return <GoneDialog title={say('vmSnapshots.revert')} what="snapshot" onClose={onClose} />;
  const lost = changes.value === null || snapshot === undefined ? null : lossOf(changes.value, snapshot);
  const later = lost?.laterDisks ?? [];
  return (
    <ConfirmDialog
      isOpen
      title={snapshot === undefined ? say('vmSnapshots.revertVm', { vm: vm.name }) : say('vmSnapshots.revertVmTo', { vm: vm.name, snapshot: snapshot.name })}
      confirmLabel={say('vmSnapshots.revert')}
      isDestructive
      isBusy={isBusy}
      onCancel={onClose}
      onConfirm={() => void confirm()}
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <p>
        {snapshot === undefined ? say('vmSnapshots.revertExplained') : say('vmSnapshots.revertToTimeExplained', { time: new Date(snapshot.createdAtMs).toLocaleString() })}
      </p>
      {later.length === 0 ? null : (
        <p>
          {say('vmSnapshots.disksAddedSince', { count: later.length, disks: later.join(', ') })}
        </p>
      )}
      <p>
        {lost !== null && lost.changedBytes === 0 ? say('vmSnapshots.nothingHasBeenWrittenSince') : null}
        {lost !== null && lost.changedBytes > 0 ? (
          <Filled text={say('vmSnapshots.writtenSince', { size: slots[0], ranges: say('counts.range', { count: lost.rangeCount }) })}>
            <Bytes value={lost.changedBytes} />
          </Filled>
        ) : null}
        {lost === null && changes.isLoading ? say('vmSnapshots.countingWrittenSince') : null}
        {lost === null && changes.fault !== null ? say('vmSnapshots.writtenSinceUnknown', { reason: changes.fault.message }) : null}
      </p>
      {vm.powerState === 'poweredOff' ? null : <Alert tone="warning">{say('vmSnapshots.revertPowersOff', { vm: vm.name })}</Alert>}
      {lost !== null && lost.changedBytes === 0 ? null : (
        <Alert tone="info" action={{ label: say('vmSnapshots.takeASnapshotFirst'), onAction: () => openDialog({ type: 'takeVmSnapshot', vmId }) }}>
          {say('vmSnapshots.snapshotFirstExplained')}
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
