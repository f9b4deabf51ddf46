import { say } from '../../strings/say.ts';
import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';

/** What a dialog can be about. */
type Gone = 'alarm' | 'virtualMachine' | 'volume' | 'object' | 'host' | 'place' | 'folder' | 'toBeMoved' | 'snapshot' | 'datastore';

const goneWords: Record<Gone, string> = {
  alarm: say('parts.alarmGone'),
  virtualMachine: say('parts.virtualMachineGone'),
  volume: say('parts.volumeGone'),
  object: say('parts.objectGone'),
  host: say('parts.hostGone'),
  place: say('parts.placeGone'),
  folder: say('parts.folderGone'),
  toBeMoved: say('parts.toBeMovedGone'),
  snapshot: say('parts.snapshotGone'),
  datastore: say('parts.datastoreGone'),
};

/** In place of a dialog whose object has been deleted in the meantime. */
export function GoneDialog({ title, what, onClose }: { title: string; what: Gone; onClose: () => void }) {
  return (
    <Dialog isOpen onClose={onClose} title={title} icon="info" footer={<Button onPress={onClose}>{say('common.close')}</Button>}>
      <Alert tone="warning">{goneWords[what]}</Alert>
    </Dialog>
  );
}
