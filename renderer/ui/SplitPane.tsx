import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { Resizer } from './Resizer.tsx';
import { clampSize } from './resizing.ts';

export interface SplitPaneProps {
  start: ReactNode;
  children: ReactNode;
  /** Makes the first pane a navigation landmark of this name. */
  navigationLabel?: string;
  /** Names the line between the panes: "Resize the inventory". */
  resizerLabel: string;
  defaultStartWidthPx?: number;
  minStartWidthPx?: number;
  maxStartWidthPx?: number;
  /** Hides the first pane, the line with it. */
  isStartHidden?: boolean;
  /** Called when the user has finished changing the width, for persisting. */
  onStartWidthChange?: (widthPx: number) => void;
}

/** Two panes side by side. On a narrow page the first one lies over the second instead of squeezing it. */
export function SplitPane({
  start, children, navigationLabel, resizerLabel, defaultStartWidthPx = 270, minStartWidthPx = 180, maxStartWidthPx = 640, isStartHidden = false,
  onStartWidthChange,
}: SplitPaneProps) {
  const paneId = useId();
  const [widthPx, setWidthPx] = useState(clampSize(defaultStartWidthPx, minStartWidthPx, maxStartWidthPx));
  const Start = navigationLabel === undefined ? 'div' : 'nav';
  return (
    <div className="ui-split">
      {isStartHidden ? null : (
        <Start id={paneId} className="ui-split-start" style={{ width: widthPx }} aria-label={navigationLabel}>
          <div className="ui-split-content">{start}</div>
          <Resizer
            aria-label={resizerLabel}
            controls={paneId}
            orientation="vertical"
            valuePx={widthPx}
            minPx={minStartWidthPx}
            maxPx={maxStartWidthPx}
            onChange={setWidthPx}
            {...(onStartWidthChange === undefined ? {} : { onCommit: onStartWidthChange })}
          />
        </Start>
      )}
      <div className="ui-split-main">{children}</div>
    </div>
  );
}
