import { useState } from 'react';
import { Card } from '../../ui/Card.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { RadioCards } from '../../ui/RadioCards.tsx';
import { Select } from '../../ui/Select.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { useDatastoreAcceleration } from '../../stores/acceleration.ts';
import { setDatastoreSwitches, setFileBlockBytes, setProfile } from '../../stores/accelerationCommands.ts';
import { useStarter } from '../../stores/requests.ts';
import { contract } from '../../../shared/contract/contract.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { ArrayProfileId, DatastoreAcceleration, DatastoreSwitches } from '../../../shared/model/offload.ts';
import { profileWords } from '../../../shared/offloadWords.ts';
import { formatBytes, mibBytes } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { limitedSetting } from '../parts/limited.ts';
import { profileNotes, profilesFor } from '../parts/offloadWords.ts';
import { YardCheckbox } from '../parts/YardCheckbox.tsx';

/** What stands behind the datastore and what of it hosts may use. */
export function DatastoreConfigCard({ datastoreId }: { datastoreId: ObjectId }) {
  const row = useDatastoreAcceleration(datastoreId);
  return (
    <Card title={say('common.hardwareAcceleration')}>
      {row === undefined ? (
        <Spinner label={say('acceleration.loadingAcceleration')} />
      ) : (
        <>
          <ProfileChoice row={row} />
          {row.type === 'VMFS' ? <FileBlockChoice row={row} /> : null}
          <Switches row={row} />
        </>
      )}
    </Card>
  );
}

function ProfileChoice({ row }: { row: DatastoreAcceleration }) {
  const [asked, setAsked] = useState<ArrayProfileId | null>(null);
  const options = profilesFor(row.type);
  const { description, isDisabled } = limitedSetting(say('acceleration.arrayChoiceExplained'), contract.offload.setDatastore);
  return (
    <>
      <RadioCards
        label={say('acceleration.arrayBehindIt')}
        description={description}
        isRow
        options={options.map((id) => ({ id, label: profileWords[id], description: profileNotes[id].description, isDisabled }))}
        value={row.profile}
        onChange={(chosen) => setAsked(options.find((id) => id === chosen) ?? null)}
      />
      {asked === null ? null : <ProfileDialog row={row} profile={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

interface ProfileDialogProps {
  row: DatastoreAcceleration;
  profile: ArrayProfileId;
  onClose: () => void;
}

function ProfileDialog({ row, profile, onClose }: ProfileDialogProps) {
  const { start, isBusy, fault } = useStarter();
  const change = async () => {
    const isDone = await start(async () => {
      await setProfile(row.datastoreId, profile);
      return true;
    });
    if (isDone === true) onClose();
  };
  return (
    <ConfirmDialog
      isOpen
      title={say('acceleration.changeArrayOf', { datastore: row.name })}
      confirmLabel={say('acceleration.changeArray')}
      onConfirm={() => void change()}
      onCancel={onClose}
      isBusy={isBusy}
      errorText={fault === null ? undefined : [fault.message, fault.hint].filter(Boolean).join(' ')}
    >
      <p>
        {say('acceleration.changeArrayFromTo', { datastore: row.name, oldArray: profileWords[row.profile], newArray: profileWords[profile] })}
      </p>
      <ul className="app-name-list">
        <li>{say('acceleration.changeArrayStatusUnknown')}</li>
        <li>{say('acceleration.changeArrayFromNowOn')}</li>
        <li>{say('acceleration.changeArrayBecomesAnother')}</li>
        <li>{say('acceleration.changeArrayNoDataMoved')}</li>
      </ul>
    </ConfirmDialog>
  );
}

/** VMFS-3 could be made with any of these; VMFS-5 and later have 1 MB. */
const fileBlockSizes = [1, 2, 4, 8].map((size) => size * mibBytes);

function FileBlockChoice({ row }: { row: DatastoreAcceleration }) {
  const { datastoreId, name, fileBlockBytes } = row;
  const sizes = fileBlockSizes.includes(fileBlockBytes) ? fileBlockSizes : [fileBlockBytes, ...fileBlockSizes];
  return (
    <Select
      label={say('acceleration.vmfsFileBlockSize')}
      {...limitedSetting(say('acceleration.fileBlockSizeExplained'), contract.offload.setDatastore)}
      options={sizes.map((sizeBytes) => ({ id: String(sizeBytes), label: formatBytes(sizeBytes) }))}
      value={String(fileBlockBytes)}
      onChange={(id) => void setFileBlockBytes(datastoreId, Number(id), say('acceleration.fileBlockSizeIs', { datastore: name, size: formatBytes(Number(id)) }))}
    />
  );
}

interface SwitchWords {
  readonly id: keyof DatastoreSwitches;
  readonly label: string;
  readonly description: string;
}

/** NFS is not locked by its hosts, and its filers zero nothing but set space aside. */
const switchWords: Readonly<Record<'NFS' | 'VMFS', readonly SwitchWords[]>> = {
  NFS: [
    { id: 'isMoveOn', label: say('acceleration.offloadCopies'), description: say('acceleration.offloadCopiesNfsExplained') },
    { id: 'isInitOn', label: say('acceleration.offloadZeroing'), description: say('acceleration.offloadZeroingNfsExplained') },
  ],
  VMFS: [
    { id: 'isMoveOn', label: say('acceleration.offloadCopies'), description: say('acceleration.offloadCopiesVmfsExplained') },
    { id: 'isInitOn', label: say('acceleration.offloadZeroing'), description: say('acceleration.offloadZeroingVmfsExplained') },
    { id: 'isLockingOn', label: say('acceleration.offloadLocking'), description: say('acceleration.offloadLockingExplained') },
  ],
};

function Switches({ row }: { row: DatastoreAcceleration }) {
  const { datastoreId, name, type, switches } = row;
  return (
    <fieldset className="app-switches">
      <legend className="ui-field-label">{say('acceleration.forThisDatastore')}</legend>
      {switchWords[type].map(({ id, label, description }) => (
        <YardCheckbox
          key={id}
          call={contract.offload.setDatastore}
          label={label}
          description={description}
          value={switches[id]}
          set={(isOn) => setDatastoreSwitches(datastoreId, { [id]: isOn }, isOn ? say('acceleration.settingIsOn', { setting: label, place: name }) : say('acceleration.settingIsOff', { setting: label, place: name }))}
        />
      ))}
      <p className="app-note">
        {type === 'NFS' ? say('acceleration.switchesNfsExplained') : say('acceleration.switchesVmfsExplained')}
      </p>
    </fieldset>
  );
}
