import { Alert } from '../../ui/Alert.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { yard } from '../../stores/connection.ts';
import { useStarter } from '../../stores/requests.ts';
import { useVolumeSnapshots, useVolumeUnder } from '../../stores/storage.ts';
import type { ObjectId, SnapshotId } from '../../../shared/ids.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';

/** Asks before a snapshot of a volume is deleted, and says what that frees. */
export function RemoveVolumeSnapshotDialog({ datastoreId, snapshotId, onClose }: { datastoreId: ObjectId; snapshotId: SnapshotId; onClose: () => void }) {
  const volume = useVolumeUnder(datastoreId);
  const { value, isLoading } = useVolumeSnapshots(volume);
  const { start, isBusy, fault } = useStarter();
  const snapshot = value?.snapshots.find(({ id }) => id === snapshotId);
  if (volume === undefined || (value !== null && snapshot === undefined && !isLoading)) return <GoneDialog title="Delete snapshot" what="The snapshot" onClose={onClose} />;
  const bases = snapshot?.cloneNames ?? [];
  const confirm = async () => {
    if (bases.length > 0) return;
    const removed = await start(() => yard().storage.deleteSnapshot({ snapshotId }));
    if (removed !== null) onClose();
  };
  return (
    <ConfirmDialog
      isOpen
      title={`Delete snapshot ${snapshot?.name ?? ''} of ${volume.name}`}
      confirmLabel="Delete"
      isDestructive
      isBusy={isBusy}
      onCancel={onClose}
      onConfirm={() => void confirm()}
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      {bases.length === 0 ? null : (
        <Alert tone="warning">FlexClones are based on it: {bases.join(', ')}. Split or delete them first.</Alert>
      )}
      <p>The volume stays as it is; it cannot be taken back to this snapshot any more. This cannot be undone.</p>
      {snapshot === undefined ? null : (
        <p>
          Frees <Bytes value={snapshot.uniqueBytes} isAtLeast={!snapshot.isExact} />: the blocks that nothing else holds. The space comes back with the next
          exact pass.
        </p>
      )}
    </ConfirmDialog>
  );
}
