import { memo } from 'react';
import { formatBytes, formatCount } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';

/** The exact count behind a rounded size, for tooltips. */
export function exactBytes(sizeBytes: number): string {
  return say('parts.bytes', { size: formatCount(sizeBytes) });
}

export interface BytesProps {
  value: number;
  /** Says "at least" when the figure is a lower bound. */
  isAtLeast?: boolean;
  /** Says "at most" when the figure is an upper bound. */
  isAtMost?: boolean;
  /** Writes the bound as a sign, for columns of numbers. */
  isCompact?: boolean;
}

/** A size for people; the exact number of bytes is its tooltip. */
export const Bytes = memo(function Bytes({ value, isAtLeast = false, isAtMost = false, isCompact = false }: BytesProps) {
  const bound = isAtLeast ? say('common.atLeast') : isAtMost ? say('common.atMost') : '';
  const isSign = isCompact && bound !== '';
  return (
    <span className="app-bytes" title={`${bound}${exactBytes(value)}`}>
      {isSign ? <span aria-hidden="true">{isAtLeast ? '≥ ' : '≤ '}</span> : null}
      {isSign ? <span className="ui-visually-hidden">{bound}</span> : bound}
      {formatBytes(value)}
    </span>
  );
});
