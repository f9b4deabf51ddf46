import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { yard } from '../../stores/connection.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { VmDetail } from '../../../shared/model/inventory.ts';
import { notesLimitChars } from '../../../shared/model/lifecycle.ts';
import { formatCount } from '../../../shared/units.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';

/** What people write about a machine. */
export function NotesDialog({ vmId, onClose }: { vmId: ObjectId; onClose: () => void }) {
  const loaded = useLoaded(vmId, (signal) => yard().inventory.vm({ id: vmId }, { signal }));
  if (loaded.value !== null) return <Edit vm={loaded.value} onClose={onClose} />;
  return (
    <Dialog isOpen onClose={onClose} title="Edit notes" size="small" footer={<Button onPress={onClose}>Cancel</Button>}>
      {loaded.fault === null ? <Spinner label="Loading the notes" /> : <FaultAlert fault={loaded.fault} action={{ label: 'Try again', onAction: loaded.reload }} />}
    </Dialog>
  );
}

function Edit({ vm, onClose }: { vm: VmDetail; onClose: () => void }) {
  const [notes, setNotes] = useState(vm.notes);
  const { start, isBusy, fault } = useStarter();
  const problem = notes.length > notesLimitChars ? `Notes have at most ${formatCount(notesLimitChars)} characters; these have ${formatCount(notes.length)}.` : undefined;
  const submit = async () => {
    if (problem !== undefined) return;
    if ((await start(() => yard().lifecycle.setNotes({ id: vm.id, notes }))) !== null) onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Edit notes of ${vm.name}`}
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
      <TextField label="Notes" value={notes} onChange={setNotes} errorText={problem} isMultiline isOptional autoFocus />
    </Dialog>
  );
}
