export interface ResizeFacts {
  orientation: 'vertical' | 'horizontal';
  valuePx: number;
  minPx: number;
  maxPx: number;
  /** The pane lies after the line. */
  isReversed: boolean;
}

const stepPx = 16;

export function clampSize(valuePx: number, minPx: number, maxPx: number): number {
  return Math.max(minPx, Math.min(Math.max(minPx, maxPx), valuePx));
}

/** The size a key asks for, or null when the key means nothing to a resizer. */
export function sizeAfterKey(key: string, facts: ResizeFacts): number | null {
  const { orientation, valuePx, minPx, maxPx, isReversed } = facts;
  const [towardsStart, towardsEnd] = orientation === 'vertical' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  const sign = isReversed ? -1 : 1;
  if (key === towardsStart) return clampSize(valuePx - sign * stepPx, minPx, maxPx);
  if (key === towardsEnd) return clampSize(valuePx + sign * stepPx, minPx, maxPx);
  if (key === 'Home') return minPx;
  if (key === 'End') return clampSize(maxPx, minPx, maxPx);
  return null;
}
