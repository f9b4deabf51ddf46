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
import { Bytes } from '../parts/Bytes.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { countOf } from '../parts/objectLook.ts';

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

  if (vm === undefined) return <GoneDialog title="Compare" what="The virtual machine" onClose={onClose} />;
  const states = [
    ...(tree?.snapshots ?? []).map(({ id, name, createdAtMs }) => ({ id, label: name, description: new Date(createdAtMs).toLocaleString() })),
    { id: 'current', label: 'Present state', description: 'What the disks hold now' },
  ];
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`What has changed on ${vm.name}`}
      icon="compare"
      size="large"
      footer={
        <Button variant="primary" onPress={onClose}>
          Close
        </Button>
      }
    >
      <div className="app-form-grid">
        <Select label="From" value={from} onChange={(id) => setFrom(vmStateSchema.parse(id))} options={states} />
        <Select label="To" value={to} onChange={(id) => setTo(vmStateSchema.parse(id))} options={states} />
      </div>
      {from === to ? <Alert tone="info">Choose two different states.</Alert> : null}
      {changes.fault === null || changes.isLoading ? null : <FaultAlert fault={changes.fault} action={{ label: 'Try again', onAction: changes.reload }} />}
      {changes.isLoading ? <ProgressBar label="Looking for changes" isLabelVisible /> : null}
      {changes.value === null || changes.isLoading || changes.fault !== null || from === to ? null : <Result changes={changes.value} />}
    </Dialog>
  );
}

function Result({ changes }: { changes: Changes }) {
  if (changes.changedBytes === 0) return <Alert tone="success" isLive>Nothing has changed.</Alert>;
  return (
    <>
      <p role="status">
        <strong>
          <Bytes value={changes.changedBytes} />
        </strong>{' '}
        changed in {countOf(changes.rangeCount, 'range')}. Blocks that were written with what they held before may be among them.
      </p>
      {changes.disks.map((disk) => (
        <DiskResult key={disk.disk} disk={disk} />
      ))}
    </>
  );
}

function DiskResult({ disk }: { disk: DiskChanges }) {
  const caption = `${disk.disk}: ${formatBytes(disk.changedBytes)} of ${formatBytes(disk.sizeBytes)} (${formatPercent(disk.changedBytes, disk.sizeBytes)})`;
  const rest = disk.ranges.length - shownRangeCount;
  return (
    <div className="app-disk">
      <RangeStrip label={`${disk.disk}, where it changed`} ranges={disk.ranges} sizeBytes={disk.sizeBytes} />
      <div className="app-scroll-table" tabIndex={0} role="region" aria-label={`Changed ranges of ${disk.disk}`}>
        <table className="app-table">
          <caption>{caption}</caption>
          <thead>
            <tr>
              <th scope="col">Offset</th>
              <th scope="col" className="is-end">
                Length
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
        {rest > 0 ? <p className="app-note">and {countOf(rest, 'more range')}</p> : null}
      </div>
    </div>
  );
}
