import { useMemo } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { SpaceBar } from '../../ui/SpaceBar.tsx';
import { yard } from '../../stores/connection.ts';
import { useInventory } from '../../stores/inventory.ts';
import { useLoaded } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import { formatBytes } from '../../../shared/units.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { DialogButton } from '../parts/DialogButton.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { countOf } from '../parts/objectLook.ts';

const shownNameCount = 8;

/** Exactly what deleting a set of machines would free. Deletes nothing. */
export function FreedIfDeletedDialog({ vmIds, onClose }: { vmIds: readonly ObjectId[]; onClose: () => void }) {
  const table = useInventory((state) => state.vms);
  const vms = useMemo(() => vmIds.flatMap((id) => table.get(id) ?? []), [vmIds, table]);
  const ids = vms.map((vm) => vm.id);
  const freed = useLoaded(ids.length === 0 ? null : ids.join(' '), (signal) => yard().machines.freedIfDeleted({ ids }, { signal }));
  const running = vms.filter((vm) => vm.powerState !== 'poweredOff').length;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Freed if deleted"
      icon="info"
      footer={
        <>
          <DialogButton
            icon="trash"
            disabledReason={vms.length === 0 ? 'Nothing is left to delete.' : running > 0 ? `${countOf(running, 'machine is', 'machines are')} powered on. Power off first.` : undefined}
            request={{ type: 'deleteVms', vmIds: ids }}
          >
            Delete…
          </DialogButton>
          <Button variant="primary" onPress={onClose}>
            Close
          </Button>
        </>
      }
    >
      <p>
        {vms.length === 1 ? `If ${vms[0]?.name ?? ''} were deleted with its snapshots` : `If these ${countOf(vms.length, 'virtual machine')} were deleted with their snapshots`}, and
        nothing else:
      </p>
      {vms.length <= 1 ? null : (
        <ul className="app-name-list">
          {vms.slice(0, shownNameCount).map((vm) => (
            <li key={vm.id}>{vm.name}</li>
          ))}
          {vms.length > shownNameCount ? <li>and {countOf(vms.length - shownNameCount, 'more', 'more')}</li> : null}
        </ul>
      )}
      {freed.isLoading ? <ProgressBar label="Counting exactly; this looks at much of the array" isLabelVisible /> : null}
      {freed.fault === null || freed.isLoading ? null : <FaultAlert fault={freed.fault} action={{ label: 'Try again', onAction: freed.reload }} />}
      {freed.value === null || freed.isLoading || freed.fault !== null ? null : <Result vms={vms} freedBytes={freed.value.freedBytes} />}
    </Dialog>
  );
}

function Result({ vms, freedBytes }: { vms: readonly VmRow[]; freedBytes: number }) {
  const sum = (read: (vm: VmRow) => number) => vms.reduce((total, vm) => total + read(vm), 0);
  const aloneBytes = Math.min(freedBytes, sum((vm) => vm.space.uniqueBytes));
  const togetherBytes = freedBytes - aloneBytes;
  const isOne = vms.length === 1;
  return (
    <>
      <p role="status">
        <strong>
          <Bytes value={freedBytes} />
        </strong>{' '}
        would be freed, exactly.
      </p>
      {isOne ? null : (
        <SpaceBar
          label="What would be freed"
          segments={[
            { label: 'Held by one of them alone', value: aloneBytes, valueText: formatBytes(aloneBytes), tone: 'unique' },
            { label: 'Shared only among them', value: togetherBytes, valueText: formatBytes(togetherBytes), tone: 'shared' },
          ]}
        />
      )}
      <KeyValueList
        items={[
          { label: 'Freed', value: <Bytes value={freedBytes} /> },
          { label: 'Logical', value: <Bytes value={sum((vm) => vm.space.logicalBytes)} /> },
          { label: 'Provisioned', value: <Bytes value={sum((vm) => vm.space.provisionedBytes)} /> },
        ]}
      />
      <p className="app-note">
        The rest of what {isOne ? 'it holds' : 'they hold'} is shared with other disks or snapshots and stays for them.
      </p>
    </>
  );
}
