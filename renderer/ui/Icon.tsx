import { memo } from 'react';
import { iconPaths } from './iconPaths.ts';
import type { IconName } from './iconPaths.ts';

export type { IconName };

export type IconTone = 'inherit' | 'accent' | 'success' | 'warning' | 'danger' | 'muted';

export interface IconProps {
  name: IconName;
  /** Edge length in CSS pixels. */
  sizePx?: number;
  tone?: IconTone;
  /** Set only where the icon is the sole carrier of a meaning; otherwise it is hidden from assistive technology. */
  label?: string;
  className?: string;
}

/** A line icon in the colour of the text around it, or in a tone of its own. */
export const Icon = memo(function Icon({ name, sizePx = 16, tone = 'inherit', label, className }: IconProps) {
  const classes = `ui-icon ui-icon-${tone}${className === undefined ? '' : ` ${className}`}`;
  const named = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  return (
    <svg className={classes} width={sizePx} height={sizePx} viewBox="0 0 16 16" focusable="false" {...named}>
      <path d={iconPaths[name]} />
    </svg>
  );
});
