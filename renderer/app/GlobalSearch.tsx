import { useDeferredValue, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Icon } from '../ui/Icon.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { useInventory, useInventoryIndex } from '../stores/inventory.ts';
import { isVm } from '../stores/inventoryEvents.ts';
import { navigate } from '../stores/route.ts';
import { formatCount } from '../../shared/units.ts';
import { containerIcon, vmIcon, vmTone } from '../features/parts/objectLook.ts';
import { viewFor } from '../features/parts/ObjectLink.tsx';
import { searchInventory, type SearchHit } from './search.ts';
import { onShortcut } from './shortcuts.ts';

/** Search over the names of everything: `/` focuses it, arrows choose, Enter opens, Escape closes. */
export function GlobalSearch() {
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [activeId, setActiveId] = useState<string | null>(null);
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const index = useInventoryIndex();
  const vms = useInventory((state) => state.vms);
  // Typing stays ahead of the search when ten thousand names are looked through.
  const deferredText = useDeferredValue(text);
  const groups = useMemo(() => (isOpen ? searchInventory(deferredText, index, vms) : []), [isOpen, deferredText, index, vms]);
  const hits = useMemo(() => groups.flatMap((group) => group.hits), [groups]);
  const active = hits.find((hit) => hit.id === activeId) ?? hits[0];

  useEffect(
    () =>
      onShortcut('search', () => {
        input.current?.focus();
        input.current?.select();
      }),
    [],
  );

  const open = (hit: SearchHit) => {
    navigate({ view: viewFor(hit.id), objectId: hit.id, tab: 'summary' });
    setText('');
    setOpen(false);
    input.current?.blur();
  };
  const handleKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape' && isOpen && text !== '') {
      event.preventDefault();
      setOpen(false);
      setText('');
      return;
    }
    if (event.key === 'Escape') input.current?.blur();
    if (event.key === 'Enter' && active !== undefined && isOpen) {
      event.preventDefault();
      open(active);
    }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const at = active === undefined ? -1 : hits.indexOf(active);
      const next = hits[(at + (event.key === 'ArrowDown' ? 1 : -1) + hits.length) % Math.max(1, hits.length)];
      if (next !== undefined) {
        setActiveId(next.id);
        document.getElementById(`${listId}-${next.id}`)?.scrollIntoView({ block: 'nearest' });
      }
    }
  };
  const isListShown = isOpen && text.trim() !== '';

  return (
    <div className="app-search">
      <SearchField
        ref={input}
        label="Search the inventory"
        placeholder="Search by name"
        isOnHeader
        value={text}
        onChange={(value) => {
          setText(value);
          setActiveId(null);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={handleKey}
        suggestions={{ listId, isOpen: isListShown, activeOptionId: active === undefined ? undefined : `${listId}-${active.id}` }}
      />
      {isListShown ? (
        // Pressing the mouse must not take the focus from the field, or the list would be gone before the click.
        <div className="app-search-list" id={listId} role="listbox" aria-label="Search results" onMouseDown={(event) => event.preventDefault()}>
          {groups.length === 0 ? (
            <div className="app-search-none" role="option" aria-selected="false" aria-disabled="true">
              Nothing in the inventory is called that.
            </div>
          ) : null}
          {groups.map((group) => (
            <div key={group.label} role="group" aria-labelledby={`${listId}-${group.label}`}>
              <div className="app-search-group" id={`${listId}-${group.label}`}>
                {group.label} <span>({formatCount(group.total)})</span>
              </div>
              {group.hits.map((hit) => (
                <div
                  key={hit.id}
                  id={`${listId}-${hit.id}`}
                  role="option"
                  aria-selected={hit === active}
                  className={hit === active ? 'app-search-hit is-active' : 'app-search-hit'}
                  onClick={() => open(hit)}
                  onMouseMove={() => setActiveId(hit.id)}
                >
                  {isVm(hit.object) ? <Icon name={vmIcon(hit.object)} tone={vmTone(hit.object)} /> : <Icon name={containerIcon(hit.object)} />}
                  <span className="app-search-name">{hit.name}</span>
                </div>
              ))}
            </div>
          ))}
        </div>
      ) : null}
    </div>
  );
}
