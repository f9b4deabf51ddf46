import { describe, expect, it } from 'vitest';
import { shortcutOf } from '../../../../renderer/app/shortcuts.ts';

const press = (change: object) => ({ key: '', code: '', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...change });

describe('shortcutOf', () => {
  it('knows the view keys whatever the layout makes of the letter', () => {
    expect(shortcutOf(press({ key: 'H', code: 'KeyH', ctrlKey: true, shiftKey: true }), false)).toBe('hosts');
    expect(shortcutOf(press({ key: 'V', code: 'KeyV', ctrlKey: true, shiftKey: true }), true)).toBe('vms');
    expect(shortcutOf(press({ key: 'D', code: 'KeyD', metaKey: true, shiftKey: true }), false)).toBe('storage');
    expect(shortcutOf(press({ key: 'N', code: 'KeyN', ctrlKey: true, shiftKey: true }), false)).toBe('networking');
  });
  it('has another key for networking, since browsers keep the usual one, but not while somebody writes letters with it', () => {
    expect(shortcutOf(press({ key: 'n', code: 'KeyN', ctrlKey: true, altKey: true }), false)).toBe('networking');
    expect(shortcutOf(press({ key: 'ń', code: 'KeyN', ctrlKey: true, altKey: true }), true)).toBeNull();
    expect(shortcutOf(press({ key: 'h', code: 'KeyH', ctrlKey: true, altKey: true }), false)).toBeNull();
  });
  it('goes back and forward as browsers do', () => {
    expect(shortcutOf(press({ key: 'ArrowLeft', code: 'ArrowLeft', altKey: true }), false)).toBe('back');
    expect(shortcutOf(press({ key: 'ArrowRight', code: 'ArrowRight', altKey: true }), false)).toBe('forward');
    expect(shortcutOf(press({ key: 'ArrowLeft', code: 'ArrowLeft', altKey: true }), true)).toBeNull();
    expect(shortcutOf(press({ key: 'ArrowLeft', code: 'ArrowLeft', altKey: true, shiftKey: true }), false)).toBeNull();
  });
  it('leaves plain characters to whoever is typing', () => {
    expect(shortcutOf(press({ key: '/' }), false)).toBe('search');
    expect(shortcutOf(press({ key: '/' }), true)).toBeNull();
    expect(shortcutOf(press({ key: '?', shiftKey: true }), false)).toBe('help');
    expect(shortcutOf(press({ key: '/', altKey: true }), false)).toBeNull();
    expect(shortcutOf(press({ key: 'v', code: 'KeyV', ctrlKey: true }), false)).toBeNull();
  });
});
