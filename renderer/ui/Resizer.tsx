import { useRef } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { clampSize, sizeAfterKey } from './resizing.ts';

export interface ResizerProps {
  'aria-label': string;
  /** The id of the pane whose size changes. */
  controls?: string;
  /** The line's own direction: a vertical line changes a width. */
  orientation: 'vertical' | 'horizontal';
  valuePx: number;
  minPx: number;
  maxPx: number;
  onChange: (valuePx: number) => void;
  /** Called once at the end of a drag and after each key, for persisting. */
  onCommit?: (valuePx: number) => void;
  /** True when the pane lies after the line, so that moving towards the start enlarges it. */
  isReversed?: boolean;
}

/** A line between two panes, movable by pointer and by arrow keys. */
export function Resizer({
  'aria-label': ariaLabel, controls, orientation, valuePx, minPx, maxPx, onChange, onCommit, isReversed = false,
}: ResizerProps) {
  const drag = useRef<{ startPx: number; startValuePx: number; latestPx: number } | null>(null);
  const readPx = (event: PointerEvent) => (orientation === 'vertical' ? event.clientX : event.clientY);

  const finishDrag = () => {
    if (drag.current !== null) onCommit?.(drag.current.latestPx);
    drag.current = null;
  };
  const handleKey = (event: KeyboardEvent) => {
    const next = sizeAfterKey(event.key, { orientation, valuePx, minPx, maxPx, isReversed });
    if (next === null) return;
    event.preventDefault();
    onChange(next);
    onCommit?.(next);
  };

  return (
    <div
      role="separator"
      tabIndex={0}
      className={`ui-resizer ui-resizer-${orientation}`}
      aria-label={ariaLabel}
      aria-controls={controls}
      aria-orientation={orientation}
      aria-valuenow={Math.round(valuePx)}
      aria-valuemin={minPx}
      aria-valuemax={Math.round(maxPx)}
      onKeyDown={handleKey}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { startPx: readPx(event), startValuePx: valuePx, latestPx: valuePx };
      }}
      onPointerMove={(event) => {
        if (drag.current === null) return;
        const movedPx = (readPx(event) - drag.current.startPx) * (isReversed ? -1 : 1);
        const next = clampSize(drag.current.startValuePx + movedPx, minPx, maxPx);
        drag.current.latestPx = next;
        onChange(next);
      }}
      onPointerUp={finishDrag}
      onPointerCancel={finishDrag}
    />
  );
}
