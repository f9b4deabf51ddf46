import { describe, expect, it } from 'vitest';
import { lookOf, parsePreferences } from '../../../../renderer/stores/preferences.ts';

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

describe('lookOf', () => {
  const nothing = { isDark: false, isMoreContrast: false, isForced: false };
  it('follows the system only when asked to', () => {
    expect(lookOf('system', { ...nothing, isDark: true })).toEqual({ theme: 'dark', contrast: 'usual' });
    expect(lookOf('system', nothing)).toEqual({ theme: 'light', contrast: 'usual' });
    expect(lookOf('light', { ...nothing, isDark: true })).toEqual({ theme: 'light', contrast: 'usual' });
  });
  it('has more contrast when that was chosen or when the system asks and may decide', () => {
    expect(lookOf('contrast', { ...nothing, isDark: true })).toEqual({ theme: 'dark', contrast: 'more' });
    expect(lookOf('contrast', nothing)).toEqual({ theme: 'light', contrast: 'more' });
    expect(lookOf('system', { ...nothing, isMoreContrast: true })).toEqual({ theme: 'light', contrast: 'more' });
    expect(lookOf('dark', { ...nothing, isMoreContrast: true })).toEqual({ theme: 'dark', contrast: 'usual' });
  });
  it('tells states without colours wherever the system takes them away', () => {
    expect(lookOf('light', { ...nothing, isForced: true })).toEqual({ theme: 'light', contrast: 'more' });
  });
});
