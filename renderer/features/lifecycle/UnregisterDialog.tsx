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
import { Filled, slots } from '../parts/Filled.tsx';
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
      title={!isOne ? say('lifecycle.removeMachines', { count: vms.length }) : first.isTemplate ? say('lifecycle.removeTemplate', { name: first.name }) : say('lifecycle.removeVirtualMachine', { name: first.name })}
      confirmLabel={say('lifecycle.remove')}
      isBusy={isBusy}
      onCancel={onClose}
      onConfirm={() => void confirm()}
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <p>
        <Filled text={say('lifecycle.disksStay', { count: vms.length, size: slots[0] })}><Bytes value={uniqueBytes} /></Filled>
      </p>
      {isOne ? null : <NameList names={vms.map(({ name }) => name)} />}
    </ConfirmDialog>
  );
}
