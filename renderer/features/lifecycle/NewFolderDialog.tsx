import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { yard } from '../../stores/connection.ts';
import { useContainer } from '../../stores/inventory.ts';
import { follow } from '../../stores/lifecycle.ts';
import { useStarter } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { nameProblem } from '../../../shared/naming.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';

/** Asks for the name of a folder that is made in another one or below a datacenter. */
export function NewFolderDialog({ parentId, onClose }: { parentId: ObjectId; onClose: () => void }) {
  const parent = useContainer(parentId);
  const [name, setName] = useState('');
  const [wasTried, setWasTried] = useState(false);
  const { start, isBusy, fault, clearFault } = useStarter();
  if (parent === undefined) return <GoneDialog title="New folder" what="The place" onClose={onClose} />;
  const problem = nameProblem(name);
  const submit = async () => {
    setWasTried(true);
    if (problem !== null) return;
    const started = await start((requestId) => yard().lifecycle.createFolder({ parentId, name, requestId }));
    if (started === null) return;
    onClose();
    void follow(started.taskId);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="New folder"
      icon="folder"
      size="small"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            OK
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <TextField
        label="Folder name"
        value={name}
        onChange={(text) => {
          setName(text);
          clearFault();
        }}
        errorText={wasTried ? (problem ?? undefined) : undefined}
        description={`It is made in ${parent.name}, for virtual machines and templates.`}
        onSubmit={() => void submit()}
        autoFocus
      />
    </Dialog>
  );
}
