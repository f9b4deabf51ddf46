import { useMemo, useState } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { Link } from '../../ui/Link.tsx';
import { yard } from '../../stores/connection.ts';
import { useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { countOf, vmWord } from '../parts/objectLook.ts';

const shownNameCount = 8;

/** Asks before virtual machines and their disks are deleted, and says what that frees. */
export function DeleteVmsDialog({ vmIds, onClose }: { vmIds: readonly ObjectId[]; onClose: () => void }) {
  const table = useInventory((state) => state.vms);
  const index = useInventoryIndex();
  const { start, isBusy, fault } = useStarter();
  const vms = useMemo(() => vmIds.flatMap((id) => table.get(id) ?? []), [vmIds, table]);
  const uniqueBytes = vms.reduce((sum, vm) => sum + vm.space.uniqueBytes, 0);
  const snapshotCount = vms.reduce((sum, vm) => sum + vm.snapshotCount, 0);
  const [isCountingExactly, setCountingExactly] = useState(false);
  const exact = useLoaded(isCountingExactly ? vmIds.join(' ') : null, (signal) => yard().machines.freedIfDeleted({ ids: [...vmIds] }, { signal }));
  const isCounting = isCountingExactly && exact.isLoading;
  const doomed = new Set(vmIds);
  const orphans = vms.reduce(
    (sum, vm) => sum + (index.vmIdsBySource.get(vm.id) ?? []).filter((id) => !doomed.has(id)).length,
    0,
  );
  const first = vms[0];
  const word = vms.every((vm) => vm.isTemplate) ? 'template' : 'virtual machine';
  const title = vms.length === 1 && first !== undefined ? `Delete ${vmWord(first).toLowerCase()} ${first.name}` : `Delete ${countOf(vms.length, word)}`;

  const confirm = async () => {
    const started = await start((requestId) => yard().inventory.deleteVms({ ids: vms.map((vm) => vm.id), requestId }));
    if (started !== null) onClose();
  };

  return (
    <ConfirmDialog isOpen title={title} confirmLabel="Delete" isDestructive isBusy={isBusy} onCancel={onClose} onConfirm={() => void confirm()}>
      {fault === null ? null : <FaultAlert fault={fault} />}
      <p>
        {vms.length === 1
          ? 'The machine and its disks are removed from the inventory and from the datastore. This cannot be undone.'
          : 'The machines and their disks are removed from the inventory and from the datastores. This cannot be undone.'}
      </p>
      {vms.length <= 1 ? null : (
        <ul className="app-name-list">
          {vms.slice(0, shownNameCount).map((vm) => (
            <li key={vm.id}>{vm.name}</li>
          ))}
          {vms.length > shownNameCount ? <li>and {countOf(vms.length - shownNameCount, 'more', 'more')}</li> : null}
        </ul>
      )}
      {exact.value === null ? (
        <p>
          Frees <Bytes value={uniqueBytes} isAtLeast /> of physical space: the blocks that no other disk holds.
          {vms.length > 1 ? ' Blocks that only the deleted machines share among themselves are freed as well.' : ''}{' '}
          {isCounting ? 'Counting exactly…' : <Link onPress={() => setCountingExactly(true)}>Count exactly</Link>}
        </p>
      ) : (
        <p role="status">
          Frees exactly <Bytes value={exact.value.freedBytes} /> of physical space: the blocks that nothing else holds.
        </p>
      )}
      {exact.fault === null ? null : <FaultAlert fault={exact.fault} action={{ label: 'Try again', onAction: exact.reload }} />}
      {snapshotCount === 0 ? null : <p>{snapshotCount === 1 ? 'Its snapshot goes with it.' : `${countOf(snapshotCount, 'snapshot')} go with ${vms.length === 1 ? 'it' : 'them'}.`}</p>}
      {orphans === 0 ? null : (
        <Alert tone="info">
          {countOf(orphans, 'clone was', 'clones were')} made from {vms.length === 1 ? 'it' : 'them'} and {orphans === 1 ? 'stays' : 'stay'} intact: shared
          blocks remain for as long as a disk uses them.
        </Alert>
      )}
    </ConfirmDialog>
  );
}
