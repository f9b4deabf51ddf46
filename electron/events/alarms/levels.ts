/** From a figure to a colour. Pure. */
import { alarmMetrics, type AlarmDefinition, type AlarmLevel } from '../../../shared/model/alarm.ts';

/**
 * An alarm whose figure has fallen below a threshold keeps its colour until it is this much lower, so that a figure that
 * swings around the threshold does not raise the alarm again and again. In the unit of the metric.
 */
export const hysteresis = { percent: 2, hours: 0, state: 0 } as const;

/** What was found about one object: a figure, or a colour where the condition has no figure. Null: nothing is known. */
export type Reading = { readonly value: number; readonly text: string } | { readonly level: AlarmLevel; readonly text: string } | null;

const order: readonly AlarmLevel[] = ['green', 'yellow', 'red'];

/** @param before the colour it has now */
export function levelOf(definition: Pick<AlarmDefinition, 'metric' | 'warningAt' | 'criticalAt'>, reading: Reading, before: AlarmLevel): AlarmLevel {
  if (reading === null) return 'green';
  if ('level' in reading) return reading.level;
  const { warningAt, criticalAt } = definition;
  const margin = hysteresis[alarmMetrics[definition.metric].unit];
  const isAbove = (threshold: number | null, level: AlarmLevel): boolean =>
    threshold !== null && reading.value >= (order.indexOf(before) >= order.indexOf(level) ? threshold - margin : threshold);
  if (isAbove(criticalAt, 'red')) return 'red';
  return isAbove(warningAt, 'yellow') ? 'yellow' : 'green';
}

export function isWorse(level: AlarmLevel, than: AlarmLevel): boolean {
  return order.indexOf(level) > order.indexOf(than);
}
