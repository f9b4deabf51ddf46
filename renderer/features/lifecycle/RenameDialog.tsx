import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { yard } from '../../stores/connection.ts';
import { inventoryStore } from '../../stores/inventory.ts';
import { isVm, objectOf } from '../../stores/inventoryEvents.ts';
import { follow } from '../../stores/lifecycle.ts';
import { useStarter } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { Container, ContainerKind, VmRow } from '../../../shared/model/inventory.ts';
import { nameProblem } from '../../../shared/naming.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { containerIcon, vmIcon } from '../parts/objectLook.ts';

const nameLabels: Readonly<Record<ContainerKind, string>> = {
  vcenter: say('lifecycle.vcenterName'),
  datacenter: say('lifecycle.datacenterName'),
  cluster: say('lifecycle.clusterName'),
  host: say('lifecycle.hostName'),
  folder: say('lifecycle.folderName'),
  datastore: say('lifecycle.datastoreName'),
  network: say('lifecycle.networkName'),
};

/** Asks for another name. */
export function RenameDialog({ id, onClose }: { id: ObjectId; onClose: () => void }) {
  // As it was when the dialog was opened: a change under way must not take away what is being typed.
  const [object] = useState(() => objectOf(inventoryStore.getState(), id));
  return object === undefined ? <GoneDialog title={say('lifecycle.rename')} what="object" onClose={onClose} /> : <Rename object={object} onClose={onClose} />;
}

function Rename({ object, onClose }: { object: VmRow | Container; onClose: () => void }) {
  const [name, setName] = useState(object.name);
  const [wasTried, setWasTried] = useState(false);
  const { start, isBusy, fault, clearFault } = useStarter();
  const problem = nameProblem(name) ?? (name === object.name ? say('lifecycle.sameName') : null);
  const submit = async () => {
    setWasTried(true);
    if (problem !== null) return;
    const started = await start((requestId) => yard().lifecycle.rename({ id: object.id, name, requestId }));
    if (started === null) return;
    onClose();
    void follow(started.taskId);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say('lifecycle.renameNamed', { name: object.name })}
      icon={isVm(object) ? vmIcon(object) : containerIcon(object)}
      size="small"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>{say('common.cancel')}</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            {say('common.ok')}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <TextField
        label={isVm(object) ? (object.isTemplate ? say('lifecycle.templateName') : say('lifecycle.virtualMachineName')) : nameLabels[object.kind]}
        value={name}
        onChange={(text) => {
          setName(text);
          clearFault();
        }}
        errorText={wasTried ? (problem ?? undefined) : undefined}
        description={descriptionOf(object)}
        onSubmit={() => void submit()}
        autoFocus
      />
    </Dialog>
  );
}

function descriptionOf(object: VmRow | Container): string {
  if (isVm(object)) return say('lifecycle.renameMachineExplained');
  return object.kind === 'datastore' ? say('lifecycle.renameDatastoreExplained') : say('lifecycle.nameRule');
}
