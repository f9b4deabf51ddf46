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
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';

/** Keeps the disks of a machine as they are now. */
export function TakeVmSnapshotDialog({ vmId, onClose }: { vmId: ObjectId; onClose: () => void }) {
  const vm = useVm(vmId);
  const [name, setName] = useState(() => say('vmSnapshots.defaultName', { time: new Date().toLocaleString() }));
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

  if (vm === undefined) return <GoneDialog title={say('vmSnapshots.takeSnapshot')} what="virtualMachine" onClose={onClose} />;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say('vmSnapshots.takeSnapshotOf', { vm: vm.name })}
      icon="snapshot"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>{say('common.cancel')}</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            {say('vmSnapshots.takeSnapshot')}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <TextField label={say('common.name')} value={name} onChange={setName} errorText={wasTried ? problem : ''} autoFocus onSubmit={() => void submit()} />
      <TextField label={say('common.description')} value={description} onChange={setDescription} isOptional isMultiline />
      <p className="app-note">{say('vmSnapshots.takeExplained')}</p>
      {vm.powerState === 'poweredOn' ? (
        <Alert tone="info">{say('vmSnapshots.takePoweredOn', { vm: vm.name })}</Alert>
      ) : null}
    </Dialog>
  );
}
