import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { notesDenial } from '../../stores/access.ts';
import { openDialog } from '../../stores/dialogs.ts';
import type { Container } from '../../../shared/model/inventory.ts';

/** What people wrote about a container, and where they write it. */
export function NotesCard({ container: { id, notes } }: { container: Container }) {
  return (
    <Card
      title="Notes"
      footer={
        <Button variant="flat" disabledReason={notesDenial(id)} onPress={() => openDialog({ type: 'editNotes', id })}>
          {notes === undefined ? 'Write notes' : 'Edit notes'}
        </Button>
      }
    >
      {notes === undefined ? <p className="app-note">Nobody has written any.</p> : <p className="app-notes">{notes}</p>}
    </Card>
  );
}
