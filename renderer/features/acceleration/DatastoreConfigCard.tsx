import { useState } from 'react';
import { Card } from '../../ui/Card.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { RadioCards } from '../../ui/RadioCards.tsx';
import { Select } from '../../ui/Select.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { useDatastoreAcceleration } from '../../stores/acceleration.ts';
import { setDatastoreSwitches, setFileBlockBytes, setProfile } from '../../stores/accelerationCommands.ts';
import { denialOf } from '../../stores/access.ts';
import { useStarter } from '../../stores/requests.ts';
import { contract } from '../../../shared/contract/contract.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { ArrayProfileId, DatastoreAcceleration, DatastoreSwitches } from '../../../shared/model/offload.ts';
import { profileWords } from '../../../shared/offloadWords.ts';
import { formatBytes, mibBytes } from '../../../shared/units.ts';
import { profileNotes, profilesFor } from '../parts/offloadWords.ts';
import { YardCheckbox } from '../parts/YardCheckbox.tsx';

/** What stands behind the datastore and what of it hosts may use. */
export function DatastoreConfigCard({ datastoreId }: { datastoreId: ObjectId }) {
  const row = useDatastoreAcceleration(datastoreId);
  return (
    <Card title="Hardware acceleration">
      {row === undefined ? (
        <Spinner label="Loading the state of hardware acceleration" />
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
  const denial = denialOf(contract.offload.setDatastore);
  return (
    <>
      <RadioCards
        label="Array behind it"
        description={['A simulated array. What it can do decides what is offloaded; the data on it stay as they are.', denial].filter(Boolean).join(' ')}
        isRow
        options={options.map((id) => ({ id, label: profileWords[id], description: profileNotes[id].description, isDisabled: denial !== undefined }))}
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
      title={`Change the array behind ${row.name}`}
      confirmLabel="Change"
      onConfirm={() => void change()}
      onCancel={onClose}
      isBusy={isBusy}
      errorText={fault === null ? undefined : [fault.message, fault.hint].filter(Boolean).join(' ')}
    >
      <p>
        {row.name} now lies on “{profileWords[row.profile]}” and will lie on “{profileWords[profile]}”.
      </p>
      <ul className="app-name-list">
        <li>Its status becomes unknown again, and so does that of every primitive. Counters go on.</li>
        <li>Operations from now on use what the new array can do. Those under way end as they began.</li>
        <li>It becomes another array: nothing is offloaded between this datastore and those on other arrays.</li>
        <li>No data are moved or changed, and it can be changed back at any time.</li>
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
      label="VMFS file block size"
      description="Copies between datastores whose file block sizes differ are left to the host."
      options={sizes.map((sizeBytes) => ({ id: String(sizeBytes), label: formatBytes(sizeBytes) }))}
      value={String(fileBlockBytes)}
      isDisabled={denialOf(contract.offload.setDatastore) !== undefined}
      onChange={(id) => void setFileBlockBytes(datastoreId, Number(id), `The file block size of ${name} is ${formatBytes(Number(id))}.`)}
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
    { id: 'isMoveOn', label: 'Offload copies', description: 'Clones, copies and snapshots may be handed to the filer.' },
    { id: 'isInitOn', label: 'Offload zeroing', description: 'Space for thick disks may be set aside by the filer (Reserve Space).' },
  ],
  VMFS: [
    { id: 'isMoveOn', label: 'Offload copies', description: 'Clones and copies may be handed to the array.' },
    { id: 'isInitOn', label: 'Offload zeroing', description: 'Ranges of zeros may be written by the array.' },
    { id: 'isLockingOn', label: 'Offload locking', description: 'Hosts lock sectors (ATS) instead of reserving the whole device.' },
  ],
};

function Switches({ row }: { row: DatastoreAcceleration }) {
  const { datastoreId, name, type, switches } = row;
  return (
    <fieldset className="app-switches">
      <legend className="ui-field-label">For this datastore</legend>
      {switchWords[type].map(({ id, label, description }) => (
        <YardCheckbox
          key={id}
          call={contract.offload.setDatastore}
          label={label}
          description={description}
          value={switches[id]}
          set={(isOn) => setDatastoreSwitches(datastoreId, { [id]: isOn }, `${label} is ${isOn ? 'on' : 'off'} for ${name}.`)}
        />
      ))}
      <p className="app-note">
        {type === 'NFS' ? 'Something is offloaded only for hosts on which the NAS plug-in is installed.' : 'Something is offloaded only where the host’s own setting allows it as well.'}
      </p>
    </fieldset>
  );
}
