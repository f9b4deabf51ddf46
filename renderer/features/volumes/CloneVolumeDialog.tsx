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
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { countOf } from '../parts/objectLook.ts';

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
  const problem = nameProblem(name) ?? (isTaken ? `There is a volume called ${name} already.` : '');

  if (volume === undefined) return <GoneDialog title="Create FlexClone" what="The volume" onClose={onClose} />;
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
      title={`Create FlexClone of ${volume.name}`}
      icon="clone"
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
        label="Name of the FlexClone"
        value={name}
        onChange={setName}
        description="The datastore on it gets the same name."
        errorText={wasTried || isTaken ? problem : ''}
        autoFocus
        onSubmit={() => void submit()}
      />
      <Select
        label="Based on"
        value={chosenId === null ? now : String(chosenId)}
        onChange={(id) => setChosenId(id === now ? null : snapshotIdSchema.parse(Number(id)))}
        options={[
          { id: now, label: 'The volume as it is now', description: `Takes a snapshot called clone-${name}` },
          ...snapshots.map((snapshot) => ({ id: String(snapshot.id), label: snapshot.name, description: new Date(snapshot.createdAtMs).toLocaleString() })),
        ]}
      />
      <Checkbox
        label="Register its virtual machines"
        isSelected={isRegistering}
        onChange={setRegistering}
        description={
          machineCount === 0
            ? `There are none on the volume ${parted.length === 0 ? '' : 'alone '}now.`
            : `About ${countOf(machineCount, 'machine')} come into the inventory, powered off, with _${name} behind their names. Otherwise the disks are there, but nothing uses them.`
        }
      />
      {parted.length === 0 || !isRegistering ? null : (
        <p>
          Not registered if they have disks on other datastores, which the FlexClone does not hold: {parted.slice(0, shownNames).join(', ')}
          {parted.length > shownNames ? ` and ${countOf(parted.length - shownNames, 'more', 'more')}` : ''}. Clone those one by one.
        </p>
      )}
      <p className="app-note">
        The FlexClone shares every block with {volume.name} and takes space only for what is written to it. The snapshot it is based on cannot be deleted until the
        FlexClone has been split or deleted.
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
