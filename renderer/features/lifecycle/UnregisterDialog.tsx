import { useState } from 'react';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { yard } from '../../stores/connection.ts';
import { vmOf } from '../../stores/inventory.ts';
import { follow } from '../../stores/lifecycle.ts';
import { useStarter } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { countOf, vmWord } from '../parts/objectLook.ts';
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
      title={isOne ? `Remove ${vmWord(first).toLowerCase()} ${first.name} from the inventory` : `Remove ${countOf(vms.length, 'machine')} from the inventory`}
      confirmLabel="Remove"
      isBusy={isBusy}
      onCancel={onClose}
      onConfirm={() => void confirm()}
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <p>
        {isOne ? 'Its disks and snapshots stay' : 'Their disks and snapshots stay'} on the datastore and go on taking their space, at least <Bytes value={uniqueBytes} /> that nothing else
        holds. The summary of the datastore lists {isOne ? 'it' : 'them'}; from there {isOne ? 'it' : 'they'} can be registered again.
      </p>
      {isOne ? null : <NameList names={vms.map(({ name }) => name)} />}
    </ConfirmDialog>
  );
}
