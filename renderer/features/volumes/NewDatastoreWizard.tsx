import { useState } from 'react';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { RadioCards } from '../../ui/RadioCards.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { Wizard, type WizardStepContext } from '../../ui/Wizard.tsx';
import { yard } from '../../stores/connection.ts';
import { useInventoryIndex } from '../../stores/inventory.ts';
import { notifyFault } from '../../stores/notices.ts';
import { useStarter } from '../../stores/requests.ts';
import { navigate } from '../../stores/route.ts';
import { useStorage } from '../../stores/storage.ts';
import { objectIdSchema, type ObjectId } from '../../../shared/ids.ts';
import { nameKey, nameProblem } from '../../../shared/naming.ts';
import { formatBytes } from '../../../shared/units.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { countOf } from '../parts/objectLook.ts';
import { HostChecks, useHostsOf } from './HostChecks.tsx';
import { newDraft, problemsOf, settingsOf, type VolumeDraft } from './volumeDraft.ts';
import { VolumeFields } from './VolumeFields.tsx';

type DatastoreType = 'NFS' | 'VMFS';

const types: readonly { id: DatastoreType; label: string; description: string }[] = [
  { id: 'NFS', label: 'NFS', description: 'The volume is exported by a filer. Hosts can ask it to clone whole files, which then share their blocks, and to reserve space for thick disks.' },
  { id: 'VMFS', label: 'VMFS', description: 'The volume is a LUN of a block array, with VMFS in file blocks of 1 MiB. Hosts can ask for XCOPY, WRITE SAME, ATS and UNMAP.' },
];

interface Draft {
  readonly type: DatastoreType;
  readonly name: string;
  readonly datacenterId: ObjectId | null;
  readonly volume: VolumeDraft;
  readonly isDedupeOn: boolean;
  readonly unmounted: ReadonlySet<ObjectId>;
}

/** A volume of the array with a datastore of the same name on it: type, name and size, hosts, and a review. */
export function NewDatastoreWizard({ onClose }: { onClose: () => void }) {
  const volumes = useStorage((state) => state.volumes);
  const datacenters = useInventoryIndex().containers.filter(({ kind }) => kind === 'datacenter');
  const [draft, setDraft] = useState<Draft>({ type: 'NFS', name: '', datacenterId: null, volume: newDraft, isDedupeOn: false, unmounted: new Set() });
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const { start, isBusy, fault } = useStarter();
  const datacenterId = draft.datacenterId ?? datacenters[0]?.id;
  const hosts = useHostsOf(datacenterId);
  const problems = problemsOf(draft.volume, 0);
  const isTaken = volumes.some((volume) => nameKey(volume.name) === nameKey(draft.name));
  const nameError = nameProblem(draft.name) ?? (isTaken ? `There is a volume called ${draft.name} already.` : '');
  const unmountedHostIds = hosts.map(({ id }) => id).filter((id) => draft.unmounted.has(id));

  const finish = async () => {
    const { name, type, volume, isDedupeOn } = draft;
    const made = await start(() => yard().storage.createVolume({ name, settings: settingsOf(volume), type, datacenterId: datacenterId ?? null, unmountedHostIds }));
    if (made === null) return;
    if (isDedupeOn) {
      try {
        await yard().storage.setDedupe({ volumeId: made.id, isOn: true });
      } catch (error) {
        notifyFault('The datastore was created, but dedupe could not be turned on.', error);
      }
    }
    if (made.datastore !== null) navigate({ view: 'storage', objectId: made.datastore.id, tab: 'summary' });
    onClose();
  };

  const renderSize = ({ isValidationShown }: WizardStepContext) => (
    <>
      <TextField
        label="Name"
        value={draft.name}
        onChange={(name) => change({ name })}
        description="The volume of the array that is made for it gets the same name."
        errorText={isValidationShown || isTaken ? nameError : ''}
        autoFocus
      />
      {datacenters.length <= 1 ? null : (
        <Select
          label="Datacenter"
          value={datacenterId ?? null}
          onChange={(id) => change({ datacenterId: objectIdSchema.parse(id) })}
          options={datacenters.map((datacenter) => ({ id: datacenter.id, label: datacenter.name }))}
        />
      )}
      <VolumeFields draft={draft.volume} onChange={(part) => change({ volume: { ...draft.volume, ...part } })} problems={isValidationShown ? problems : {}} />
      <Checkbox
        label="Turn on dedupe"
        isSelected={draft.isDedupeOn}
        onChange={(isDedupeOn) => change({ isDedupeOn })}
        description="Equal blocks are then stored once. It runs every night at midnight; the Dedupe tab changes that."
      />
    </>
  );

  return (
    <Wizard
      isOpen
      title="New datastore"
      onClose={onClose}
      onFinish={() => void finish()}
      isBusy={isBusy}
      errorText={fault === null ? undefined : [fault.message, fault.hint].filter(Boolean).join(' ')}
      steps={[
        { id: 'type', title: 'Type', content: <RadioCards label="Type of datastore" options={types} value={draft.type} onChange={(id) => change({ type: id === 'VMFS' ? 'VMFS' : 'NFS' })} /> },
        { id: 'size', title: 'Name and size', isValid: nameError === '' && Object.keys(problems).length === 0, invalidText: 'Correct what is marked below.', content: renderSize },
        { id: 'hosts', title: 'Hosts', content: <HostChecks hosts={hosts} unmounted={draft.unmounted} onChange={(unmounted) => change({ unmounted })} /> },
        { id: 'review', title: 'Ready to complete', content: <Review draft={draft} hostCount={hosts.length} mountedCount={hosts.length - unmountedHostIds.length} /> },
      ]}
    />
  );
}

function Review({ draft: { type, name, volume, isDedupeOn }, hostCount, mountedCount }: { draft: Draft; hostCount: number; mountedCount: number }) {
  const { sizeBytes, guarantee, autogrow, nearlyFullPercent, fullPercent } = settingsOf(volume);
  const growth = autogrow == null ? 'Off' : `By ${autogrow.incrementBytes === undefined ? 'a twentieth' : formatBytes(autogrow.incrementBytes)} beyond ${autogrow.atPercent} % used, up to ${formatBytes(autogrow.maximumBytes)}`;
  return (
    <KeyValueList
      items={[
        { label: 'Datastore', value: name },
        { label: 'Type', value: type },
        { label: 'Volume', value: `New, called ${name}` },
        { label: 'Size', value: <Bytes value={sizeBytes} /> },
        { label: 'Space', value: guarantee === 'volume' ? 'Guaranteed: set aside in the aggregate' : 'Thin: takes space as it is written' },
        { label: 'Autogrow', value: growth },
        { label: 'Thresholds', value: `Nearly full at ${nearlyFullPercent ?? 75} %, full at ${fullPercent ?? 85} %` },
        { label: 'Dedupe', value: isDedupeOn ? 'On, every night at midnight' : 'Off' },
        { label: 'Mounted on', value: hostCount === mountedCount ? `All ${countOf(hostCount, 'host')}` : `${mountedCount} of ${countOf(hostCount, 'host')}` },
      ]}
    />
  );
}
