/** Puts the chosen theme on the page. */
import { useEffect, useState } from 'react';
import { effectiveTheme, setPreferences, usePreferences } from '../stores/preferences.ts';

const darkQuery = '(prefers-color-scheme: dark)';

/** The theme that is shown, kept on the root element where the stylesheet reads it. */
export function useTheme(): { theme: 'light' | 'dark'; toggle: () => void } {
  const choice = usePreferences((state) => state.theme);
  const [prefersDark, setPrefersDark] = useState(() => matchMedia(darkQuery).matches);
  useEffect(() => {
    const media = matchMedia(darkQuery);
    const read = () => setPrefersDark(media.matches);
    media.addEventListener('change', read);
    return () => media.removeEventListener('change', read);
  }, []);
  const theme = effectiveTheme(choice, prefersDark);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return { theme, toggle: () => setPreferences({ theme: theme === 'dark' ? 'light' : 'dark' }) };
}
