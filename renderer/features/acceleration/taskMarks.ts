/** Tasks as marks of a chart. Pure. */
import type { TimeMark } from '../../ui/TimeChart.tsx';
import type { Task } from '../../../shared/model/task.ts';

/** More would cover one another. */
const mostMarks = 20;

/** Those that ran within the stretch of time, oldest first; of very many the newest. A task that has not ended lasts until `toMs`. */
export function taskMarks(tasks: readonly Task[], fromMs: number, toMs: number): TimeMark[] {
  const marks = tasks.flatMap(({ id, name, startedAtMs, completedAtMs }) => {
    if (startedAtMs === null || startedAtMs > toMs) return [];
    const endMs = completedAtMs ?? toMs;
    return endMs < fromMs ? [] : [{ id, label: name, fromMs: startedAtMs, toMs: Math.max(startedAtMs, endMs) }];
  });
  return marks.toSorted((one, other) => one.fromMs - other.fromMs).slice(-mostMarks);
}
