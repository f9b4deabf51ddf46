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
import { say } from '../../strings/say.ts';
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
  if (vm === undefined) return <GoneDialog title={say('hardware.editSettings')} what="virtualMachine" onClose={onClose} />;
  if (detail.value !== null) return <Settings vm={vm} detail={detail.value} onClose={onClose} />;
  return (
    <Dialog isOpen onClose={onClose} title={say('hardware.editSettingsOf', { vm: vm.name })} icon="vm" size="large" footer={<Button onPress={onClose}>{say('common.cancel')}</Button>}>
      {detail.fault === null ? <Spinner label={say('hardware.loadingTheSettings')} /> : <FaultAlert fault={detail.fault} action={{ label: say('common.tryAgain'), onAction: detail.reload }} />}
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
      <ConfirmDialog isOpen isDestructive isBusy={isBusy} title={say('hardware.deleteDisksOf', { disks: names, machine: vm.name })} confirmLabel={say('hardware.saveAndDelete')} onConfirm={() => void save()} onCancel={() => setConfirming(false)}>
        <p>{say('hardware.disksAreDeleted', { count: lost.length })}</p>
        <ul className="app-name-list">
          {lost.map(({ key, label, before }) => (
            <li key={key}>{before !== null && before.logicalBytes > 0 ? say('hardware.diskWithData', { disk: label, size: formatBytes(before.logicalBytes) }) : say('hardware.diskWithoutData', { disk: label })}</li>
          ))}
        </ul>
      </ConfirmDialog>
    );
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say('hardware.editSettingsOf', { vm: vm.name })}
      icon="vm"
      size="large"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>{say('common.cancel')}</Button>
          <Button variant="primary" onPress={submit} isBusy={isBusy}>
            {say('common.ok')}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      {wasTried && change === null ? (
        <Alert tone="danger" isLive>
          {say('hardware.correctWhatIsMarked')}
        </Alert>
      ) : null}
      <HardwareFields
        draft={draft}
        onChange={setDraft}
        problems={problems}
        computeId={vm.hostId}
        datastoreId={vm.datastoreId}
        runningReason={vm.powerState === 'poweredOff' ? undefined : say('hardware.powerOffToChange')}
        heldLabels={heldLabels}
        unattached={(unattached.value ?? []).filter(({ datastoreId }) => usable.some(({ id }) => id === datastoreId))}
      />
      {unattached.fault === null ? null : <FaultAlert fault={unattached.fault} action={{ label: say('common.tryAgain'), onAction: unattached.reload }} />}
      <SpaceAfter draft={draft} homeId={vm.datastoreId} />
    </Dialog>
  );
}
