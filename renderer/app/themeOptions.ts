import type { IconName } from '../ui/Icon.tsx';
import type { ThemeChoice } from '../stores/preferences.ts';
import { say } from '../strings/say.ts';

/** The themes to choose from, in the order in which they are offered. */
export const themeOptions: readonly { readonly id: ThemeChoice; readonly label: string; readonly description: string; readonly icon: IconName }[] = [
  { id: 'system', label: say('app.likeTheSystem'), description: say('app.lightOrDarkWithMore'), icon: 'display' },
  { id: 'light', label: say('app.light'), description: say('app.darkTextOnALight'), icon: 'sun' },
  { id: 'dark', label: say('app.dark'), description: say('app.lightTextOnADark'), icon: 'moon' },
  { id: 'contrast', label: say('app.highContrast'), description: say('app.blackAndWhiteLightOr'), icon: 'contrast' },
];
