import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { isSubmenu } from './actions.ts';
import type { ActionItem, MenuEntry } from './actions.ts';
import { MenuRow } from './MenuRow.tsx';
import { SubmenuPopover } from './SubmenuPopover.tsx';
import { findByPrefix, useTypeAhead } from './typeAhead.ts';
import { useHeadingIn } from './useHeadingIn.ts';

export interface MenuListProps {
  'aria-label': string;
  items: readonly MenuEntry[];
  onChoose: (item: ActionItem) => void;
  onLeave: () => void;
  /** Given to a submenu: back to the entry that opened it. */
  onBack?: () => void;
  /** False while the pointer has opened a submenu and not come into it: the focus stays where it was. */
  takesFocus?: boolean;
}

/** No entry is the current one, which is so in a submenu that is only looked at. */
const none = -1;

/**
 * The entries of a menu. Not React Aria's own menu, because that skips disabled
 * entries with the keyboard, and here they must be reachable to tell the reason.
 */
export function MenuList({ 'aria-label': ariaLabel, items, onChoose, onLeave, onBack, takesFocus = true }: MenuListProps) {
  const [activeIndex, setActiveIndex] = useState(takesFocus ? 0 : none);
  const [open, setOpen] = useState<{ readonly id: string; readonly takesFocus: boolean } | null>(null);
  const entries = useRef(new Map<number, HTMLElement>());
  const openEntry = useRef<HTMLElement | null>(null);
  const typeAhead = useTypeAhead();
  const heading = useHeadingIn();

  const isPlaced = useRef(false);
  useEffect(() => {
    // The first time the menu has no place yet. Scrolling to where it happens to lie would move what holds its button, which closes it again.
    entries.current.get(activeIndex)?.focus({ preventScroll: !isPlaced.current });
    isPlaced.current = true;
  }, [activeIndex]);
  useEffect(() => {
    if (takesFocus) setActiveIndex((index) => Math.max(0, index));
  }, [takesFocus]);

  const openAt = (index: number, intoIt: boolean) => {
    const entry = items[index];
    openEntry.current = entries.current.get(index) ?? null;
    setOpen(entry !== undefined && isSubmenu(entry) ? { id: entry.id, takesFocus: intoIt } : null);
  };
  const choose = (index: number) => {
    const entry = items[index];
    if (entry === undefined) return;
    if (isSubmenu(entry)) {
      setActiveIndex(index);
      openAt(index, true);
    } else if (entry.disabledReason === undefined) onChoose(entry);
  };
  const handleKey = (event: KeyboardEvent) => {
    const count = items.length;
    const moves: Record<string, number> = {
      ArrowDown: (activeIndex + 1) % count, ArrowUp: (Math.max(0, activeIndex) - 1 + count) % count, Home: 0, End: count - 1,
    };
    const target = moves[event.key];
    const active = items[activeIndex];
    if (target !== undefined) setActiveIndex(target);
    else if (event.key === 'Enter' || event.key === ' ') choose(activeIndex);
    else if (event.key === 'ArrowRight' && active !== undefined && isSubmenu(active)) choose(activeIndex);
    else if (event.key === 'ArrowLeft' && onBack !== undefined) onBack();
    else if (event.key === 'Escape' && open !== null) setOpen(null);
    else if (event.key === 'Tab') onLeave();
    else if (event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey) {
      const found = findByPrefix(items.map((item) => item.label), activeIndex, typeAhead(event.key));
      if (found !== null) setActiveIndex(found);
    } else return;
    // With the focus on another entry a submenu that the pointer has opened belongs to nothing any more.
    if (target !== undefined) setOpen(null);
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <>
      <div role="menu" aria-label={ariaLabel} className="ui-menu" onKeyDown={handleKey} onContextMenu={(event) => event.preventDefault()} onPointerLeave={heading.forget}>
        {items.map((item, index) => (
          <MenuRow
            key={item.id}
            item={item}
            isFirst={index === 0}
            isActive={index === activeIndex}
            isOpen={open?.id === item.id}
            entryRef={(element) => {
              if (element === null) entries.current.delete(index);
              else entries.current.set(index, element);
            }}
            onPoint={(event) => {
              if (index === activeIndex && (!isSubmenu(item) || open?.id === item.id)) heading.forget();
              else {
                heading.unlessHeadingIn(event, () => {
                  setActiveIndex(index);
                  openAt(index, false);
                });
              }
            }}
            // Assistive technology moves the focus by itself; a key then means the entry that has it.
            onFocus={() => setActiveIndex(index)}
            onPress={() => choose(index)}
          />
        ))}
      </div>
      {items.map((item) =>
        isSubmenu(item) && open?.id === item.id ? (
          <SubmenuPopover key={item.id} anchorRef={openEntry} onClose={() => setOpen(null)}>
            <MenuList
              aria-label={item.label}
              items={item.items}
              takesFocus={open.takesFocus}
              onChoose={onChoose}
              onLeave={onLeave}
              onBack={() => {
                openEntry.current?.focus();
                setOpen(null);
              }}
            />
          </SubmenuPopover>
        ) : null,
      )}
    </>
  );
}
