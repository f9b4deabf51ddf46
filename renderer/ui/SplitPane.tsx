import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { Resizer } from './Resizer.tsx';
import { clampSize } from './resizing.ts';

export interface SplitPaneProps {
  start: ReactNode;
  children: ReactNode;
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
  start, children, resizerLabel, defaultStartWidthPx = 270, minStartWidthPx = 180, maxStartWidthPx = 640, isStartHidden = false,
  onStartWidthChange,
}: SplitPaneProps) {
  const paneId = useId();
  const [widthPx, setWidthPx] = useState(clampSize(defaultStartWidthPx, minStartWidthPx, maxStartWidthPx));
  return (
    <div className="ui-split">
      {isStartHidden ? null : (
        <>
          <div id={paneId} className="ui-split-start" style={{ width: widthPx }}>
            {start}
          </div>
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
        </>
      )}
      <div className="ui-split-main">{children}</div>
    </div>
  );
}
