import { useMemo, useState } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { yard } from '../../stores/connection.ts';
import { useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import { useVolumeUnder } from '../../stores/storage.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { countOf } from '../parts/objectLook.ts';
import { deleteReason } from '../parts/volumeActions.ts';

const shownNames = 8;
const noIds: readonly ObjectId[] = [];

/** Asks before a volume goes with its datastore, its snapshots and, if wanted, its machines. */
export function DeleteVolumeDialog({ datastoreId, onClose }: { datastoreId: ObjectId; onClose: () => void }) {
  const volume = useVolumeUnder(datastoreId);
  const ids = useInventoryIndex().vmIdsByDatastore.get(datastoreId) ?? noIds;
  const table = useInventory((state) => state.vms);
  const vms = useMemo(() => ids.flatMap((id) => table.get(id) ?? []), [ids, table]);
  const [withMachines, setWithMachines] = useState(false);
  const [typedName, setTypedName] = useState('');
  const [wasTried, setWasTried] = useState(false);
  const { start, isBusy, fault } = useStarter();
  // A machine leaves the list of those on the datastore as it gets among those outside the inventory, and the other way round.
  const left = useLoaded(`${datastoreId} ${ids.length}`, (signal) => yard().lifecycle.unregistered({ datastoreId }, { signal }));
  const unregistered = left.value ?? [];
  const disks = useLoaded(datastoreId, (signal) => yard().hardware.unattached({ datastoreId }, { signal }));
  const unattached = disks.value ?? [];

  if (volume === undefined) return <GoneDialog title="Delete volume" what="The volume" onClose={onClose} />;
  const running = vms.filter((vm) => vm.powerState !== 'poweredOff').length;
  const isUnknown = left.isLoading || left.fault !== null || disks.isLoading || disks.fault !== null;
  const parted = [...vms, ...unregistered].filter(({ otherDatastoreIds }) => otherDatastoreIds !== undefined).map(({ name }) => name);
  const blocked = deleteReason(volume) ?? partedReason(parted) ?? (running > 0 ? `${countOf(running, 'machine on it is', 'machines on it are')} powered on. Power off first.` : undefined);
  const machineCount = vms.length + unregistered.length;
  const isEmpty = machineCount + unattached.length === 0;
  const missing = !isEmpty && !withMachines ? 'Tick this to go on.' : '';
  // Where data goes that somebody may want back, its name has to be typed.
  const isNameAsked = !isEmpty || volume.snapshotCount > 0;
  const wrongName = isNameAsked && typedName.trim() !== volume.name ? `Type ${volume.name} to go on.` : '';
  const confirm = async () => {
    setWasTried(true);
    // What would be lost must have been told first.
    if (missing !== '' || blocked !== undefined || isUnknown) return;
    if (wrongName !== '') return;
    const started = await start((requestId) => yard().storage.deleteVolume({ volumeId: volume.id, withMachines, requestId }));
    if (started !== null) onClose();
  };
  return (
    <ConfirmDialog isOpen title={`Delete volume ${volume.name}`} confirmLabel="Delete" isDestructive isBusy={isBusy} onCancel={onClose} onConfirm={() => void confirm()}>
      {fault === null ? null : <FaultAlert fault={fault} />}
      {left.fault === null ? null : <FaultAlert fault={left.fault} action={{ label: 'Try again', onAction: left.reload }} />}
      {disks.fault === null ? null : <FaultAlert fault={disks.fault} action={{ label: 'Try again', onAction: disks.reload }} />}
      {wasTried && (left.isLoading || disks.isLoading) ? <Alert tone="info">What is on it is still being looked at. Press Delete again in a moment.</Alert> : null}
      {blocked === undefined ? null : (
        <Alert tone="warning" isLive={wasTried}>
          {blocked}
        </Alert>
      )}
      <p>{removedWords(volume.snapshotCount)} removed. This cannot be undone.</p>
      {isEmpty ? (
        <p>No virtual machine or template is on it.</p>
      ) : (
        <Checkbox
          label={`Delete the ${lostWords(machineCount, unattached.length)} on it as well`}
          isSelected={withMachines}
          onChange={setWithMachines}
          errorText={wasTried ? missing : ''}
        />
      )}
      {unregistered.length === 0 ? null : (
        <p>
          Not in the inventory, but lost with it: {unregistered.slice(0, shownNames).map(({ name }) => name).join(', ')}
          {unregistered.length > shownNames ? ` and ${countOf(unregistered.length - shownNames, 'more', 'more')}` : ''}.
        </p>
      )}
      {unattached.length === 0 ? null : (
        <p>
          Attached to no virtual machine, but lost with it: {unattached.slice(0, shownNames).map(({ label, vmName }) => `${label} of ${vmName}`).join(', ')}
          {unattached.length > shownNames ? ` and ${countOf(unattached.length - shownNames, 'more', 'more')}` : ''}.
        </p>
      )}
      {vms.length === 0 ? null : (
        <p>
          Lost with it: {vms.slice(0, shownNames).map(({ name }) => name).join(', ')}
          {vms.length > shownNames ? ` and ${countOf(vms.length - shownNames, 'more', 'more')}` : ''}.
        </p>
      )}
      <p>
        Frees <Bytes value={volume.physicalBytes} isAtMost={!volume.isExact} />: everything that is stored on it.
      </p>
      {isNameAsked ? <TextField label="Name of the volume" value={typedName} onChange={setTypedName} description={`Type ${volume.name} to confirm.`} errorText={wasTried ? wrongName : ''} /> : null}
    </ConfirmDialog>
  );
}

function lostWords(machineCount: number, diskCount: number): string {
  const machines = machineCount === 0 ? [] : [countOf(machineCount, 'virtual machine or template', 'virtual machines and templates')];
  return [...machines, ...(diskCount === 0 ? [] : [countOf(diskCount, 'unattached disk')])].join(' and ');
}

/** Deleted with the volume, they would take data on other volumes along. */
function partedReason(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const more = names.length > shownNames ? ` and ${countOf(names.length - shownNames, 'more', 'more')}` : '';
  return `Not on this volume alone, but on other datastores as well: ${names.slice(0, shownNames).join(', ')}${more}. Migrate them to one datastore, or delete them first.`;
}

function removedWords(snapshotCount: number): string {
  if (snapshotCount === 0) return 'The volume and its datastore are';
  return `The volume, its datastore and ${snapshotCount === 1 ? 'its snapshot' : `all ${countOf(snapshotCount, 'snapshot')}`} are`;
}
