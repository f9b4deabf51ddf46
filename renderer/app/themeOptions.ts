import type { IconName } from '../ui/Icon.tsx';
import type { ThemeChoice } from '../stores/preferences.ts';

/** The themes to choose from, in the order in which they are offered. */
export const themeOptions: readonly { readonly id: ThemeChoice; readonly label: string; readonly description: string; readonly icon: IconName }[] = [
  { id: 'system', label: 'Like the system', description: 'Light or dark, with more contrast where the system asks for it.', icon: 'display' },
  { id: 'light', label: 'Light', description: 'Dark text on a light ground.', icon: 'sun' },
  { id: 'dark', label: 'Dark', description: 'Light text on a dark ground.', icon: 'moon' },
  { id: 'contrast', label: 'High contrast', description: 'Black and white, light or dark like the system.', icon: 'contrast' },
];
