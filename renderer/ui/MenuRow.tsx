import type { PointerEvent, Ref } from 'react';
import { isSubmenu } from './actions.ts';
import type { MenuEntry } from './actions.ts';
import { Icon } from './Icon.tsx';

export interface MenuRowProps {
  item: MenuEntry;
  isFirst: boolean;
  isActive: boolean;
  /** For an entry with a submenu: whether that is open. */
  isOpen: boolean;
  entryRef: Ref<HTMLDivElement>;
  onPoint: (event: PointerEvent) => void;
  onFocus: () => void;
  onPress: () => void;
}

/** One entry of a menu, with the line that may stand before it. */
export function MenuRow({ item, isFirst, isActive, isOpen, entryRef, onPoint, onFocus, onPress }: MenuRowProps) {
  const reason = isSubmenu(item) ? undefined : item.disabledReason;
  const classes = ['ui-menu-item'];
  if (reason !== undefined) classes.push('is-disabled');
  if (!isSubmenu(item) && item.isDestructive === true) classes.push('is-destructive');
  return (
    <div role="none" className="ui-menu-slot">
      {item.separatorBefore === true && !isFirst ? <div role="separator" className="ui-menu-separator" /> : null}
      <div
        {...rolesOf(item, isOpen)}
        className={classes.join(' ')}
        tabIndex={isActive ? 0 : -1}
        ref={entryRef}
        {...(reason === undefined ? {} : { 'aria-disabled': true })}
        onPointerMove={onPoint}
        onFocus={onFocus}
        onClick={onPress}
      >
        {iconOf(item)}
        <span className="ui-menu-texts">
          <span>{item.label}</span>
          {reason === undefined ? null : <span className="ui-menu-reason">{reason}</span>}
        </span>
        {isSubmenu(item) ? <Icon name="chevron" sizePx={12} className="ui-menu-more" /> : null}
      </div>
    </div>
  );
}

function rolesOf(item: MenuEntry, isOpen: boolean) {
  if (isSubmenu(item)) return { role: 'menuitem', 'aria-haspopup': 'menu', 'aria-expanded': isOpen } as const;
  return item.isChosen === undefined ? { role: 'menuitem' } : { role: 'menuitemradio', 'aria-checked': item.isChosen };
}

/** Of a choice only the entry that holds has a mark. */
function iconOf(item: MenuEntry) {
  const isChoice = !isSubmenu(item) && item.isChosen !== undefined;
  const shown = isChoice ? (item.isChosen === true ? 'check' : undefined) : item.icon;
  return shown === undefined ? <span className="ui-menu-gap" /> : <Icon name={shown} />;
}
