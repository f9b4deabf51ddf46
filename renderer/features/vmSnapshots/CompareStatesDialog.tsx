import { useState } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { RangeStrip } from '../../ui/RangeStrip.tsx';
import { Select } from '../../ui/Select.tsx';
import { useVm } from '../../stores/inventory.ts';
import { loadChanges, useVmSnapshots, type Changes, type DiskChanges } from '../../stores/machines.ts';
import { useLoaded } from '../../stores/requests.ts';
import { revisionOf } from '../../stores/revision.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { vmStateSchema, type VmState } from '../../../shared/model/machine.ts';
import { formatBytes, formatCount, formatPercent } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { Filled, slots } from '../parts/Filled.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';

export interface CompareStatesDialogProps {
  vmId: ObjectId;
  from: VmState;
  to: VmState;
  onClose: () => void;
}

const shownRangeCount = 100;

/** What has changed on a machine's disks between two snapshots, or since one. */
export function CompareStatesDialog({ vmId, onClose, ...first }: CompareStatesDialogProps) {
  const vm = useVm(vmId);
  const { value: tree } = useVmSnapshots(vm);
  const [from, setFrom] = useState<VmState>(first.from);
  const [to, setTo] = useState<VmState>(first.to);
  const changes = useLoaded(vm === undefined || from === to ? null : `${vmId} ${from} ${to} ${revisionOf(vm)}`, (signal) => loadChanges(vmId, from, to, signal), 50);

  if (vm === undefined) return <GoneDialog title={say('vmSnapshots.compare')} what="virtualMachine" onClose={onClose} />;
  const states = [
    ...(tree?.snapshots ?? []).map(({ id, name, createdAtMs }) => ({ id, label: name, description: new Date(createdAtMs).toLocaleString() })),
    { id: 'current', label: say('common.presentState'), description: say('vmSnapshots.whatTheDisksHoldNow') },
  ];
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say('vmSnapshots.whatHasChangedOn', { vm: vm.name })}
      icon="compare"
      size="large"
      footer={
        <Button variant="primary" onPress={onClose}>
          {say('common.close')}
        </Button>
      }
    >
      <div className="app-form-grid">
        <Select label={say('vmSnapshots.fromState')} value={from} onChange={(id) => setFrom(vmStateSchema.parse(id))} options={states} />
        <Select label={say('common.to')} value={to} onChange={(id) => setTo(vmStateSchema.parse(id))} options={states} />
      </div>
      {from === to ? <Alert tone="info">{say('vmSnapshots.chooseTwoDifferentStates')}</Alert> : null}
      {changes.fault === null || changes.isLoading ? null : <FaultAlert fault={changes.fault} action={{ label: say('common.tryAgain'), onAction: changes.reload }} />}
      {changes.isLoading ? <ProgressBar label={say('vmSnapshots.lookingForChanges')} isLabelVisible /> : null}
      {changes.value === null || changes.isLoading || changes.fault !== null || from === to ? null : <Result changes={changes.value} />}
    </Dialog>
  );
}

function Result({ changes }: { changes: Changes }) {
  if (changes.changedBytes === 0) return <Alert tone="success" isLive>{say('vmSnapshots.nothingHasChanged')}</Alert>;
  return (
    <>
      <p role="status">
        <Filled text={say('vmSnapshots.changedInRanges', { size: slots[0], ranges: say('counts.range', { count: changes.rangeCount }) })}>
          <strong>
            <Bytes value={changes.changedBytes} />
          </strong>
        </Filled>
      </p>
      {changes.disks.map((disk) => (
        <DiskResult key={disk.disk} disk={disk} />
      ))}
    </>
  );
}

function DiskResult({ disk }: { disk: DiskChanges }) {
  const caption = say('vmSnapshots.diskChanged', { disk: disk.disk, changed: formatBytes(disk.changedBytes), size: formatBytes(disk.sizeBytes), share: formatPercent(disk.changedBytes, disk.sizeBytes) });
  const rest = disk.ranges.length - shownRangeCount;
  return (
    <div className="app-disk">
      <RangeStrip label={say('vmSnapshots.whereItChanged', { disk: disk.disk })} ranges={disk.ranges} sizeBytes={disk.sizeBytes} />
      <div className="app-scroll-table" tabIndex={0} role="region" aria-label={say('vmSnapshots.changedRangesOf', { disk: disk.disk })}>
        <table className="app-table">
          <caption>{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{say('common.offset')}</th>
              <th scope="col" className="is-end">
                {say('vmSnapshots.rangeLength')}
              </th>
            </tr>
          </thead>
          <tbody>
            {disk.ranges.slice(0, shownRangeCount).map(({ offset, length }) => (
              <tr key={offset}>
                <td>
                  <code>{formatCount(offset)}</code>
                </td>
                <td className="is-end">
                  <Bytes value={length} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {rest > 0 ? <p className="app-note">{say('vmSnapshots.andMoreRanges', { count: rest })}</p> : null}
      </div>
    </div>
  );
}
