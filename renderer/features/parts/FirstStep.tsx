import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { openDialog } from '../../stores/dialogs.ts';
import type { ObjectId } from '../../../shared/ids.ts';

/** What to do in a yard that holds neither a template nor a virtual machine yet. */
export function FirstStep({ datastoreId = null }: { datastoreId?: ObjectId | null }) {
  return (
    <div className="app-cards-wide">
      <Card title="Start here">
        <p>There is no template yet. Import a disk image of your own; then make as many virtual machines of it as you need.</p>
        <div>
          <Button variant="primary" icon="upload" onPress={() => openDialog({ type: 'importTemplate', datastoreId })}>
            Import template
          </Button>
        </div>
      </Card>
    </div>
  );
}
