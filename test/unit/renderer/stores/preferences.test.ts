import { describe, expect, it } from 'vitest';
import { effectiveTheme, parsePreferences } from '../../../../renderer/stores/preferences.ts';

const defaults = parsePreferences(null);

describe('parsePreferences', () => {
  it('has defaults for nothing, nonsense and foreign shapes', () => {
    for (const text of ['', '{', '[]', 'null', '7', '"dark"']) expect(parsePreferences(text)).toEqual(defaults);
  });
  it('keeps the good fields when another one is bad', () => {
    const parsed = parsePreferences(JSON.stringify({ theme: 'dark', dockHeightPx: -5, treeWidthPx: 333, columns: { vms: { hidden: 3, widths: { name: 120 }, sort: null } } }));
    expect(parsed).toEqual({ ...defaults, theme: 'dark', treeWidthPx: 333, columns: { vms: { order: [], hidden: [], widths: { name: 120 }, sort: null } } });
  });
});

describe('effectiveTheme', () => {
  it('follows the system only when asked to', () => {
    expect(effectiveTheme('system', true)).toBe('dark');
    expect(effectiveTheme('system', false)).toBe('light');
    expect(effectiveTheme('light', true)).toBe('light');
  });
});
