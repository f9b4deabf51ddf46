import { useMemo, useState } from 'react';
import { lastStepEnd, stepEnds, timeWindows, type TimeWindow } from './buckets.ts';
import { useNow } from '../parts/useNow.ts';

export interface ShownWindow {
  readonly window: TimeWindow;
  readonly setWindow: (id: string) => void;
  /** Ends of the steps, oldest first. */
  readonly ends: readonly number[];
  readonly fromMs: number;
  readonly toMs: number;
}

/** A stretch of time that ends now and moves on with the clock, a step at a time. */
export function useTimeWindow(): ShownWindow {
  const [id, setId] = useState<string>(timeWindows[0].id);
  const window = timeWindows.find((known) => known.id === id) ?? timeWindows[0];
  const lastMs = lastStepEnd(useNow(1_000), window);
  // Between two steps nothing changes, and nothing is drawn again.
  const ends = useMemo(() => stepEnds(lastMs, window), [lastMs, window]);
  return { window, setWindow: setId, ends, fromMs: lastMs - window.lengthMs, toMs: lastMs };
}
