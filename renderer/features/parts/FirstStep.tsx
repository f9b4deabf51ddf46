import { Card } from '../../ui/Card.tsx';
import type { ObjectId } from '../../../shared/ids.ts';
import { DialogButton } from './DialogButton.tsx';

/** What to do in a yard that holds neither a template nor a virtual machine yet. */
export function FirstStep({ datastoreId = null }: { datastoreId?: ObjectId | null }) {
  return (
    <div className="app-cards-wide">
      <Card title="Start here">
        <p>There is no template yet. Import a disk image of your own; then make as many virtual machines of it as you need.</p>
        <div>
          <DialogButton variant="primary" icon="upload" request={{ type: 'importTemplate', datastoreId }}>
            Import template
          </DialogButton>
        </div>
      </Card>
    </div>
  );
}
