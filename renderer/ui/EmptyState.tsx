import type { ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import type { IconName } from './Icon.tsx';

export interface EmptyStateProps {
  icon: IconName;
  title: string;
  text?: ReactNode;
  /** Buttons that lead out of the empty state. */
  actions?: ReactNode;
}

export function EmptyState({ icon, title, text, actions }: EmptyStateProps) {
  return (
    <div className="ui-empty">
      <Icon name={icon} sizePx={40} tone="muted" />
      <p className="ui-empty-title">{title}</p>
      {text === undefined ? null : <p className="ui-empty-text">{text}</p>}
      {actions === undefined ? null : <div className="ui-empty-actions">{actions}</div>}
    </div>
  );
}
