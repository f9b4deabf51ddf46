import { useState } from 'react';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { yard } from '../../stores/connection.ts';
import { vmOf } from '../../stores/inventory.ts';
import { follow } from '../../stores/lifecycle.ts';
import { useStarter } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { vmWord } from '../parts/objectLook.ts';
import { NameList } from './NameList.tsx';

/** Asks before machines are removed from the inventory while their disks stay. */
export function UnregisterDialog({ vmIds, onClose }: { vmIds: readonly ObjectId[]; onClose: () => void }) {
  const [vms] = useState(() => vmIds.flatMap((id) => vmOf(id) ?? []));
  const { start, isBusy, fault } = useStarter();
  const [first] = vms;
  const isOne = vms.length === 1 && first !== undefined;
  const uniqueBytes = vms.reduce((sum, vm) => sum + vm.space.uniqueBytes, 0);
  const confirm = async () => {
    const started = await start((requestId) => yard().lifecycle.unregister({ ids: vms.map(({ id }) => id), requestId }));
    if (started === null) return;
    onClose();
    void follow(started.taskId);
  };
  return (
    <ConfirmDialog
      isOpen
      title={isOne ? say('lifecycle.removeFromTheInventory', { vmWord: vmWord(first).toLowerCase(), first: first.name }) : say('lifecycle.removeFromTheInventory2', { machine: say('counts.machine', { count: vms.length }) })}
      confirmLabel={say('lifecycle.remove')}
      isBusy={isBusy}
      onCancel={onClose}
      onConfirm={() => void confirm()}
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <p>
        {say('lifecycle.onTheDatastoreAndGo', { part: isOne ? say('lifecycle.itsDisksAndSnapshotsStay') : say('lifecycle.theirDisksAndSnapshotsStay') })}{' '}<Bytes value={uniqueBytes} />{' '}{say('lifecycle.thatNothingElseHoldsThe', { part: isOne ? say('lifecycle.it') : say('lifecycle.them'), part2: isOne ? say('lifecycle.it') : say('lifecycle.they') })}
      </p>
      {isOne ? null : <NameList names={vms.map(({ name }) => name)} />}
    </ConfirmDialog>
  );
}
