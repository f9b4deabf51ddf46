import { say } from '../strings/say.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { KeyValueList } from '../ui/KeyValueList.tsx';
import { shortcuts } from './shortcuts.ts';

const insideLists = [
  { keys: say('app.keysArrows'), label: say('app.shortcutMove') },
  { keys: say('app.keysRightLeft'), label: say('app.shortcutBranch') },
  { keys: say('app.keysSpace'), label: say('app.shortcutSelectRows') },
  { keys: 'Ctrl+C', label: say('app.shortcutCopyCells') },
  { keys: say('app.keysArrowDown'), label: say('app.shortcutFilterFields') },
  { keys: 'Enter', label: say('app.shortcutOpen') },
  { keys: 'Shift+F10', label: say('app.shortcutActions') },
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
