import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { notesDenial } from '../../stores/access.ts';
import { openDialog } from '../../stores/dialogs.ts';
import type { Container } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';

/** What people wrote about a container, and where they write it. */
export function NotesCard({ container: { id, notes } }: { container: Container }) {
  return (
    <Card
      title={say('common.notes')}
      footer={
        <Button variant="flat" disabledReason={notesDenial(id)} onPress={() => openDialog({ type: 'editNotes', id })}>
          {notes === undefined ? say('parts.writeNotes') : say('common.editNotes')}
        </Button>
      }
    >
      {notes === undefined ? <p className="app-note">{say('parts.noNotes')}</p> : <p className="app-notes">{notes}</p>}
    </Card>
  );
}
