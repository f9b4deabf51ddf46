/** Short messages that need no answer. Failures of dialogs stay in their dialogs; this is for what has none. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { faultOf } from '../api/faults.ts';

export interface Notice {
  readonly id: number;
  readonly tone: 'info' | 'success' | 'warning' | 'danger';
  readonly text: string;
  /** What can be done about it, such as taking it back; done once. */
  readonly action?: { readonly label: string; readonly onAction: () => void };
}

export const noticesStore = createStore<{ readonly notices: readonly Notice[] }>()(() => ({ notices: [] }));

let lastId = 0;

export function notify(tone: Notice['tone'], text: string, action?: NonNullable<Notice['action']>): void {
  lastId += 1;
  const id = lastId;
  const act = () => {
    dismissNotice(id);
    action?.onAction();
  };
  const notice: Notice = action === undefined ? { id, tone, text } : { id, tone, text, action: { label: action.label, onAction: act } };
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
