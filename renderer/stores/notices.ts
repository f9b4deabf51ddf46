/** Short messages that need no answer. Failures of dialogs stay in their dialogs; this is for what has none. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { faultOf } from '../api/faults.ts';

export interface Notice {
  readonly id: number;
  readonly tone: 'info' | 'success' | 'warning' | 'danger';
  readonly text: string;
}

export const noticesStore = createStore<{ readonly notices: readonly Notice[] }>()(() => ({ notices: [] }));

let lastId = 0;

export function notify(tone: Notice['tone'], text: string): void {
  lastId += 1;
  const notice = { id: lastId, tone, text };
  noticesStore.setState((state) => ({ notices: [...state.notices.slice(-4), notice] }));
}

/** Tells a failure together with its next step. */
export function notifyFault(what: string, error: unknown): void {
  const fault = faultOf(error);
  notify('danger', [what, fault.message, fault.hint].filter(Boolean).join(' '));
}

export function dismissNotice(id: number): void {
  noticesStore.setState((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) }));
}

export function useNotices(): readonly Notice[] {
  return useStore(noticesStore, (state) => state.notices);
}
