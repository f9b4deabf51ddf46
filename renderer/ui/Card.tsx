import { useId } from 'react';
import type { ReactNode } from 'react';

export interface CardProps {
  title: string;
  children: ReactNode;
  /** Links or buttons in the lower edge. */
  footer?: ReactNode;
  /** Something small at the right of the title. */
  aside?: ReactNode;
}

export function Card({ title, children, footer, aside }: CardProps) {
  const titleId = useId();
  return (
    <section className="ui-card" aria-labelledby={titleId}>
      <div className="ui-card-head">
        <h2 id={titleId}>{title}</h2>
        {aside}
      </div>
      <div className="ui-card-body">{children}</div>
      {footer === undefined ? null : <div className="ui-card-foot">{footer}</div>}
    </section>
  );
}
