import { useLayoutEffect, useState } from 'react';
import type { ReactNode, RefObject } from 'react';
import { Popover } from 'react-aria-components';

export interface SubmenuPopoverProps {
  /** The entry that opened it. */
  anchorRef: RefObject<HTMLElement | null>;
  onClose: () => void;
  children: ReactNode;
}

/** What tells a menu that the focus has gone into its own submenu, and not away. */
export const submenuSelector = '[data-submenu]';

/** An open submenu beside its entry. Mount it to open it. */
export function SubmenuPopover({ anchorRef, onClose, children }: SubmenuPopoverProps) {
  // It lies beside the menu that it belongs to, in the same landmark, and not inside of it, where it would be cut off.
  const [container, setContainer] = useState<Element | null>(null);
  useLayoutEffect(() => setContainer(anchorRef.current?.closest('.ui-menu-popover')?.parentElement ?? null), [anchorRef]);
  if (container === null) return null;
  return (
    <Popover
      className="ui-popover ui-submenu-popover"
      data-submenu=""
      isOpen
      isNonModal
      triggerRef={anchorRef}
      placement="right top"
      offset={-2}
      crossOffset={-5}
      UNSTABLE_portalContainer={container}
      // The entry shows and hides its submenu itself.
      shouldCloseOnInteractOutside={(element) => anchorRef.current?.contains(element) !== true}
      onOpenChange={(isOpen) => {
        if (isOpen) return;
        // Escape was pressed in it. Where the focus has gone elsewhere already, it stays there.
        if (document.activeElement?.closest(submenuSelector) != null) anchorRef.current?.focus({ preventScroll: true });
        onClose();
      }}
    >
      {children}
    </Popover>
  );
}
