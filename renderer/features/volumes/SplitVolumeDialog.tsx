import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { yard } from '../../stores/connection.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import { useVolumeUnder } from '../../stores/storage.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { Filled, slots } from '../parts/Filled.tsx';
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
  if (volume === undefined) return <GoneDialog title={say('volumes.splitFlexClone')} what="volume" onClose={onClose} />;
  const found = estimate.value;
  const reason = splitReason(volume) ?? (found !== null && found.freeAfterBytes < 0 ? say('volumes.splitDoesNotFit') : undefined);
  const submit = async () => {
    const started = await start((requestId) => yard().storage.splitVolume({ volumeId: volume.id, requestId }));
    if (started !== null) onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={volume.base === null ? say('volumes.splitFromItsBase', { volume: volume.name }) : say('volumes.splitFrom', { volume: volume.name, base: volume.base.volumeName })}
      icon="split"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>{say('common.cancel')}</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy} disabledReason={reason}>
            {say('volumes.split')}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      {reason === undefined ? null : <Alert tone="warning">{reason}</Alert>}
      <p>
        {say('volumes.splitGivesOwnBlocks', { snapshot: volume.base?.snapshotName ?? '' })}
      </p>
      {estimate.fault === null ? null : <FaultAlert fault={estimate.fault} action={{ label: say('common.tryAgain'), onAction: estimate.reload }} />}
      {estimate.isLoading ? <ProgressBar label={say('volumes.estimatingCopy')} isLabelVisible /> : null}
      {found === null ? null : (
        <KeyValueList
          items={[
            { label: say('common.dataToCopy'), value: <Bytes value={found.copyBytes} /> },
            {
              label: say('volumes.freeAfterwards'),
              value: found.freeAfterBytes < 0 ? <Filled text={say('volumes.nothingFreeTooLittle', { size: slots[0] })}><Bytes value={-found.freeAfterBytes} /></Filled> : <Bytes value={found.freeAfterBytes} />,
            },
          ]}
        />
      )}
      <p className="app-note">{say('volumes.splitRunsInBackground')}</p>
    </Dialog>
  );
}
