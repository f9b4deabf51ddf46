/** Keyboard shortcuts of the whole client, and the one listener that serves them. */
import { say } from '../strings/say.ts';

export type ShortcutId = 'hosts' | 'vms' | 'storage' | 'networking' | 'back' | 'forward' | 'search' | 'help' | 'tasks';

export interface Shortcut {
  readonly id: ShortcutId;
  readonly keys: string;
  readonly label: string;
}

export const shortcuts: readonly Shortcut[] = [
  { id: 'hosts', keys: 'Ctrl+Shift+H', label: say('app.hostsAndClusters') },
  { id: 'vms', keys: 'Ctrl+Shift+V', label: say('app.vMsAndTemplates') },
  { id: 'storage', keys: 'Ctrl+Shift+D', label: say('app.storage') },
  { id: 'networking', keys: 'Ctrl+Shift+N', label: say('app.shortcutNetworking') },
  { id: 'back', keys: say('app.keysAltLeft'), label: say('app.back') },
  { id: 'forward', keys: say('app.keysAltRight'), label: say('app.forward') },
  { id: 'search', keys: '/', label: say('app.searchTheInventory') },
  { id: 'tasks', keys: 'Ctrl+Shift+K', label: say('app.showOrHideRecentTasks') },
  { id: 'help', keys: '?', label: say('app.keyboardShortcuts') },
];

interface Pressed {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

const byLetter: Record<string, ShortcutId> = { KeyH: 'hosts', KeyV: 'vms', KeyD: 'storage', KeyN: 'networking', KeyK: 'tasks' };
const byAlt: Record<string, ShortcutId> = { ArrowLeft: 'back', ArrowRight: 'forward' };

/** The shortcut a key press means, or null. Plain characters mean nothing while the user is typing text. */
export function shortcutOf(event: Pressed, isTyping: boolean): ShortcutId | null {
  if (event.altKey) {
    // Ctrl+Alt writes letters on some keyboards.
    if (event.ctrlKey) return event.code === 'KeyN' && !event.shiftKey && !isTyping ? 'networking' : null;
    return event.shiftKey || event.metaKey || isTyping ? null : (byAlt[event.code] ?? null);
  }
  if ((event.ctrlKey || event.metaKey) && event.shiftKey) return byLetter[event.code] ?? null;
  if (event.ctrlKey || event.metaKey || isTyping) return null;
  if (event.key === '/') return 'search';
  if (event.key === '?') return 'help';
  return null;
}

const listeners = new Map<ShortcutId, () => void>();

/** Says what a shortcut does; returns the way to take it back. */
export function onShortcut(id: ShortcutId, run: () => void): () => void {
  listeners.set(id, run);
  return () => {
    if (listeners.get(id) === run) listeners.delete(id);
  };
}

/** Serves the shortcuts of the page. They rest while a dialog is open. Returns the way to stop. */
export function listenForShortcuts(): () => void {
  const listen = (event: KeyboardEvent) => {
    const id = shortcutOf(event, isTextTarget(event.target));
    const run = id === null ? undefined : listeners.get(id);
    // A grid moves its columns with the same keys.
    if ((id === 'back' || id === 'forward') && event.target instanceof Element && event.target.closest('[role="grid"]') !== null) return;
    if (run === undefined || document.querySelector('[role="dialog"], [role="alertdialog"]') !== null) return;
    event.preventDefault();
    run();
  };
  // Captured, because widgets keep the keys they were given from bubbling.
  window.addEventListener('keydown', listen, { capture: true });
  return () => window.removeEventListener('keydown', listen, { capture: true });
}

function isTextTarget(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && target.type !== 'checkbox' && target.type !== 'radio';
}
