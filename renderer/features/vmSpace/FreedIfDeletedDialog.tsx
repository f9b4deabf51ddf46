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
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { DialogButton } from '../parts/DialogButton.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { Filled, slots } from '../parts/Filled.tsx';

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
      title={say('vmSpace.freedIfDeleted')}
      icon="info"
      footer={
        <>
          <DialogButton
            icon="trash"
            disabledReason={vms.length === 0 ? say('vmSpace.nothingIsLeftToDelete') : running > 0 ? say('vmSpace.poweredOnPowerOffFirst', { count: running }) : undefined}
            request={{ type: 'deleteVms', vmIds: ids }}
          >
            {say('common.delete')}
          </DialogButton>
          <Button variant="primary" onPress={onClose}>
            {say('common.close')}
          </Button>
        </>
      }
    >
      <p>
        {say('vmSpace.ifDeletedWithSnapshots', { count: vms.length, machine: vms[0]?.name ?? '' })}
      </p>
      {vms.length <= 1 ? null : (
        <ul className="app-name-list">
          {vms.slice(0, shownNameCount).map((vm) => (
            <li key={vm.id}>{vm.name}</li>
          ))}
          {vms.length > shownNameCount ? <li>{say('common.andMore', { count: vms.length - shownNameCount })}</li> : null}
        </ul>
      )}
      {freed.isLoading ? <ProgressBar label={say('vmSpace.countingExactly')} isLabelVisible /> : null}
      {freed.fault === null || freed.isLoading ? null : <FaultAlert fault={freed.fault} action={{ label: say('common.tryAgain'), onAction: freed.reload }} />}
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
        <Filled text={say('vmSpace.wouldBeFreedExactly', { size: slots[0] })}>
          <strong>
            <Bytes value={freedBytes} />
          </strong>
        </Filled>
      </p>
      {isOne ? null : (
        <SpaceBar
          label={say('vmSpace.whatWouldBeFreed')}
          segments={[
            { label: say('vmSpace.heldByOneAlone'), value: aloneBytes, valueText: formatBytes(aloneBytes), tone: 'unique' },
            { label: say('vmSpace.sharedOnlyAmongThem'), value: togetherBytes, valueText: formatBytes(togetherBytes), tone: 'shared' },
          ]}
        />
      )}
      <KeyValueList
        items={[
          { label: say('vmSpace.freed'), value: <Bytes value={freedBytes} /> },
          { label: say('common.logical'), value: <Bytes value={sum((vm) => vm.space.logicalBytes)} /> },
          { label: say('common.provisioned'), value: <Bytes value={sum((vm) => vm.space.provisionedBytes)} /> },
        ]}
      />
      <p className="app-note">
        {isOne ? say('vmSpace.restOfOneIsShared') : say('vmSpace.restOfSeveralIsShared')}
      </p>
    </>
  );
}
