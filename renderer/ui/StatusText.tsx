import { memo } from 'react';
import type { ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import type { IconName, IconTone } from './Icon.tsx';

export interface StatusTextProps {
  icon: IconName;
  tone?: IconTone;
  /** 16 suits the icon of an object, 14 the mark of a state. */
  iconSizePx?: number;
  children: ReactNode;
}

/** An icon and a word: the word carries the meaning, the colour only helps. */
export const StatusText = memo(function StatusText({ icon, tone = 'inherit', iconSizePx = 14, children }: StatusTextProps) {
  return (
    <span className="ui-status">
      <Icon name={icon} sizePx={iconSizePx} tone={tone} />
      <span className="ui-status-text">{children}</span>
    </span>
  );
});
