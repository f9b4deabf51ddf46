import { useMemo, useState } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { Link } from '../../ui/Link.tsx';
import { yard } from '../../stores/connection.ts';
import { useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { Filled, slots } from '../parts/Filled.tsx';

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
  const title = vms.length === 1 && first !== undefined ? titleOfOne(first) : titleOfSeveral(vms);

  const confirm = async () => {
    const started = await start((requestId) => yard().inventory.deleteVms({ ids: vms.map((vm) => vm.id), requestId }));
    if (started !== null) onClose();
  };

  return (
    <ConfirmDialog isOpen title={title} confirmLabel={say('common.deleteConfirm')} isDestructive isBusy={isBusy} onCancel={onClose} onConfirm={() => void confirm()}>
      {fault === null ? null : <FaultAlert fault={fault} />}
      <p>
        {vms.length === 1 && first?.otherDatastoreIds !== undefined ? say('deleteVms.machineOnSeveralIsRemoved') : say('deleteVms.machinesAndDisksAreRemoved', { count: vms.length })}
      </p>
      {vms.length <= 1 ? null : (
        <ul className="app-name-list">
          {vms.slice(0, shownNameCount).map((vm) => (
            <li key={vm.id}>{vm.name}</li>
          ))}
          {vms.length > shownNameCount ? <li>{say('common.andMore', { count: vms.length - shownNameCount })}</li> : null}
        </ul>
      )}
      {exact.value === null ? (
        <p>
          <Filled text={vms.length > 1 ? say('deleteVms.freesSeveral', { size: slots[0] }) : say('deleteVms.freesOne', { size: slots[0] })}>
            <Bytes value={uniqueBytes} isAtLeast />
          </Filled>{' '}
          {isCounting ? say('deleteVms.countingExactly') : <Link onPress={() => setCountingExactly(true)}>{say('common.countExactly')}</Link>}
        </p>
      ) : (
        <p role="status">
          <Filled text={say('deleteVms.freesExactly', { size: slots[0] })}>
            <Bytes value={exact.value.freedBytes} />
          </Filled>
        </p>
      )}
      {exact.fault === null ? null : <FaultAlert fault={exact.fault} action={{ label: say('common.tryAgain'), onAction: exact.reload }} />}
      {snapshotCount === 0 ? null : <p>{vms.length === 1 ? say('deleteVms.snapshotsGoWithIt', { count: snapshotCount }) : say('deleteVms.snapshotsGoWithThem', { count: snapshotCount })}</p>}
      {orphans === 0 ? null : (
        <Alert tone="info">
          {vms.length === 1 ? say('deleteVms.clonesOfItStay', { count: orphans }) : say('deleteVms.clonesOfThemStay', { count: orphans })}
        </Alert>
      )}
    </ConfirmDialog>
  );
}

function titleOfOne({ name, isTemplate }: VmRow): string {
  return isTemplate ? say('deleteVms.deleteTemplate', { name }) : say('deleteVms.deleteMachine', { name });
}

function titleOfSeveral(vms: readonly VmRow[]): string {
  const count = vms.length;
  return vms.every(({ isTemplate }) => isTemplate) ? say('deleteVms.deleteTemplates', { count }) : say('deleteVms.deleteMachines', { count });
}
