import { useContext } from 'react';
import type { ReactNode } from 'react';
import { InsideGridContext } from './gridContext.ts';

export interface LinkProps {
  children: ReactNode;
  /** Called instead of the browser's own navigation. */
  onPress?: () => void;
  /** With an address it is an anchor; without one it is a button that looks like a link. */
  href?: string;
  /** Opens in a new window; for addresses outside the client. */
  isExternal?: boolean;
}

/** Plain elements rather than React Aria ones: a grid shows dozens of links and must scroll fluidly. */
export function Link({ children, onPress, href, isExternal = false }: LinkProps) {
  const isInsideGrid = useContext(InsideGridContext);
  const tabIndex = isInsideGrid ? -1 : 0;
  if (href === undefined) {
    return (
      <button type="button" className="ui-link" tabIndex={tabIndex} onClick={onPress}>
        {children}
      </button>
    );
  }
  return (
    <a
      className="ui-link"
      href={href}
      tabIndex={tabIndex}
      {...(isExternal ? { target: '_blank', rel: 'noreferrer' } : {})}
      onClick={(event) => {
        if (onPress === undefined || event.metaKey || event.ctrlKey) return;
        event.preventDefault();
        onPress();
      }}
    >
      {children}
    </a>
  );
}
