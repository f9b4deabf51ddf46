import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { ActionItem } from './actions.ts';
import { Icon } from './Icon.tsx';
import { findByPrefix, useTypeAhead } from './typeAhead.ts';

export interface MenuListProps {
  'aria-label': string;
  items: readonly ActionItem[];
  onChoose: (item: ActionItem) => void;
  onLeave: () => void;
}

/**
 * The entries of a menu. Not React Aria's own menu, because that skips disabled
 * entries with the keyboard, and here they must be reachable to tell the reason.
 */
export function MenuList({ 'aria-label': ariaLabel, items, onChoose, onLeave }: MenuListProps) {
  const [activeIndex, setActiveIndex] = useState(0);
  const entries = useRef(new Map<number, HTMLElement>());
  const typeAhead = useTypeAhead();

  const isPlaced = useRef(false);
  useEffect(() => {
    // The first time the menu has no place yet. Scrolling to where it happens to lie would move what holds its button, which closes it again.
    entries.current.get(activeIndex)?.focus({ preventScroll: !isPlaced.current });
    isPlaced.current = true;
  }, [activeIndex]);

  const choose = (item: ActionItem) => {
    if (item.disabledReason === undefined) onChoose(item);
  };
  const handleKey = (event: KeyboardEvent) => {
    const count = items.length;
    const moves: Record<string, number> = {
      ArrowDown: (activeIndex + 1) % count, ArrowUp: (activeIndex - 1 + count) % count, Home: 0, End: count - 1,
    };
    const target = moves[event.key];
    const active = items[activeIndex];
    if (target !== undefined) setActiveIndex(target);
    else if ((event.key === 'Enter' || event.key === ' ') && active !== undefined) choose(active);
    else if (event.key === 'Tab') onLeave();
    else if (event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey) {
      const found = findByPrefix(items.map((item) => item.label), activeIndex, typeAhead(event.key));
      if (found !== null) setActiveIndex(found);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div role="menu" aria-label={ariaLabel} className="ui-menu" onKeyDown={handleKey} onContextMenu={(event) => event.preventDefault()}>
      {items.map((item, index) => {
        const isDisabled = item.disabledReason !== undefined;
        const classes = ['ui-menu-item'];
        if (isDisabled) classes.push('is-disabled');
        if (item.isDestructive === true) classes.push('is-destructive');
        return (
          <div key={item.id} role="none" className="ui-menu-slot">
            {item.separatorBefore === true && index > 0 ? <div role="separator" className="ui-menu-separator" /> : null}
            <div
              {...(item.isChosen === undefined ? { role: 'menuitem' } : { role: 'menuitemradio', 'aria-checked': item.isChosen })}
              className={classes.join(' ')}
              tabIndex={index === activeIndex ? 0 : -1}
              ref={(element) => {
                if (element === null) entries.current.delete(index);
                else entries.current.set(index, element);
              }}
              {...(isDisabled ? { 'aria-disabled': true } : {})}
              onPointerMove={() => {
                if (index !== activeIndex) setActiveIndex(index);
              }}
              onClick={() => choose(item)}
            >
              {iconOf(item)}
              <span className="ui-menu-texts">
                <span>{item.label}</span>
                {isDisabled ? <span className="ui-menu-reason">{item.disabledReason}</span> : null}
              </span>
            </div>
          </div>
        );
      })}
    </div>
  );
}

/** Of a choice only the entry that holds has a mark. */
function iconOf({ icon, isChosen }: ActionItem) {
  const shown = isChosen === undefined ? icon : isChosen ? 'check' : undefined;
  return shown === undefined ? <span className="ui-menu-gap" /> : <Icon name={shown} />;
}
