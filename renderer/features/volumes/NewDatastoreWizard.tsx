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
import type { Autogrow } from '../../../shared/model/storage.ts';
import { nameKey, nameProblem } from '../../../shared/naming.ts';
import { formatBytes } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { HostChecks, useHostsOf } from './HostChecks.tsx';
import { newDraft, problemsOf, settingsOf, type VolumeDraft } from './volumeDraft.ts';
import { VolumeFields } from './VolumeFields.tsx';

type DatastoreType = 'NFS' | 'VMFS';

const types: readonly { id: DatastoreType; label: string; description: string }[] = [
  { id: 'NFS', label: 'NFS', description: say('volumes.nfsExplained') },
  { id: 'VMFS', label: 'VMFS', description: say('volumes.vmfsExplained') },
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
  const nameError = nameProblem(draft.name) ?? (isTaken ? say('volumes.volumeNameIsTaken', { name: draft.name }) : '');
  const unmountedHostIds = hosts.map(({ id }) => id).filter((id) => draft.unmounted.has(id));

  const finish = async () => {
    const { name, type, volume, isDedupeOn } = draft;
    const made = await start(() => yard().storage.createVolume({ name, settings: settingsOf(volume), type, datacenterId: datacenterId ?? null, unmountedHostIds }));
    if (made === null) return;
    if (isDedupeOn) {
      try {
        await yard().storage.setDedupe({ volumeId: made.id, isOn: true });
      } catch (error) {
        notifyFault(say('volumes.dedupeCouldNotBeTurnedOn'), error);
      }
    }
    if (made.datastore !== null) navigate({ view: 'storage', objectId: made.datastore.id, tab: 'summary' });
    onClose();
  };

  const renderSize = ({ isValidationShown }: WizardStepContext) => (
    <>
      <TextField
        label={say('common.name')}
        value={draft.name}
        onChange={(name) => change({ name })}
        description={say('volumes.volumeGetsSameName')}
        errorText={isValidationShown || isTaken ? nameError : ''}
        autoFocus
      />
      {datacenters.length <= 1 ? null : (
        <Select
          label={say('common.datacenter')}
          value={datacenterId ?? null}
          onChange={(id) => change({ datacenterId: objectIdSchema.parse(id) })}
          options={datacenters.map((datacenter) => ({ id: datacenter.id, label: datacenter.name }))}
        />
      )}
      <VolumeFields draft={draft.volume} onChange={(part) => change({ volume: { ...draft.volume, ...part } })} problems={isValidationShown ? problems : {}} />
      <Checkbox
        label={say('volumes.turnOnDedupe')}
        isSelected={draft.isDedupeOn}
        onChange={(isDedupeOn) => change({ isDedupeOn })}
        description={say('volumes.dedupeExplained')}
      />
    </>
  );

  return (
    <Wizard
      isOpen
      title={say('volumes.newDatastore')}
      onClose={onClose}
      onFinish={() => void finish()}
      isBusy={isBusy}
      errorText={fault === null ? undefined : [fault.message, fault.hint].filter(Boolean).join(' ')}
      steps={[
        { id: 'type', title: say('common.type'), content: <RadioCards label={say('volumes.typeOfDatastore')} options={types} value={draft.type} onChange={(id) => change({ type: id === 'VMFS' ? 'VMFS' : 'NFS' })} /> },
        { id: 'size', title: say('volumes.nameAndSize'), isValid: nameError === '' && Object.keys(problems).length === 0, invalidText: say('volumes.correctWhatIsMarked'), content: renderSize },
        { id: 'hosts', title: say('common.hosts'), content: <HostChecks hosts={hosts} unmounted={draft.unmounted} onChange={(unmounted) => change({ unmounted })} /> },
        { id: 'review', title: say('common.readyToComplete'), content: <Review draft={draft} hostCount={hosts.length} mountedCount={hosts.length - unmountedHostIds.length} /> },
      ]}
    />
  );
}

function growthWords({ incrementBytes, atPercent, maximumBytes }: Autogrow): string {
  const maximum = formatBytes(maximumBytes);
  return incrementBytes === undefined ? say('volumes.autogrowByTwentieth', { atPercent, maximum }) : say('volumes.autogrowBy', { increment: formatBytes(incrementBytes), atPercent, maximum });
}

function Review({ draft: { type, name, volume, isDedupeOn }, hostCount, mountedCount }: { draft: Draft; hostCount: number; mountedCount: number }) {
  const { sizeBytes, guarantee, autogrow, nearlyFullPercent, fullPercent } = settingsOf(volume);
  const growth = autogrow == null ? say('common.off') : growthWords(autogrow);
  const hosts = say('counts.host', { count: hostCount });
  return (
    <KeyValueList
      items={[
        { label: say('common.datastore'), value: name },
        { label: say('common.type'), value: type },
        { label: say('common.volume'), value: say('volumes.newCalled', { name }) },
        { label: say('common.size'), value: <Bytes value={sizeBytes} /> },
        { label: say('volumes.space'), value: guarantee === 'volume' ? say('volumes.guaranteedInAggregate') : say('volumes.thinAsWritten') },
        { label: say('volumes.autogrow'), value: growth },
        { label: say('volumes.thresholds'), value: say('volumes.bothThresholds', { nearlyFullPercent: nearlyFullPercent ?? 75, fullPercent: fullPercent ?? 85 }) },
        { label: say('common.dedupe'), value: isDedupeOn ? say('volumes.onEveryNightAtMidnight') : say('common.off') },
        { label: say('volumes.mountedOn'), value: hostCount === mountedCount ? say('volumes.mountedOnAll', { hosts }) : say('volumes.mountedOnSome', { mountedCount, hosts }) },
      ]}
    />
  );
}
