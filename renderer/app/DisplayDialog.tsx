import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { RadioCards, type RadioCardOption } from '../ui/RadioCards.tsx';
import { setPreferences, themeSchema, timeStyleSchema, unitSystemSchema, usePreferences } from '../stores/preferences.ts';
import { themeOptions } from './themeOptions.ts';

const timeOptions: readonly RadioCardOption[] = [
  { id: 'usual', label: 'As it suits the place', description: 'Lists show date and time; what was measured or counted shows how long ago.' },
  { id: 'absolute', label: 'Date and time', description: 'In the time zone of this computer. Recent tasks show the time of day.' },
  { id: 'relative', label: 'How long ago', description: 'Date and time are in the tooltip. Sorting and exports keep them.' },
];

const sizeOptions: readonly RadioCardOption[] = [
  { id: 'binary', label: 'KiB, MiB, GiB', description: 'Steps of 1024: 1 GiB is 1,073,741,824 bytes. What vSphere writes as GB is this.' },
  { id: 'decimal', label: 'kB, MB, GB', description: 'Steps of 1000: 1 GB is 1,000,000,000 bytes, as makers of disks count.' },
];

/** How the client looks and spells. Each choice holds at once and is kept in this browser. */
export function DisplayDialog({ onClose }: { onClose: () => void }) {
  const { theme, times, sizes } = usePreferences((state) => state);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Display settings"
      size="large"
      footer={
        <Button variant="primary" onPress={onClose}>
          Close
        </Button>
      }
    >
      <div className="app-display">
        <RadioCards label="Theme" isRow options={themeOptions} value={theme} onChange={(id) => setPreferences({ theme: themeSchema.parse(id) })} />
        <RadioCards label="Times" isRow options={timeOptions} value={times} onChange={(id) => setPreferences({ times: timeStyleSchema.parse(id) })} />
        <RadioCards
          label="Sizes"
          isRow
          options={sizeOptions}
          value={sizes}
          onChange={(id) => setPreferences({ sizes: unitSystemSchema.parse(id) })}
          description="What you type counts in the unit that its field names. Messages of the yard and the command line always use KiB, MiB and GiB."
        />
      </div>
    </Dialog>
  );
}
