import { Card } from '../../ui/Card.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import type { ObjectId } from '../../../shared/ids.ts';
import type { Autogrow, VolumeRow } from '../../../shared/model/storage.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { DateTime } from '../parts/DateTime.tsx';
import { DialogButton } from '../parts/DialogButton.tsx';
import { Filled, slots } from '../parts/Filled.tsx';

/** The settings of a volume, with the way to change them. */
export function ConfigureTab({ volume, datastoreId }: { volume: VolumeRow; datastoreId: ObjectId }) {
  const { autogrow } = volume;
  const edit = (
    <DialogButton variant="flat" request={{ type: 'editVolume', datastoreId }}>
      {say('common.edit')}
    </DialogButton>
  );
  return (
    <div className="app-cards">
      <Card title={say('common.size')} aside={edit}>
        <KeyValueList
          items={[
            { label: say('common.size'), value: <Bytes value={volume.sizeBytes} /> },
            { label: say('volumes.heldAndReserved'), value: <Bytes value={volume.physicalBytes + volume.reservedBytes} isAtMost={!volume.isExact} /> },
            { label: say('volumes.guarantee'), value: volume.guarantee === 'volume' ? say('volumes.guaranteedWholeSize') : say('volumes.thinAsWritten') },
          ]}
        />
        <p className="app-note">{say('volumes.resizableWhileRunning')}</p>
      </Card>
      <Card title={say('volumes.autogrowAndThresholds')}>
        <KeyValueList
          items={[
            {
              label: say('volumes.autogrow'),
              value: autogrow === null ? say('common.off') : <Growth autogrow={autogrow} />,
            },
            { label: say('volumes.nearlyFullAt'), value: (<>{volume.nearlyFullPercent} % (<Bytes value={Math.floor((volume.sizeBytes * volume.nearlyFullPercent) / 100)} />)</>) },
            { label: say('volumes.fullAt'), value: (<>{volume.fullPercent} % (<Bytes value={Math.floor((volume.sizeBytes * volume.fullPercent) / 100)} />)</>) },
          ]}
        />
        <p className="app-note">{say('volumes.fullVolumeExplained')}</p>
      </Card>
      <Card title={say('common.volume')}>
        <KeyValueList
          items={[
            { label: say('common.name'), value: volume.name },
            { label: say('common.created'), value: <DateTime timeMs={volume.createdAtMs} /> },
            { label: say('volumes.basedOn'), value: volume.base === null ? say('volumes.nothingItIsNotA') : say('volumes.volumeAndSnapshot', { volume: volume.base.volumeName, snapshot: volume.base.snapshotName }) },
            { label: say('volumes.flexClones'), value: volume.cloneNames.length === 0 ? say('common.none') : volume.cloneNames.join(', ') },
          ]}
        />
      </Card>
    </div>
  );
}

function Growth({ autogrow: { incrementBytes, atPercent, maximumBytes } }: { autogrow: Autogrow }) {
  if (incrementBytes === undefined) return <Filled text={say('volumes.autogrowOnByTwentieth', { atPercent, maximum: slots[0] })}><Bytes value={maximumBytes} /></Filled>;
  return <Filled text={say('volumes.autogrowOnBy', { increment: slots[0], atPercent, maximum: slots[1] })}><Bytes value={incrementBytes} /><Bytes value={maximumBytes} /></Filled>;
}
