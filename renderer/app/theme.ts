/** Keeps the page looking as was chosen: its theme, and how sizes are spelled on it. */
import { setUnitSystem } from '../../shared/units.ts';
import { lookOf, preferencesStore } from '../stores/preferences.ts';

/** Puts the chosen look on the root element, where the stylesheet reads it, now and after every change. For as long as the page lives. */
export function followLook(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const moreContrast = matchMedia('(prefers-contrast: more)');
  const forced = matchMedia('(forced-colors: active)');
  const show = () => {
    const { theme: choice, sizes } = preferencesStore.getState();
    const { theme, contrast } = lookOf(choice, { isDark: dark.matches, isMoreContrast: moreContrast.matches, isForced: forced.matches });
    Object.assign(document.documentElement.dataset, { theme, contrast });
    setUnitSystem(sizes);
  };
  show();
  preferencesStore.subscribe(show);
  for (const media of [dark, moreContrast, forced]) media.addEventListener('change', show);
}
