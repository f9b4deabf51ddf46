import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { Icon } from './Icon.tsx';

export interface DisclosureProps {
  /** What the button says; it names the content as well. */
  label: string;
  children: ReactNode;
  isInitiallyOpen?: boolean;
  /** Something small behind the label that is no part of the button. */
  aside?: ReactNode;
}

/** A line that opens what lies behind it. */
export function Disclosure({ label, children, isInitiallyOpen = false, aside }: DisclosureProps) {
  const [isOpen, setOpen] = useState(isInitiallyOpen);
  const id = useId();
  return (
    <div className="ui-disclosure">
      <div className="ui-disclosure-head">
        <button type="button" className="ui-disclosure-button" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
          <Icon name="chevron" sizePx={12} />
          <span>{label}</span>
        </button>
        {aside}
      </div>
      <div id={id} className="ui-disclosure-content" hidden={!isOpen}>
        {isOpen ? children : null}
      </div>
    </div>
  );
}
