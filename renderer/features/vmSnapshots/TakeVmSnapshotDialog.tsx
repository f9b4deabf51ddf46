import { useState } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { yard } from '../../stores/connection.ts';
import { useVm } from '../../stores/inventory.ts';
import { useStarter } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { vmSnapshotNameSchema } from '../../../shared/model/machine.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';

/** Keeps the disks of a machine as they are now. */
export function TakeVmSnapshotDialog({ vmId, onClose }: { vmId: ObjectId; onClose: () => void }) {
  const vm = useVm(vmId);
  const [name, setName] = useState(() => `Snapshot ${new Date().toLocaleString()}`);
  const [description, setDescription] = useState('');
  const [wasTried, setWasTried] = useState(false);
  const { start, isBusy, fault } = useStarter();
  const problem = vmSnapshotNameSchema.safeParse(name).error?.issues[0]?.message ?? '';

  const submit = async () => {
    setWasTried(true);
    if (problem !== '') return;
    const started = await start((requestId) => yard().machines.createSnapshot({ vmId, name, description: description.trim(), requestId }));
    if (started !== null) onClose();
  };

  if (vm === undefined) return <GoneDialog title="Take snapshot" what="The virtual machine" onClose={onClose} />;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Take snapshot of ${vm.name}`}
      icon="snapshot"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            Take snapshot
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <TextField label="Name" value={name} onChange={setName} errorText={wasTried ? problem : ''} autoFocus onSubmit={() => void submit()} />
      <TextField label="Description" value={description} onChange={setDescription} isOptional isMultiline />
      <p className="app-note">All disks are kept at one moment. The snapshot shares every block with them: it takes space only as the machine overwrites what it holds.</p>
      {vm.powerState === 'poweredOn' ? (
        <Alert tone="info">{vm.name} is powered on. The snapshot holds its disks as a power cut at that moment would leave them; memory is not kept.</Alert>
      ) : null}
    </Dialog>
  );
}
