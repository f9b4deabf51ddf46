import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { yard } from '../../stores/connection.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import { useVolumeUnder } from '../../stores/storage.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { splitReason } from '../parts/volumeActions.ts';

/** What splitting a FlexClone from its base would copy, and the start of it. */
export function SplitVolumeDialog({ datastoreId, onClose }: { datastoreId: ObjectId; onClose: () => void }) {
  const volume = useVolumeUnder(datastoreId);
  const estimate = useLoaded(volume?.base == null ? null : String(volume.id), (signal) => {
    if (volume === undefined) throw new Error('There is no volume to ask about.');
    return yard().storage.estimateSplit({ volumeId: volume.id }, { signal });
  });
  const { start, isBusy, fault } = useStarter();
  if (volume === undefined) return <GoneDialog title="Split FlexClone" what="The volume" onClose={onClose} />;
  const found = estimate.value;
  const reason = splitReason(volume) ?? (found !== null && found.freeAfterBytes < 0 ? 'It does not fit: resize the volume first.' : undefined);
  const submit = async () => {
    const started = await start((requestId) => yard().storage.splitVolume({ volumeId: volume.id, requestId }));
    if (started !== null) onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Split ${volume.name} from ${volume.base?.volumeName ?? 'its base'}`}
      icon="split"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy} disabledReason={reason}>
            Split
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      {reason === undefined ? null : <Alert tone="warning">{reason}</Alert>}
      <p>
        The FlexClone gets blocks of its own until nothing ties it to its base; the snapshot {volume.base?.snapshotName ?? ''} can then be deleted. Machines on it go on
        running.
      </p>
      {estimate.fault === null ? null : <FaultAlert fault={estimate.fault} action={{ label: 'Try again', onAction: estimate.reload }} />}
      {estimate.isLoading ? <ProgressBar label="Estimating what would be copied" isLabelVisible /> : null}
      {found === null ? null : (
        <KeyValueList
          items={[
            { label: 'Data to copy', value: <Bytes value={found.copyBytes} /> },
            {
              label: 'Free afterwards',
              value: found.freeAfterBytes < 0 ? <>Nothing: <Bytes value={-found.freeAfterBytes} /> too little</> : <Bytes value={found.freeAfterBytes} />,
            },
          ]}
        />
      )}
      <p className="app-note">It runs in the background as a task that can be cancelled. What has been copied by then stays, and a later split goes on from there.</p>
    </Dialog>
  );
}
