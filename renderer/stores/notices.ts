/** Short messages that need no answer. Failures of dialogs stay in their dialogs; this is for what has none. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { faultOf } from '../api/faults.ts';
import type { TaskId } from '../../shared/ids.ts';

export interface Notice {
  readonly id: number;
  readonly tone: 'info' | 'success' | 'warning' | 'danger';
  readonly text: string;
  /** What can be done about it, such as taking it back; done once. */
  readonly action?: { readonly label: string; readonly onAction: () => void };
  /** The task that the action takes back. */
  readonly undoes?: TaskId;
}

export const noticesStore = createStore<{ readonly notices: readonly Notice[] }>()(() => ({ notices: [] }));

let lastId = 0;

/** @returns the id of the notice */
export function notify(tone: Notice['tone'], text: string, action?: NonNullable<Notice['action']>, undoes?: TaskId): number {
  lastId += 1;
  const id = lastId;
  const act = () => {
    dismissNotice(id);
    action?.onAction();
  };
  const notice: Notice = action === undefined ? { id, tone, text } : { id, tone, text, action: { label: action.label, onAction: act }, ...(undoes === undefined ? {} : { undoes }) };
  noticesStore.setState((state) => ({ notices: [...state.notices.slice(-4), notice] }));
  return id;
}

/** Leaves the notice without what could be done about it; then it goes by itself. */
export function withdrawAction(id: number): void {
  const plain = ({ tone, text }: Notice): Notice => ({ id, tone, text });
  noticesStore.setState((state) => ({ notices: state.notices.map((notice) => (notice.id === id ? plain(notice) : notice)) }));
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
