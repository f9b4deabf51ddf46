import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { yard } from '../../stores/connection.ts';
import { useContainer } from '../../stores/inventory.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { notesLimitChars } from '../../../shared/model/lifecycle.ts';
import { formatCount } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';

/** What people write about a machine or a container. */
export function NotesDialog({ id, onClose }: { id: ObjectId; onClose: () => void }) {
  const container = useContainer(id);
  if (container !== undefined) return <Edit id={id} name={container.name} before={container.notes ?? ''} onClose={onClose} />;
  return <OfMachine vmId={id} onClose={onClose} />;
}

/** The notes of machines are not among the facts that every client is told of. */
function OfMachine({ vmId, onClose }: { vmId: ObjectId; onClose: () => void }) {
  const loaded = useLoaded(vmId, (signal) => yard().inventory.vm({ id: vmId }, { signal }));
  if (loaded.value !== null) return <Edit id={vmId} name={loaded.value.name} before={loaded.value.notes} onClose={onClose} />;
  return (
    <Dialog isOpen onClose={onClose} title={say('common.editNotes')} size="small" footer={<Button onPress={onClose}>{say('common.cancel')}</Button>}>
      {loaded.fault === null ? <Spinner label={say('lifecycle.loadingTheNotes')} /> : <FaultAlert fault={loaded.fault} action={{ label: say('common.tryAgain'), onAction: loaded.reload }} />}
    </Dialog>
  );
}

interface EditProps {
  id: ObjectId;
  name: string;
  before: string;
  onClose: () => void;
}

function Edit({ id, name, before, onClose }: EditProps) {
  const [notes, setNotes] = useState(before);
  const { start, isBusy, fault } = useStarter();
  const problem = notes.length > notesLimitChars ? say('lifecycle.notesTooLong', { most: formatCount(notesLimitChars), length: formatCount(notes.length) }) : undefined;
  const submit = async () => {
    if (problem !== undefined) return;
    if ((await start(() => yard().lifecycle.setNotes({ id, notes }))) !== null) onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say('lifecycle.editNotesOf', { name })}
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
      <TextField label={say('common.notes')} value={notes} onChange={setNotes} errorText={problem} isMultiline isOptional autoFocus />
    </Dialog>
  );
}
