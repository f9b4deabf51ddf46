import { HeaderPanel } from '../../ui/HeaderPanel.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Link } from '../../ui/Link.tsx';
import { denialOf } from '../../stores/access.ts';
import { openDialog } from '../../stores/dialogs.ts';
import { discardDraft, refreshDrafts, removeDraft, useDrafts } from '../../stores/drafts.ts';
import { useVm } from '../../stores/inventory.ts';
import { contract } from '../../../shared/contract/contract.ts';
import type { WizardDraft } from '../../../shared/model/draft.ts';
import { say } from '../../strings/say.ts';
import { Ago } from '../parts/Ago.tsx';
import { Filled, slots } from '../parts/Filled.tsx';
import { draftStep, draftTitle } from './draftWords.ts';

/** Wizards that were put aside, to be resumed or discarded. There is nothing to see while there are none. */
export function WorkInProgress() {
  const drafts = useDrafts((state) => state.drafts);
  const unreadable = useDrafts((state) => state.unreadable);
  const count = drafts.length + unreadable.length;
  // Wizards are of no use to who may not finish one.
  if (count === 0 || denialOf(contract.drafts.save) !== undefined) return null;
  return (
    <HeaderPanel icon="draft" title={say('drafts.workInProgress')} count={count} aria-label={say('drafts.workInProgressCount', { wizards: say('counts.wizard', { count }) })} onOpen={() => void refreshDrafts()}>
      {(close) => (
        <ul className="app-drafts">
          {drafts.map((draft) => (
            <DraftLine key={draft.id} draft={draft} close={close} />
          ))}
          {unreadable.map(({ id, savedAtMs }) => (
            <li key={id} className="app-draft">
              <span className="app-draft-texts">
                <span>{say('drafts.otherVersion')}</span>
                <span className="app-note">
                  <Filled text={say('drafts.otherVersionPutAside', { ago: slots[0] })}><Ago timeMs={savedAtMs} /></Filled>
                </span>
              </span>
              <IconButton icon="trash" aria-label={say('drafts.discardOtherVersion')} onPress={() => void removeDraft(id)} />
            </li>
          ))}
        </ul>
      )}
    </HeaderPanel>
  );
}

function DraftLine({ draft, close }: { draft: WizardDraft; close: () => void }) {
  const { content, savedAtMs } = draft;
  const source = useVm(content.type === 'deployTemplate' ? content.templateId : content.sourceId);
  const title = draftTitle(content, source?.name);
  const step = draftStep(content);
  return (
    <li className="app-draft">
      <span className="app-draft-texts">
        <Link
          onPress={() => {
            close();
            resume(draft);
          }}
        >
          {title}
        </Link>
        <span className="app-note">
          <Filled text={step === '' ? slots[0] : say('drafts.stepPutAside', { step, ago: slots[0] })}><Ago timeMs={savedAtMs} /></Filled>
        </span>
      </span>
      <IconButton icon="trash" aria-label={say('drafts.discard', { wizard: title })} onPress={() => void discardDraft(draft, title)} />
    </li>
  );
}

function resume(draft: WizardDraft): void {
  const places = { computeId: null, folderId: null, datastoreId: null };
  if (draft.content.type === 'deployTemplate') openDialog({ type: 'deployTemplate', templateId: null, ...places, draft });
  else openDialog({ type: 'rapidClone', sourceId: null, ...places, draft });
}
