import { Icon } from '../ui/Icon.tsx';
import { isVm } from '../stores/inventoryEvents.ts';
import { formatCount } from '../../shared/units.ts';
import { tellProblem } from '../features/parts/filterLanguages.ts';
import { containerIcon, vmIcon, vmTone } from '../features/parts/objectLook.ts';
import { say } from '../strings/say.ts';
import { kindOf, searchKinds, type SearchKind, type SearchResult } from './search.ts';
import type { SearchEntry } from './searchEntries.ts';

export interface SearchListProps {
  listId: string;
  /** The text that the result is for. */
  text: string;
  result: SearchResult;
  entries: readonly SearchEntry[];
  active: SearchEntry | undefined;
  onPoint: (key: string) => void;
  onChoose: (entry: SearchEntry) => void;
  /** A kind was pressed: it is asked for alone, or no longer. */
  onKind: (kind: SearchKind) => void;
}

/** What was found, by kind, under the search in the header. */
export function SearchList({ listId, text, result, entries, active, onPoint, onChoose, onKind }: SearchListProps) {
  const problem = tellProblem(result.problems);
  const optionProps = (entry: SearchEntry) => ({
    id: `${listId}-${entry.key}`,
    role: 'option',
    'aria-selected': entry === active,
    className: entry === active ? 'app-search-hit is-active' : 'app-search-hit',
    onClick: () => onChoose(entry),
    onMouseMove: () => onPoint(entry.key),
  });
  const offers = entries.filter((entry) => entry.type === 'offer');
  const all = entries.find((entry) => entry.type === 'all');
  const isPlain = !/[:<>="]/.test(text);
  return (
    // Pressing the mouse must not take the focus from the field, or the list would be gone before the click.
    <div className="app-search-list" onMouseDown={(event) => event.preventDefault()}>
      <KindFilter text={text} result={result} onKind={onKind} />
      <div aria-live="polite">{problem === null ? null : <p className={problem.isError ? 'app-search-problem is-error' : 'app-search-problem'}>{problem.text}</p>}</div>
      <div id={listId} role="listbox" aria-label={say('app.searchResults')}>
        {offers.length === 0 ? null : (
          <div role="group" aria-label={say('app.fieldsAndValues')}>
            {offers.map((entry) => (
              <div key={entry.key} {...optionProps(entry)}>
                <span className="ui-query-insert">{entry.insert}</span>
                <span className="app-search-detail">{entry.detail}</span>
              </div>
            ))}
          </div>
        )}
        {all === undefined ? null : (
          <div {...optionProps(all)}>
            <Icon name="search" />
            <span className="app-search-name">{say('app.showAllResults', { count: all.total })}</span>
          </div>
        )}
        {result.groups.length === 0 && problem === null ? (
          <div className="app-search-none" role="option" aria-selected="false" aria-disabled="true">
            {isPlain ? say('app.nothingIsCalledThat') : say('app.nothingMatchesTerms')}
          </div>
        ) : null}
        {result.groups.map((group) => (
          <div key={group.kind} role="group" aria-labelledby={`${listId}-group-${group.kind}`}>
            <div className="app-search-group" id={`${listId}-group-${group.kind}`}>
              {group.label} <span>({formatCount(group.ids.length)})</span>
            </div>
            {entries.map((entry) =>
              entry.type !== 'hit' || !group.hits.includes(entry.hit) ? null : (
                <div key={entry.key} {...optionProps(entry)}>
                  {isVm(entry.hit.object) ? <Icon name={vmIcon(entry.hit.object)} tone={vmTone(entry.hit.object)} /> : <Icon name={containerIcon(entry.hit.object)} />}
                  <span className="app-search-name">{entry.hit.name}</span>
                </div>
              ),
            )}
          </div>
        ))}
      </div>
    </div>
  );
}

/** Kinds among the results, to keep one of them. With the keyboard the same is typed: `kind:host`. */
function KindFilter({ text, result, onKind }: Pick<SearchListProps, 'text' | 'result' | 'onKind'>) {
  const kept = kindOf(text);
  const shown = searchKinds.filter(({ kind }) => kind === kept || result.groups.some((group) => group.kind === kind));
  if (shown.length < 2 && kept === null) return null;
  return (
    <div className="app-search-kinds" role="group" aria-label={say('app.kindsOfObjects')}>
      {shown.map(({ kind, label }) => (
        <button key={kind} type="button" className="app-search-kind" aria-pressed={kind === kept} tabIndex={-1} onClick={() => onKind(kind)}>
          {label}
        </button>
      ))}
    </div>
  );
}
