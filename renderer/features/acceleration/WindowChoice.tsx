import { say } from '../../strings/say.ts';
import { Segments } from '../../ui/Segments.tsx';
import { timeWindows } from './buckets.ts';
import type { ShownWindow } from './useTimeWindow.ts';

/** How far back a chart looks. */
export function WindowChoice({ shown }: { shown: ShownWindow }) {
  return <Segments label={say('acceleration.timeShown')} options={timeWindows} value={shown.window.id} onChange={shown.setWindow} />;
}
