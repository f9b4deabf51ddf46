import { useMemo, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { yard } from '../../stores/connection.ts';
import { useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import { useStarter } from '../../stores/requests.ts';
import { useStorage, useVolumeSnapshots, useVolumeUnder } from '../../stores/storage.ts';
import { snapshotIdSchema, type ObjectId, type SnapshotId } from '../../../shared/ids.ts';
import { nameKey, nameProblem } from '../../../shared/naming.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { firstOf } from '../parts/listOf.ts';

const now = 'now';
const shownNames = 8;
const noIds: readonly ObjectId[] = [];

/** A FlexClone: a writable copy of a whole volume that shares its blocks. */
export function CloneVolumeDialog({ datastoreId, snapshotId, onClose }: { datastoreId: ObjectId; snapshotId: SnapshotId | null; onClose: () => void }) {
  const volume = useVolumeUnder(datastoreId);
  const volumes = useStorage((state) => state.volumes);
  const snapshots = useVolumeSnapshots(volume).value?.snapshots ?? [];
  const ids = useInventoryIndex().vmIdsByDatastore.get(datastoreId) ?? noIds;
  const table = useInventory((state) => state.vms);
  const parted = useMemo(() => ids.flatMap((id) => (table.get(id)?.otherDatastoreIds === undefined ? [] : (table.get(id)?.name ?? []))), [ids, table]);
  const machineCount = ids.length - parted.length;
  const [name, setName] = useState(() => freeName(volume?.name ?? '', volumes));
  const [chosenId, setChosenId] = useState<SnapshotId | null>(snapshotId);
  const [isRegistering, setRegistering] = useState(true);
  const [wasTried, setWasTried] = useState(false);
  const { start, isBusy, fault } = useStarter();
  const isTaken = volumes.some((other) => nameKey(other.name) === nameKey(name));
  const problem = nameProblem(name) ?? (isTaken ? say('volumes.volumeNameIsTaken', { name }) : '');

  if (volume === undefined) return <GoneDialog title={say('volumes.createFlexClone')} what="volume" onClose={onClose} />;
  const submit = async () => {
    setWasTried(true);
    if (problem !== '') return;
    const started = await start((requestId) => yard().storage.cloneVolume({ volumeId: volume.id, snapshotId: chosenId, name, isRegistering, requestId }));
    if (started !== null) onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say('volumes.createFlexCloneOf', { volume: volume.name })}
      icon="clone"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>{say('common.cancel')}</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            {say('common.create')}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <TextField
        label={say('volumes.nameOfTheFlexClone')}
        value={name}
        onChange={setName}
        description={say('volumes.datastoreGetsSameName')}
        errorText={wasTried || isTaken ? problem : ''}
        autoFocus
        onSubmit={() => void submit()}
      />
      <Select
        label={say('volumes.basedOn')}
        value={chosenId === null ? now : String(chosenId)}
        onChange={(id) => setChosenId(id === now ? null : snapshotIdSchema.parse(Number(id)))}
        options={[
          { id: now, label: say('volumes.volumeAsItIsNow'), description: say('volumes.takesSnapshotCalled', { name }) },
          ...snapshots.map((snapshot) => ({ id: String(snapshot.id), label: snapshot.name, description: new Date(snapshot.createdAtMs).toLocaleString() })),
        ]}
      />
      <Checkbox
        label={say('volumes.registerItsVirtualMachines')}
        isSelected={isRegistering}
        onChange={setRegistering}
        description={
          machineCount === 0
            ? parted.length === 0
              ? say('volumes.noMachinesOnVolume')
              : say('volumes.noMachinesOnVolumeAlone')
            : say('volumes.machinesComeIntoInventory', { machines: say('counts.machine', { count: machineCount }), name })
        }
      />
      {parted.length === 0 || !isRegistering ? null : (
        <p>
          {say('volumes.machinesNotRegistered', { names: firstOf(parted, shownNames) })}
        </p>
      )}
      <p className="app-note">
        {say('volumes.flexCloneSharesBlocks', { volume: volume.name })}
      </p>
    </Dialog>
  );
}

function freeName(base: string, volumes: readonly { readonly name: string }[]): string {
  const taken = new Set(volumes.map(({ name }) => nameKey(name)));
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? `${base.slice(0, 70)}-clone` : `${base.slice(0, 70)}-clone-${n}`;
    if (!taken.has(nameKey(name))) return name;
  }
}
