import type { Task } from '../../../shared/model/task.ts';
import { formatDuration } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { Ago } from '../parts/Ago.tsx';

/** When a task of the kind ended last, and how long it took. */
export function LastTime({ what, task }: { what: string; task: Task }) {
  if (task.completedAtMs === null) return null;
  return (
    <p className="app-note">
      {what}: <Ago timeMs={task.completedAtMs} />
      {task.startedAtMs === null ? '' : say('arrayCare.in', { duration: formatDuration(task.completedAtMs - task.startedAtMs) })}
    </p>
  );
}
