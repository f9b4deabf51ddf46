import type { IconName } from '../ui/Icon.tsx';
import type { ThemeChoice } from '../stores/preferences.ts';
import { say } from '../strings/say.ts';

/** The themes to choose from, in the order in which they are offered. */
export const themeOptions: readonly { readonly id: ThemeChoice; readonly label: string; readonly description: string; readonly icon: IconName }[] = [
  { id: 'system', label: say('app.themeSystem'), description: say('app.themeSystemExplained'), icon: 'display' },
  { id: 'light', label: say('app.themeLight'), description: say('app.themeLightExplained'), icon: 'sun' },
  { id: 'dark', label: say('app.themeDark'), description: say('app.themeDarkExplained'), icon: 'moon' },
  { id: 'contrast', label: say('app.themeContrast'), description: say('app.themeContrastExplained'), icon: 'contrast' },
];
