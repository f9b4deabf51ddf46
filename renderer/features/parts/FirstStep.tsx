import { Card } from '../../ui/Card.tsx';
import type { ObjectId } from '../../../shared/ids.ts';
import { say } from '../../strings/say.ts';
import { DialogButton } from './DialogButton.tsx';

/** What to do in a yard that holds neither a template nor a virtual machine yet. */
export function FirstStep({ datastoreId = null }: { datastoreId?: ObjectId | null }) {
  return (
    <div className="app-cards-wide">
      <Card title={say('parts.startHere')}>
        <p>{say('parts.noTemplateYet')}</p>
        <div>
          <DialogButton variant="primary" icon="upload" request={{ type: 'importTemplate', datastoreId }}>
            {say('common.importTemplate')}
          </DialogButton>
        </div>
      </Card>
    </div>
  );
}
