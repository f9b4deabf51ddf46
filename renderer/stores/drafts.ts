/** Work in progress: wizards that were put aside, as the yard keeps them. */
import { useState } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { faultOf } from '../api/faults.ts';
import type { FaultRecord } from '../../shared/faults.ts';
import { draftIdSchema, type DraftContent, type DraftId, type DraftList, type WizardDraft } from '../../shared/model/draft.ts';
import { say } from '../strings/say.ts';
import { yard } from './connection.ts';
import { notify, notifyFault } from './notices.ts';

export const draftsStore = createStore<DraftList>()(() => ({ drafts: [], unreadable: [] }));

export function useDrafts<Part>(select: (state: DraftList) => Part): Part {
  return useStore(draftsStore, select);
}

/** Asks for all of them: another window may have put some aside. */
export async function refreshDrafts(): Promise<void> {
  try {
    draftsStore.setState(await yard().drafts.list());
  } catch (error) {
    const fault = faultOf(error);
    // A lost connection has its own banner, and the next one asks again.
    if (fault.code !== 'Interrupted') notify('danger', say('stores.workInProgressNotRead', { reason: fault.message }));
  }
}

async function saveDraft(id: DraftId, content: DraftContent): Promise<void> {
  draftsStore.setState(await yard().drafts.save({ id, content }));
}

/** Takes one out of the list; with the way back, since what was typed would be lost. */
export async function discardDraft({ id, content }: WizardDraft, title: string): Promise<void> {
  try {
    draftsStore.setState(await yard().drafts.remove({ id }));
    notify('info', say('stores.wizardDiscarded', { wizard: title }), { label: say('common.undo'), onAction: () => void restoreDraft(id, content) });
  } catch (error) {
    notifyFault(say('stores.wizardNotDiscarded'), error);
  }
}

async function restoreDraft(id: DraftId, content: DraftContent): Promise<void> {
  try {
    await saveDraft(id, content);
  } catch (error) {
    notifyFault(say('stores.wizardNotBroughtBack'), error);
  }
}

/** For those that cannot be read here, so there is nothing to show and no way back. */
export async function removeDraft(id: DraftId): Promise<void> {
  try {
    draftsStore.setState(await yard().drafts.remove({ id }));
  } catch (error) {
    notifyFault(say('stores.wizardNotRemoved'), error);
  }
}

export interface DraftKeeping {
  /** Puts the wizard aside and closes it; why that failed is then in `alertText`. */
  readonly putAside: (content: DraftContent) => Promise<void>;
  /** To be called when its work was started: there is nothing left to be resumed. */
  readonly finish: () => void;
  readonly isSaving: boolean;
  /** Why it could not be put aside. */
  readonly alertText: string | undefined;
}

/** @param draft what the wizard was resumed from; null for a new one */
export function useDraftKeeping(draft: WizardDraft | null, onClose: () => void): DraftKeeping {
  const [id] = useState(() => draft?.id ?? draftIdSchema.parse(crypto.randomUUID()));
  const [isSaving, setSaving] = useState(false);
  const [fault, setFault] = useState<FaultRecord | null>(null);
  return {
    putAside: async (content) => {
      setSaving(true);
      setFault(null);
      try {
        await saveDraft(id, content);
        onClose();
      } catch (error) {
        setFault(faultOf(error));
      } finally {
        setSaving(false);
      }
    },
    finish: () => {
      if (draft !== null) void removeDraft(id);
    },
    isSaving,
    alertText: fault === null ? undefined : [say('stores.wizardNotPutAside'), fault.message, fault.hint].filter(Boolean).join(' '),
  };
}
