import { Card } from '../../ui/Card.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import type { ObjectId } from '../../../shared/ids.ts';
import type { VolumeRow } from '../../../shared/model/storage.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { DateTime } from '../parts/DateTime.tsx';
import { DialogButton } from '../parts/DialogButton.tsx';

/** The settings of a volume, with the way to change them. */
export function ConfigureTab({ volume, datastoreId }: { volume: VolumeRow; datastoreId: ObjectId }) {
  const { autogrow } = volume;
  const edit = (
    <DialogButton variant="flat" request={{ type: 'editVolume', datastoreId }}>
      Edit…
    </DialogButton>
  );
  return (
    <div className="app-cards">
      <Card title="Size" aside={edit}>
        <KeyValueList
          items={[
            { label: 'Size', value: <Bytes value={volume.sizeBytes} /> },
            { label: 'Held and reserved', value: <Bytes value={volume.physicalBytes + volume.reservedBytes} isAtMost={!volume.isExact} /> },
            { label: 'Guarantee', value: volume.guarantee === 'volume' ? 'Guaranteed: the whole size is set aside in the aggregate' : 'Thin: takes space as it is written' },
          ]}
        />
        <p className="app-note">It can be resized while machines on it are running, down to what it holds and reserves.</p>
      </Card>
      <Card title="Autogrow and thresholds">
        <KeyValueList
          items={[
            {
              label: 'Autogrow',
              value: autogrow === null ? 'Off' : (<>On: by {autogrow.incrementBytes === undefined ? 'a twentieth' : <Bytes value={autogrow.incrementBytes} />} beyond {autogrow.atPercent} % used, up to <Bytes value={autogrow.maximumBytes} /></>),
            },
            { label: 'Nearly full at', value: (<>{volume.nearlyFullPercent} % (<Bytes value={Math.floor((volume.sizeBytes * volume.nearlyFullPercent) / 100)} />)</>) },
            { label: 'Full at', value: (<>{volume.fullPercent} % (<Bytes value={Math.floor((volume.sizeBytes * volume.fullPercent) / 100)} />)</>) },
          ]}
        />
        <p className="app-note">When a volume is full, writes that need new blocks fail, or wait for space where the array offers thin-provisioning stun; deleting always works.</p>
      </Card>
      <Card title="Volume">
        <KeyValueList
          items={[
            { label: 'Name', value: volume.name },
            { label: 'Created', value: <DateTime timeMs={volume.createdAtMs} /> },
            { label: 'Based on', value: volume.base === null ? 'Nothing: it is not a FlexClone' : `${volume.base.volumeName}, snapshot ${volume.base.snapshotName}` },
            { label: 'FlexClones', value: volume.cloneNames.length === 0 ? 'None' : volume.cloneNames.join(', ') },
          ]}
        />
      </Card>
    </div>
  );
}
