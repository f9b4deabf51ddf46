import { useMemo, useState } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { Link } from '../../ui/Link.tsx';
import { yard } from '../../stores/connection.ts';
import { useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { say } from '../../strings/say.ts';
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
  const word = vms.every((vm) => vm.isTemplate) ? 'template' : say('common.virtualMachine2');
  const title = vms.length === 1 && first !== undefined ? say('deleteVms.delete', { vmWord: vmWord(first).toLowerCase(), first: first.name }) : say('deleteVms.delete2', { number: countOf(vms.length, word) });

  const confirm = async () => {
    const started = await start((requestId) => yard().inventory.deleteVms({ ids: vms.map((vm) => vm.id), requestId }));
    if (started !== null) onClose();
  };

  return (
    <ConfirmDialog isOpen title={title} confirmLabel={say('common.delete2')} isDestructive isBusy={isBusy} onCancel={onClose} onConfirm={() => void confirm()}>
      {fault === null ? null : <FaultAlert fault={fault} />}
      <p>
        {say('deleteVms.theMachineAndItsDisksAre', { count: vms.length })}
      </p>
      {vms.length <= 1 ? null : (
        <ul className="app-name-list">
          {vms.slice(0, shownNameCount).map((vm) => (
            <li key={vm.id}>{vm.name}</li>
          ))}
          {vms.length > shownNameCount ? <li>{say('common.and', { more: say('counts.more', { count: vms.length - shownNameCount }) })}</li> : null}
        </ul>
      )}
      {exact.value === null ? (
        <p>
          {say('common.frees')}{' '}<Bytes value={uniqueBytes} isAtLeast />{' '}{say('deleteVms.ofPhysicalSpaceTheBlocks', { part: vms.length > 1 ? say('deleteVms.blocksThatOnlyTheDeleted') : '' })}
          {isCounting ? say('deleteVms.countingExactly') : <Link onPress={() => setCountingExactly(true)}>{say('common.countExactly')}</Link>}
        </p>
      ) : (
        <p role="status">
          {say('deleteVms.freesExactly')}{' '}<Bytes value={exact.value.freedBytes} />{' '}{say('deleteVms.ofPhysicalSpaceTheBlocksThat')}
        </p>
      )}
      {exact.fault === null ? null : <FaultAlert fault={exact.fault} action={{ label: say('common.tryAgain'), onAction: exact.reload }} />}
      {snapshotCount === 0 ? null : <p>{say('deleteVms.itsSnapshotGoesWithIt', { count: snapshotCount, part: vms.length === 1 ? say('deleteVms.it') : say('deleteVms.them') })}</p>}
      {orphans === 0 ? null : (
        <Alert tone="info">
          {say('deleteVms.madeFromAndIntactShared', { cloneWas: say('counts.cloneWas', { count: orphans }), part: say('deleteVms.it2', { count: vms.length }), part2: say('deleteVms.stays', { count: orphans }) })}
        </Alert>
      )}
    </ConfirmDialog>
  );
}
