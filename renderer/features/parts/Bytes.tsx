import { memo, useContext } from 'react';
import { SpellingContext } from '../../ui/spelling.ts';
import { formatBytes } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { slots } from './Filled.tsx';

/** The exact count behind a rounded size, for tooltips. */
export function exactBytes(sizeBytes: number): string {
  return say('parts.exactBytes', { count: sizeBytes });
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
  useContext(SpellingContext);
  const bounded = (size: string) => (isAtLeast ? say('common.atLeastSize', { size }) : isAtMost ? say('common.atMostSize', { size }) : size);
  const [before = '', after = ''] = bounded(slots[0]).split(slots[0]);
  const isSign = isCompact && (isAtLeast || isAtMost);
  return (
    <span className="app-bytes" title={bounded(exactBytes(value))}>
      {isSign ? <span aria-hidden="true">{isAtLeast ? '≥ ' : '≤ '}</span> : null}
      {isSign && before !== '' ? <span className="ui-visually-hidden">{before}</span> : before}
      {formatBytes(value)}
      {isSign && after !== '' ? <span className="ui-visually-hidden">{after}</span> : after}
    </span>
  );
});
