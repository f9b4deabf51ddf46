import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { KeyValueList } from '../ui/KeyValueList.tsx';
import { shortcuts } from './shortcuts.ts';

const insideLists = [
  { keys: 'Arrows, Home, End, Page up, Page down', label: 'Move in the tree and in grids' },
  { keys: 'Arrow right, arrow left', label: 'Open and close a branch of the tree' },
  { keys: 'Space, Ctrl+A', label: 'Select rows of a grid' },
  { keys: 'Ctrl+C', label: 'Copy the cell or the selected rows of a grid' },
  { keys: 'Arrow down in a filter', label: 'Fields to filter by' },
  { keys: 'Enter', label: 'Open' },
  { keys: 'Shift+F10', label: 'Actions of the object' },
];

export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Keyboard shortcuts"
      icon="info"
      footer={
        <Button variant="primary" onPress={onClose}>
          Close
        </Button>
      }
    >
      <KeyValueList items={[...shortcuts, ...insideLists].map(({ keys, label }) => ({ label, value: <kbd>{keys}</kbd> }))} />
    </Dialog>
  );
}
