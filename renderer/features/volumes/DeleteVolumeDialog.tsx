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
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { Filled, slots } from '../parts/Filled.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { firstOf, listOf } from '../parts/listOf.ts';
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

  if (volume === undefined) return <GoneDialog title={say('volumes.deleteVolume')} what="volume" onClose={onClose} />;
  const running = vms.filter((vm) => vm.powerState !== 'poweredOff').length;
  const isUnknown = left.isLoading || left.fault !== null || disks.isLoading || disks.fault !== null;
  const parted = partedReason(vms, unregistered);
  const blocked = deleteReason(volume) ?? parted ?? (running > 0 ? say('volumes.machinesArePoweredOn', { count: running }) : undefined);
  const machineCount = vms.length + unregistered.length;
  const isEmpty = machineCount + unattached.length === 0;
  const missing = !isEmpty && !withMachines ? say('volumes.tickThisToGoOn') : '';
  // Where data goes that somebody may want back, its name has to be typed.
  const isNameAsked = !isEmpty || volume.snapshotCount > 0;
  const wrongName = isNameAsked && typedName.trim() !== volume.name ? say('volumes.typeNameToGoOn', { volume: volume.name }) : '';
  const confirm = async () => {
    setWasTried(true);
    // What would be lost must have been told first.
    if (missing !== '' || blocked !== undefined || isUnknown) return;
    if (wrongName !== '') return;
    const started = await start((requestId) => yard().storage.deleteVolume({ volumeId: volume.id, withMachines, requestId }));
    if (started !== null) onClose();
  };
  return (
    <ConfirmDialog isOpen title={say('volumes.deleteVolumeNamed', { volume: volume.name })} confirmLabel={parted === undefined ? say('common.deleteConfirm') : null} isDestructive isBusy={isBusy} onCancel={onClose} onConfirm={() => void confirm()}>
      {fault === null ? null : <FaultAlert fault={fault} />}
      {left.fault === null ? null : <FaultAlert fault={left.fault} action={{ label: say('common.tryAgain'), onAction: left.reload }} />}
      {disks.fault === null ? null : <FaultAlert fault={disks.fault} action={{ label: say('common.tryAgain'), onAction: disks.reload }} />}
      {wasTried && (left.isLoading || disks.isLoading) ? <Alert tone="info">{say('volumes.stillBeingLookedAt')}</Alert> : null}
      {blocked === undefined ? null : (
        <Alert tone="warning" isLive={wasTried}>
          {blocked}
        </Alert>
      )}
      {/* What nobody can do now is not offered: these machines keep the volume, so nothing of it is lost. */}
      {parted !== undefined ? null : (
        <>
          <p>{volume.snapshotCount === 0 ? say('volumes.volumeIsRemoved') : say('volumes.volumeAndSnapshotsAreRemoved', { count: volume.snapshotCount })}</p>
          {isEmpty ? (
            <p>{say('volumes.noMachineIsOnIt')}</p>
          ) : (
            <Checkbox
              label={say('volumes.deleteWhatIsOnIt', { what: lostWords(machineCount, unattached.length) })}
              isSelected={withMachines}
              onChange={setWithMachines}
              errorText={wasTried ? missing : ''}
            />
          )}
          {unregistered.length === 0 ? null : (
            <p>
              {say('volumes.lostOutsideInventory', { names: firstOf(unregistered.map(({ name }) => name), shownNames) })}
            </p>
          )}
          {unattached.length === 0 ? null : (
            <p>
              {say('volumes.lostUnattachedDisks', { disks: firstOf(unattached.map(({ label, vmName }) => say('volumes.diskOfMachine', { disk: label, machine: vmName })), shownNames) })}
            </p>
          )}
          {vms.length === 0 ? null : (
            <p>
              {say('volumes.lostWithIt', { names: firstOf(vms.map(({ name }) => name), shownNames) })}
            </p>
          )}
          <p>
            <Filled text={say('volumes.deletingVolumeFrees', { size: slots[0] })}><Bytes value={volume.physicalBytes} isAtMost={!volume.isExact} /></Filled>
          </p>
          {isNameAsked ? <TextField label={say('volumes.nameOfTheVolume')} value={typedName} onChange={setTypedName} description={say('volumes.typeNameToConfirm', { volume: volume.name })} errorText={wasTried ? wrongName : ''} /> : null}
        </>
      )}
    </ConfirmDialog>
  );
}

function lostWords(machineCount: number, diskCount: number): string {
  const machines = machineCount === 0 ? [] : [say('counts.virtualMachineOrTemplate', { count: machineCount })];
  return listOf([...machines, ...(diskCount === 0 ? [] : [say('counts.unattachedDisk', { count: diskCount })])]);
}

interface MaybeParted {
  readonly name: string;
  readonly otherDatastoreIds?: readonly ObjectId[];
}

/** Deleted with the volume, they would take data on other volumes along. */
function partedReason(vms: readonly MaybeParted[], unregistered: readonly MaybeParted[]): string | undefined {
  const partedOf = (machines: readonly MaybeParted[]): string[] => machines.filter(({ otherDatastoreIds }) => otherDatastoreIds !== undefined).map(({ name }) => name);
  const toRegister = partedOf(unregistered);
  const names = [...partedOf(vms), ...toRegister];
  if (names.length === 0) return undefined;
  const reason = say('volumes.machinesAreElsewhereToo', { names: firstOf(names, shownNames) });
  return toRegister.length === 0 ? reason : `${reason} ${say('volumes.machinesAreElsewhereToRegister', { names: firstOf(toRegister, shownNames) })}`;
}
