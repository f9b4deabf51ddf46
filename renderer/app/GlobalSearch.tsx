import { useDeferredValue, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { SearchField } from '../ui/SearchField.tsx';
import { useInventory, useInventoryIndex } from '../stores/inventory.ts';
import { usePolicyBook } from '../stores/policies.ts';
import { usePlaces } from '../stores/places.ts';
import { navigate, routeOfLink } from '../stores/route.ts';
import { applyCompletion } from '../../shared/query/completeQuery.ts';
import { viewFor } from '../features/parts/ObjectLink.tsx';
import { say } from '../strings/say.ts';
import { SearchList } from './SearchList.tsx';
import { defaultEntry, entriesOf, noOffers, offersAt, type SearchEntry } from './searchEntries.ts';
import { searchInventory, withKind } from './search.ts';
import { onShortcut } from './shortcuts.ts';

const nothing = { groups: [], total: 0, problems: [] } as const;

/** Search over everything by name and by field: `/` focuses it, arrows choose, Enter opens, Escape closes. */
export function GlobalSearch() {
  const [typed, setTyped] = useState({ text: '', caret: 0 });
  const [isOpen, setOpen] = useState(false);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const caretToSet = useRef<number | null>(null);
  const index = useInventoryIndex();
  const vms = useInventory((state) => state.vms);
  const places = usePlaces();
  const policies = usePolicyBook();
  // Typing stays ahead of the search when ten thousand names are looked through.
  const asked = useDeferredValue(typed);
  const result = useMemo(() => (isOpen ? searchInventory(asked.text, { index, vms, places, policies }) : nothing), [isOpen, asked.text, index, vms, places, policies]);
  const offers = useMemo(() => (isOpen ? offersAt(asked, { index, vms, places, policies }) : noOffers), [isOpen, asked, index, vms, places, policies]);
  const entries = useMemo(() => entriesOf(result, offers), [result, offers]);
  const active = entries.find(({ key }) => key === activeKey) ?? defaultEntry(asked.text, entries, result);
  const { text } = typed;

  useEffect(
    () =>
      onShortcut('search', () => {
        input.current?.focus();
        input.current?.select();
      }),
    [],
  );
  useLayoutEffect(() => {
    if (caretToSet.current === null) return;
    input.current?.setSelectionRange(caretToSet.current, caretToSet.current);
    caretToSet.current = null;
  });

  const change = (next: { readonly text: string; readonly caret: number }) => {
    // The address of an object is not searched for, it is gone to.
    const place = routeOfLink(next.text);
    if (place !== null) {
      navigate(place);
      leave();
      return;
    }
    setTyped({ text: next.text, caret: next.caret });
    setActiveKey(null);
    setOpen(true);
  };
  const leave = () => {
    setTyped({ text: '', caret: 0 });
    setOpen(false);
    input.current?.blur();
  };
  const choose = (entry: SearchEntry) => {
    if (entry.type === 'offer') {
      // Typed on meanwhile: the offer was for another place.
      if (asked.text !== text) return;
      const next = applyCompletion(text, offers, entry.insert);
      caretToSet.current = next.caret;
      change(next);
      return;
    }
    if (entry.type === 'all') navigate({ page: 'search', query: text.trim(), objectId: null });
    else navigate({ view: viewFor(entry.hit.id), objectId: entry.hit.id, tab: 'summary' });
    leave();
  };
  /** Somebody types faster than is searched: what is shown is not what was asked for. */
  const findAtOnce = () => {
    const found = searchInventory(text, { index, vms, places, policies });
    return defaultEntry(text, entriesOf(found, noOffers), found);
  };
  const handleKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape' && isOpen && text !== '') {
      event.preventDefault();
      setOpen(false);
      setTyped({ text: '', caret: 0 });
      return;
    }
    if (event.key === 'Escape') input.current?.blur();
    if (event.key === 'Enter' && isOpen) {
      const entry = asked.text === text ? active : findAtOnce();
      if (entry !== undefined) {
        event.preventDefault();
        choose(entry);
      }
    }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const at = active === undefined ? (event.key === 'ArrowDown' ? -1 : 0) : entries.indexOf(active);
      const next = entries[(at + (event.key === 'ArrowDown' ? 1 : -1) + entries.length) % Math.max(1, entries.length)];
      if (next !== undefined) {
        setActiveKey(next.key);
        document.getElementById(`${listId}-${next.key}`)?.scrollIntoView({ block: 'nearest' });
      }
    }
  };
  const isListShown = isOpen && text.trim() !== '';

  return (
    <div className="app-search">
      <SearchField
        ref={input}
        label={say('app.searchTheInventory')}
        placeholder={say('app.searchPlaceholder')}
        isOnHeader
        value={text}
        onChange={(value) => change({ text: value, caret: input.current?.selectionStart ?? value.length })}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={handleKey}
        suggestions={{ listId, isOpen: isListShown, activeOptionId: active === undefined ? undefined : `${listId}-${active.key}` }}
      />
      {isListShown ? (
        <SearchList
          listId={listId}
          text={asked.text}
          result={result}
          entries={entries}
          active={active}
          onPoint={setActiveKey}
          onChoose={choose}
          onKind={(kind) => {
            const next = withKind(text, kind);
            caretToSet.current = next.length;
            change({ text: next, caret: next.length });
          }}
        />
      ) : null}
    </div>
  );
}
