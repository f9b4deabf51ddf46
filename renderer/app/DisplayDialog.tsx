import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { RadioCards, type RadioCardOption } from '../ui/RadioCards.tsx';
import { setPreferences, themeSchema, timeStyleSchema, unitSystemSchema, usePreferences } from '../stores/preferences.ts';
import { say } from '../strings/say.ts';
import { themeOptions } from './themeOptions.ts';

const timeOptions: readonly RadioCardOption[] = [
  { id: 'usual', label: say('app.timesUsual'), description: say('app.timesUsualExplained') },
  { id: 'absolute', label: say('common.dateAndTime'), description: say('app.timesAbsoluteExplained') },
  { id: 'relative', label: say('app.timesRelative'), description: say('app.timesRelativeExplained') },
];

const sizeOptions: readonly RadioCardOption[] = [
  { id: 'binary', label: say('app.sizesBinary'), description: say('app.sizesBinaryExplained') },
  { id: 'decimal', label: say('app.sizesDecimal'), description: say('app.sizesDecimalExplained') },
];

/** How the client looks and spells. Each choice holds at once and is kept in this browser. */
export function DisplayDialog({ onClose }: { onClose: () => void }) {
  const { theme, times, sizes } = usePreferences((state) => state);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say('app.displaySettingsTitle')}
      size="large"
      footer={
        <Button variant="primary" onPress={onClose}>
          {say('common.close')}
        </Button>
      }
    >
      <div className="app-display">
        <RadioCards label={say('app.theme')} isRow options={themeOptions} value={theme} onChange={(id) => setPreferences({ theme: themeSchema.parse(id) })} />
        <RadioCards label={say('app.times')} isRow options={timeOptions} value={times} onChange={(id) => setPreferences({ times: timeStyleSchema.parse(id) })} />
        <RadioCards
          label={say('app.sizes')}
          isRow
          options={sizeOptions}
          value={sizes}
          onChange={(id) => setPreferences({ sizes: unitSystemSchema.parse(id) })}
          description={say('app.sizesExplained')}
        />
      </div>
    </Dialog>
  );
}
