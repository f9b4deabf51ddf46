import { useState } from 'react';
import type { RefObject } from 'react';
import { flushSync } from 'react-dom';
import { Popover } from 'react-aria-components';
import type { MenuEntry } from './actions.ts';
import { findLandmark } from './landmarks.ts';
import { MenuList } from './MenuList.tsx';
import { submenuSelector } from './SubmenuPopover.tsx';

export interface MenuPopoverProps {
  'aria-label': string;
  items: readonly MenuEntry[];
  anchorRef: RefObject<Element | null>;
  onClose: () => void;
  placement?: 'bottom start' | 'bottom end';
}

/** An open menu beside its anchor. Mount it to open it. */
export function MenuPopover({ 'aria-label': ariaLabel, items, anchorRef, onClose, placement = 'bottom start' }: MenuPopoverProps) {
  const [focusedBefore] = useState(() => document.activeElement);
  const [landmark] = useState(() => findLandmark(focusedBefore));
  // Focus goes back before an action runs, so that a dialog opened by the
  // action returns it to the page and not to an entry that no longer exists.
  const leave = () => {
    flushSync(onClose);
    if (focusedBefore instanceof HTMLElement) focusedBefore.focus();
  };
  return (
    <Popover
      className="ui-popover ui-menu-popover"
      isOpen
      isNonModal
      triggerRef={anchorRef}
      placement={placement}
      offset={2}
      {...(landmark === undefined ? {} : { UNSTABLE_portalContainer: landmark })}
      // A press on the button that opened it is the button's own business.
      shouldCloseOnInteractOutside={(element) => anchorRef.current?.contains(element) !== true && element.closest(submenuSelector) === null}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <MenuList
        aria-label={ariaLabel}
        items={items}
        onLeave={leave}
        onChoose={(item) => {
          leave();
          item.onAction();
        }}
      />
    </Popover>
  );
}
