import { useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import type { MenuEntry } from './actions.ts';
import { Icon } from './Icon.tsx';
import type { IconName } from './Icon.tsx';
import { MenuPopover } from './MenuPopover.tsx';

export interface MenuButtonProps {
  label: string;
  items: readonly MenuEntry[];
  /** Accessible name of the menu; the label when left out. */
  menuLabel?: string;
  icon?: IconName;
  /** Only the icon is shown; the label becomes the accessible name. */
  isIconOnly?: boolean;
  /** Colours for the dark header bar. */
  isOnHeader?: boolean;
}

/** A button that opens a menu of actions under it. */
export function MenuButton({ label, items, menuLabel, icon, isIconOnly = false, isOnHeader = false }: MenuButtonProps) {
  const [isOpen, setOpen] = useState(false);
  const buttonRef = useRef<HTMLButtonElement>(null);
  const classes = isIconOnly ? ['ui-icon-button'] : ['ui-button', 'ui-button-flat'];
  if (isOnHeader) classes.push('ui-icon-button-header');
  return (
    <>
      <Button
        ref={buttonRef}
        className={classes.join(' ')}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        {...(isIconOnly ? { 'aria-label': label } : {})}
        onPress={() => setOpen(!isOpen)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setOpen(true);
        }}
      >
        {icon === undefined ? null : <Icon name={icon} />}
        {isIconOnly ? null : <span className="ui-button-label">{label}</span>}
      </Button>
      {isOpen ? (
        <MenuPopover aria-label={menuLabel ?? label} items={items} anchorRef={buttonRef} onClose={() => setOpen(false)} />
      ) : null}
    </>
  );
}
