import { Alert } from '../../ui/Alert.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { yard } from '../../stores/connection.ts';
import { useStarter } from '../../stores/requests.ts';
import { useVolumeSnapshots, useVolumeUnder } from '../../stores/storage.ts';
import type { ObjectId, SnapshotId } from '../../../shared/ids.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { Filled, slots } from '../parts/Filled.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';

/** Asks before a snapshot of a volume is deleted, and says what that frees. */
export function RemoveVolumeSnapshotDialog({ datastoreId, snapshotId, onClose }: { datastoreId: ObjectId; snapshotId: SnapshotId; onClose: () => void }) {
  const volume = useVolumeUnder(datastoreId);
  const { value, isLoading } = useVolumeSnapshots(volume);
  const { start, isBusy, fault } = useStarter();
  const snapshot = value?.snapshots.find(({ id }) => id === snapshotId);
  if (volume === undefined || (value !== null && snapshot === undefined && !isLoading)) return <GoneDialog title={say('volumes.deleteSnapshot')} what="snapshot" onClose={onClose} />;
  const bases = snapshot?.cloneNames ?? [];
  const confirm = async () => {
    if (bases.length > 0) return;
    const removed = await start(() => yard().storage.deleteSnapshot({ snapshotId }));
    if (removed !== null) onClose();
  };
  return (
    <ConfirmDialog
      isOpen
      title={say('volumes.deleteSnapshotOf', { snapshot: snapshot?.name ?? '', volume: volume.name })}
      confirmLabel={say('common.deleteConfirm')}
      isDestructive
      isBusy={isBusy}
      onCancel={onClose}
      onConfirm={() => void confirm()}
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      {bases.length === 0 ? null : (
        <Alert tone="warning">{say('volumes.flexClonesAreBasedOnIt', { clones: bases.join(', ') })}</Alert>
      )}
      <p>{say('volumes.deletingSnapshotExplained')}</p>
      {snapshot === undefined ? null : (
        <p>
          <Filled text={say('volumes.deletingSnapshotFrees', { size: slots[0] })}><Bytes value={snapshot.uniqueBytes} isAtLeast={!snapshot.isExact} /></Filled>
        </p>
      )}
    </ConfirmDialog>
  );
}
