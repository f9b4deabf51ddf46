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
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
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

  if (vm === undefined) return <GoneDialog title={say('vmSpace.whoHoldsThisBlock')} what="virtualMachine" onClose={onClose} />;
  const disks = detail.value?.disks ?? [];
  const snapshots = tree?.snapshots ?? [];
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say('vmSpace.whoHoldsThisBlock')}
      icon="search"
      size="large"
      footer={
        <Button variant="primary" onPress={onClose}>
          {say('common.close')}
        </Button>
      }
    >
      <p>{say('vmSpace.holdersExplained', { vm: vm.name })}</p>
      <div className="app-form-grid">
        {disks.length <= 1 ? null : (
          <Select label={say('common.disk')} value={disk ?? disks[0]?.label ?? null} onChange={setDisk} options={disks.map(({ label }) => ({ id: label, label }))} />
        )}
        {snapshots.length === 0 ? null : (
          <Select
            label={say('vmSpace.asOf')}
            value={state}
            onChange={(id) => setState(vmStateSchema.parse(id))}
            options={[{ id: 'current', label: say('common.presentState') }, ...snapshots.map(({ id, name }) => ({ id, label: name }))]}
          />
        )}
        <TextField
          label={say('common.offset')}
          value={text}
          onChange={setText}
          isCode
          autoFocus
          description={say('vmSpace.offsetExplained')}
          errorText={offset === null ? say('vmSpace.offsetWrong') : ''}
        />
      </div>
      {found.isLoading && offset !== null ? <ProgressBar label={say('vmSpace.lookingForHolders')} isLabelVisible /> : null}
      {found.fault === null || found.isLoading ? null : <FaultAlert fault={found.fault} action={{ label: say('common.tryAgain'), onAction: found.reload }} />}
      {found.value === null || found.isLoading || found.fault !== null || offset === null ? null : <Holders vmId={vmId} found={found.value} />}
    </Dialog>
  );
}

function Holders({ vmId, found }: { vmId: ObjectId; found: VmHolders }) {
  if (found.isZero) {
    return (
      <Alert tone="info" isLive>
        {say('vmSpace.blockIsZero', { offset: formatCount(found.offset) })}
      </Alert>
    );
  }
  const rest = found.total - found.holders.length;
  return (
    <>
      <p role="status">
        {say('vmSpace.blockIsHeldTimes', { count: found.total, offset: formatCount(found.offset) })}
      </p>
      <div className="app-scroll-table" tabIndex={0} role="region" aria-label={say('vmSpace.holdersOfTheBlock')}>
        <table className="app-table">
          <thead>
            <tr>
              <th scope="col">{say('common.virtualMachine')}</th>
              <th scope="col">{say('common.disk')}</th>
              <th scope="col">{say('common.state')}</th>
              <th scope="col" className="is-end">
                {say('common.offset')}
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
        {rest > 0 ? <p className="app-note">{say('common.andMore', { count: rest })}</p> : null}
      </div>
    </>
  );
}

function HolderName({ vm, isThis }: { vm: VmBlockHolder['vm']; isThis: boolean }) {
  if (vm === null) return say('vmSpace.notInTheInventory');
  return isThis ? say('vmSpace.thisMachine', { vm: vm.name }) : <ObjectLink id={vm.id} name={vm.name} view="vms" />;
}

function stateWords(holder: VmBlockHolder): string {
  const state = holder.snapshot === null ? say('common.presentState') : say('vmSpace.snapshotNamed', { snapshot: holder.snapshot.name });
  return holder.volumeSnapshotId === null ? state : say('vmSpace.inDatastoreSnapshot', { state });
}
