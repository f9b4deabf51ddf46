import { useState } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { yard } from '../../stores/connection.ts';
import { useVm } from '../../stores/inventory.ts';
import { useVmSnapshots } from '../../stores/machines.ts';
import { useLoaded } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { vmStateSchema, type VmBlockHolder, type VmHolders, type VmState } from '../../../shared/model/machine.ts';
import { formatCount } from '../../../shared/units.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { countOf } from '../parts/objectLook.ts';
import { ObjectLink } from '../parts/ObjectLink.tsx';
import { parseSize } from '../parts/sizes.ts';

const limit = 100;

/** Who holds one block of a disk: other disks, snapshots of machines, snapshots of volumes. */
export function BlockHoldersDialog({ vmId, onClose }: { vmId: ObjectId; onClose: () => void }) {
  const vm = useVm(vmId);
  const { value: tree } = useVmSnapshots(vm === undefined || vm.isTemplate ? undefined : vm);
  const detail = useLoaded(vmId, (signal) => yard().inventory.vm({ id: vmId }, { signal }));
  const [disk, setDisk] = useState<string | null>(null);
  const [state, setState] = useState<VmState>('current');
  const [text, setText] = useState('1 MiB');
  const offset = parseSize(text, 'b');
  const found = useLoaded(
    offset === null ? null : `${vmId} ${state} ${disk ?? ''} ${offset}`,
    (signal) => yard().machines.holders({ vmId, state, disk, offset: offset ?? 0, limit }, { signal }),
    300,
  );

  if (vm === undefined) return <GoneDialog title="Who holds this block?" what="The virtual machine" onClose={onClose} />;
  const disks = detail.value?.disks ?? [];
  const snapshots = tree?.snapshots ?? [];
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Who holds this block?"
      icon="search"
      size="large"
      footer={
        <Button variant="primary" onPress={onClose}>
          Close
        </Button>
      }
    >
      <p>A block is stored once, whoever shares it. This tells everything that holds one block of {vm.name}.</p>
      <div className="app-form-grid">
        {disks.length <= 1 ? null : (
          <Select label="Disk" value={disk ?? disks[0]?.label ?? null} onChange={setDisk} options={disks.map(({ label }) => ({ id: label, label }))} />
        )}
        {snapshots.length === 0 ? null : (
          <Select
            label="As of"
            value={state}
            onChange={(id) => setState(vmStateSchema.parse(id))}
            options={[{ id: 'current', label: 'Present state' }, ...snapshots.map(({ id, name }) => ({ id, label: name }))]}
          />
        )}
        <TextField
          label="Offset"
          value={text}
          onChange={setText}
          isCode
          autoFocus
          description="In bytes from the start of the disk, or for example 64 KiB or 1.5 GiB."
          errorText={offset === null ? 'Enter a number of bytes, or for example 64 KiB.' : ''}
        />
      </div>
      {found.isLoading && offset !== null ? <ProgressBar label="Looking through the maps of the array" isLabelVisible /> : null}
      {found.fault === null || found.isLoading ? null : <FaultAlert fault={found.fault} action={{ label: 'Try again', onAction: found.reload }} />}
      {found.value === null || found.isLoading || found.fault !== null || offset === null ? null : <Holders vmId={vmId} found={found.value} />}
    </Dialog>
  );
}

function Holders({ vmId, found }: { vmId: ObjectId; found: VmHolders }) {
  if (found.isZero) {
    return (
      <Alert tone="info" isLive>
        The block at {formatCount(found.offset)} reads as zeros. Zeros are not stored, so nobody holds it.
      </Alert>
    );
  }
  const rest = found.total - found.holders.length;
  return (
    <>
      <p role="status">
        {found.total === 1
          ? `Only this disk holds the block at ${formatCount(found.offset)}.`
          : `The block at ${formatCount(found.offset)} is held ${formatCount(found.total)} times and stored once.`}
      </p>
      <div className="app-scroll-table" tabIndex={0} role="region" aria-label="Holders of the block">
        <table className="app-table">
          <thead>
            <tr>
              <th scope="col">Virtual machine</th>
              <th scope="col">Disk</th>
              <th scope="col">State</th>
              <th scope="col" className="is-end">
                Offset
              </th>
            </tr>
          </thead>
          <tbody>
            {found.holders.map((holder, index) => (
              // The same disk may hold the block at several places, in several snapshots.
              // oxlint-disable-next-line react/no-array-index-key
              <tr key={index}>
                <td>
                  <HolderName vm={holder.vm} isThis={holder.vm?.id === vmId} />
                </td>
                <td>{holder.disk ?? ''}</td>
                <td>{stateWords(holder)}</td>
                <td className="is-end">
                  <code>{formatCount(holder.offset)}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {rest > 0 ? <p className="app-note">and {countOf(rest, 'more', 'more')}</p> : null}
      </div>
    </>
  );
}

function HolderName({ vm, isThis }: { vm: VmBlockHolder['vm']; isThis: boolean }) {
  if (vm === null) return 'Not in the inventory';
  return isThis ? `${vm.name} (this one)` : <ObjectLink id={vm.id} name={vm.name} view="vms" />;
}

function stateWords(holder: VmBlockHolder): string {
  const parts = [holder.snapshot === null ? 'Present state' : `Snapshot ${holder.snapshot.name}`];
  if (holder.volumeSnapshotId !== null) parts.push('in a snapshot of the datastore');
  return parts.join(', ');
}
