import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { yard } from '../../stores/connection.ts';
import { useInventoryIndex } from '../../stores/inventory.ts';
import { useStarter } from '../../stores/requests.ts';
import { navigate } from '../../stores/route.ts';
import { notifyFault } from '../../stores/notices.ts';
import { useStorage } from '../../stores/storage.ts';
import { objectIdSchema, type ObjectId } from '../../../shared/ids.ts';
import { nameKey, nameProblem } from '../../../shared/naming.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { newDraft, problemsOf, settingsOf } from './volumeDraft.ts';
import { VolumeFields } from './VolumeFields.tsx';

/** A volume of the array, with a datastore of the same name on it. */
export function CreateVolumeDialog({ onClose }: { onClose: () => void }) {
  const volumes = useStorage((state) => state.volumes);
  const { containers } = useInventoryIndex();
  const datacenters = containers.filter(({ kind }) => kind === 'datacenter');
  const [name, setName] = useState('');
  const [type, setType] = useState<'NFS' | 'VMFS'>('NFS');
  const [datacenterId, setDatacenterId] = useState<ObjectId | null>(null);
  const [isDedupeOn, setDedupeOn] = useState(false);
  const [draft, setDraft] = useState(newDraft);
  const [wasTried, setWasTried] = useState(false);
  const { start, isBusy, fault } = useStarter();
  const problems = problemsOf(draft, 0);
  const isTaken = volumes.some((volume) => nameKey(volume.name) === nameKey(name));
  const nameError = nameProblem(name) ?? (isTaken ? `There is a volume called ${name} already.` : '');

  const submit = async () => {
    setWasTried(true);
    if (nameError !== '' || Object.keys(problems).length > 0) return;
    const made = await start(() => yard().storage.createVolume({ name, settings: settingsOf(draft), type, datacenterId }));
    if (made === null) return;
    if (isDedupeOn) {
      try {
        await yard().storage.setDedupe({ volumeId: made.id, isOn: true });
      } catch (error) {
        notifyFault('The volume was created, but dedupe could not be turned on.', error);
      }
    }
    if (made.datastore !== null) navigate({ view: 'storage', objectId: made.datastore.id, tab: 'summary' });
    onClose();
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Create volume"
      icon="datastore"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            Create
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        description="The datastore on it gets the same name."
        errorText={wasTried || isTaken ? nameError : ''}
        autoFocus
        onSubmit={() => void submit()}
      />
      <div className="app-form-grid">
        <Select
          label="Type of datastore"
          value={type}
          onChange={(id) => setType(id === 'VMFS' ? 'VMFS' : 'NFS')}
          options={[{ id: 'NFS', label: 'NFS' }, { id: 'VMFS', label: 'VMFS' }]}
        />
        {datacenters.length <= 1 ? null : (
          <Select
            label="Datacenter"
            value={datacenterId ?? datacenters[0]?.id ?? null}
            onChange={(id) => setDatacenterId(objectIdSchema.parse(id))}
            options={datacenters.map((datacenter) => ({ id: datacenter.id, label: datacenter.name }))}
          />
        )}
      </div>
      <VolumeFields draft={draft} onChange={(change) => setDraft((before) => ({ ...before, ...change }))} problems={wasTried ? problems : {}} />
      <Checkbox label="Turn on dedupe" isSelected={isDedupeOn} onChange={setDedupeOn} description="Equal blocks are then stored once. It runs every night at midnight; the Dedupe tab changes that." />
    </Dialog>
  );
}
