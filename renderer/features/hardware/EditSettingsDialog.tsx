import { useState } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { yard } from '../../stores/connection.ts';
import { useVm } from '../../stores/inventory.ts';
import { useVmSnapshots } from '../../stores/machines.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { VmDetail, VmRow } from '../../../shared/model/inventory.ts';
import { formatBytes } from '../../../shared/units.ts';
import { useUsableDatastores } from '../parts/DatastoreSelect.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { changeOf, draftOf, isAnyChange, problemsOf, type HardwareDraft } from '../parts/hardwareDraft.ts';
import { HardwareFields } from './HardwareFields.tsx';
import { SpaceAfter } from './SpaceAfter.tsx';

export interface EditSettingsDialogProps {
  vmId: ObjectId;
  onClose: () => void;
}

/** The virtual hardware of one machine. What is chosen here happens all at once, or not at all. */
export function EditSettingsDialog({ vmId, onClose }: EditSettingsDialogProps) {
  const vm = useVm(vmId);
  const detail = useLoaded(vmId, (signal) => yard().inventory.vm({ id: vmId }, { signal }));
  if (vm === undefined) return <GoneDialog title="Edit settings" what="The virtual machine" onClose={onClose} />;
  if (detail.value !== null) return <Settings vm={vm} detail={detail.value} onClose={onClose} />;
  return (
    <Dialog isOpen onClose={onClose} title={`Edit settings of ${vm.name}`} icon="vm" size="large" footer={<Button onPress={onClose}>Cancel</Button>}>
      {detail.fault === null ? <Spinner label="Loading the settings" /> : <FaultAlert fault={detail.fault} action={{ label: 'Try again', onAction: detail.reload }} />}
    </Dialog>
  );
}

function Settings({ vm, detail, onClose }: { vm: VmRow; detail: VmDetail; onClose: () => void }) {
  const [draft, setDraft] = useState<HardwareDraft>(() => draftOf(detail));
  const [wasTried, setWasTried] = useState(false);
  const [isConfirming, setConfirming] = useState(false);
  const { value: tree } = useVmSnapshots(vm);
  const unattached = useLoaded(vm.hostId, (signal) => yard().hardware.unattached({ datastoreId: null }, { signal }));
  const usable = useUsableDatastores(vm.hostId);
  const { start, isBusy, fault } = useStarter();
  const problems = problemsOf(draft);
  const change = changeOf(draft, detail);
  const heldLabels = (tree?.snapshots ?? []).flatMap(({ disks }) => disks.map(({ label }) => label));
  const lost = draft.disks.filter(({ isRemoved, deletesFile }) => isRemoved && deletesFile);

  const save = async () => {
    if (change === null) return;
    const started = await start((requestId) => yard().hardware.reconfigure({ vmId: vm.id, change, requestId }));
    if (started !== null) onClose();
    else setConfirming(false);
  };
  const submit = () => {
    setWasTried(true);
    if (change === null) return;
    if (!isAnyChange(change)) onClose();
    else if (lost.length > 0) setConfirming(true);
    else void save();
  };

  if (isConfirming) {
    const names = lost.map(({ label }) => label).join(', ');
    return (
      <ConfirmDialog isOpen isDestructive isBusy={isBusy} title={`Delete ${names} of ${vm.name}?`} confirmLabel="Save and delete" onConfirm={() => void save()} onCancel={() => setConfirming(false)}>
        <p>{lost.length === 1 ? 'The disk is deleted with all it holds' : 'The disks are deleted with all they hold'}; it cannot be taken back.</p>
        <ul className="app-name-list">
          {lost.map(({ key, label, before }) => (
            <li key={key}>{before !== null && before.logicalBytes > 0 ? `${label}: ${formatBytes(before.logicalBytes)} of data` : `${label}: no data`}</li>
          ))}
        </ul>
      </ConfirmDialog>
    );
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Edit settings of ${vm.name}`}
      icon="vm"
      size="large"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" onPress={submit} isBusy={isBusy}>
            OK
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      {wasTried && change === null ? (
        <Alert tone="danger" isLive>
          Correct what is marked below.
        </Alert>
      ) : null}
      <HardwareFields
        draft={draft}
        onChange={setDraft}
        problems={problems}
        computeId={vm.hostId}
        datastoreId={vm.datastoreId}
        runningReason={vm.powerState === 'poweredOff' ? undefined : 'Power the virtual machine off to change CPU and memory.'}
        heldLabels={heldLabels}
        unattached={(unattached.value ?? []).filter(({ datastoreId }) => usable.some(({ id }) => id === datastoreId))}
      />
      {unattached.fault === null ? null : <FaultAlert fault={unattached.fault} action={{ label: 'Try again', onAction: unattached.reload }} />}
      <SpaceAfter draft={draft} homeId={vm.datastoreId} />
    </Dialog>
  );
}
