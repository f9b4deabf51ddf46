import { say } from '../strings/say.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { KeyValueList } from '../ui/KeyValueList.tsx';
import { shortcuts } from './shortcuts.ts';

const insideLists = [
  { keys: 'Arrows, Home, End, Page up, Page down', label: say('app.moveInTheTreeAnd') },
  { keys: 'Arrow right, arrow left', label: say('app.openAndCloseABranch') },
  { keys: 'Space, Ctrl+A', label: say('app.selectRowsOfAGrid') },
  { keys: 'Ctrl+C', label: say('app.copyTheCellOrThe') },
  { keys: 'Arrow down in a filter', label: say('app.fieldsToFilterBy') },
  { keys: 'Enter', label: say('app.open') },
  { keys: 'Shift+F10', label: say('app.actionsOfTheObject') },
];

export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say('app.keyboardShortcuts')}
      icon="info"
      footer={
        <Button variant="primary" onPress={onClose}>
          {say('common.close')}
        </Button>
      }
    >
      <KeyValueList items={[...shortcuts, ...insideLists].map(({ keys, label }) => ({ label, value: <kbd>{keys}</kbd> }))} />
    </Dialog>
  );
}
