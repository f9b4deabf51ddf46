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
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';

/** Asks for the name of a folder that is made in another one or below a datacenter. */
export function NewFolderDialog({ parentId, onClose }: { parentId: ObjectId; onClose: () => void }) {
  const parent = useContainer(parentId);
  const [name, setName] = useState('');
  const [wasTried, setWasTried] = useState(false);
  const { start, isBusy, fault, clearFault } = useStarter();
  if (parent === undefined) return <GoneDialog title={say('lifecycle.newFolder')} what="place" onClose={onClose} />;
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
      title={say('lifecycle.newFolder')}
      icon="folder"
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
        label={say('lifecycle.folderName')}
        value={name}
        onChange={(text) => {
          setName(text);
          clearFault();
        }}
        errorText={wasTried ? (problem ?? undefined) : undefined}
        description={say('lifecycle.newFolderExplained', { place: parent.name })}
        onSubmit={() => void submit()}
        autoFocus
      />
    </Dialog>
  );
}
