import { useEffect, useState } from 'react';

/** Colours of a canvas, which knows neither custom properties nor the colours that a system forces on pages. */
export interface ChartColours {
  readonly a: string;
  readonly b: string;
  readonly c: string;
  readonly d: string;
  readonly text: string;
  readonly grid: string;
  readonly ground: string;
  readonly mark: string;
  readonly markStrong: string;
  readonly font: string;
}

/** The colours that hold for `element` now, as the stylesheet has them. */
export function readChartColours(element: HTMLElement): ChartColours {
  const probe = document.createElement('span');
  // Without this a forced palette would give its text colour for all of them.
  probe.style.setProperty('forced-color-adjust', 'none');
  probe.hidden = true;
  element.append(probe);
  const read = (name: string) => {
    probe.style.color = `var(--ui-chart-${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    a: read('a'), b: read('b'), c: read('c'), d: read('d'), text: read('text'), grid: read('grid'), ground: read('ground'), mark: read('mark'), markStrong: read('mark-strong'), font: getComputedStyle(element).fontFamily,
  };
  probe.remove();
  return colours;
}

const queries = ['(forced-colors: active)', '(prefers-color-scheme: dark)', '(prefers-contrast: more)'];

/** A number that changes whenever colours may have: with the theme, and with the system's wishes. */
export function useColourRound(): number {
  const [round, setRound] = useState(0);
  useEffect(() => {
    const next = () => setRound((before) => before + 1);
    const observer = new MutationObserver(next);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'data-contrast'] });
    const media = queries.map((query) => matchMedia(query));
    for (const list of media) list.addEventListener('change', next);
    return () => {
      observer.disconnect();
      for (const list of media) list.removeEventListener('change', next);
    };
  }, []);
  return round;
}
