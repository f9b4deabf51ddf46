import { say } from '../../strings/say.ts';
import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';

/** In place of a dialog whose object has been deleted in the meantime. */
export function GoneDialog({ title, what, onClose }: { title: string; what: string; onClose: () => void }) {
  return (
    <Dialog isOpen onClose={onClose} title={title} icon="info" footer={<Button onPress={onClose}>{say('common.close')}</Button>}>
      <Alert tone="warning">{say('parts.noLongerExists', { what })}</Alert>
    </Dialog>
  );
}
