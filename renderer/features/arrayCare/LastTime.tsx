import type { Task } from '../../../shared/model/task.ts';
import { formatDuration } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { Ago } from '../parts/Ago.tsx';
import { Filled, slots } from '../parts/Filled.tsx';

type Run = 'check' | 'scrub';

/** When a task of the kind ended last, and how long it took. */
export function LastTime({ run, task }: { run: Run; task: Task }) {
  if (task.completedAtMs === null) return null;
  return (
    <p className="app-note">
      <Filled text={wordsOf(run, task.startedAtMs === null ? null : formatDuration(task.completedAtMs - task.startedAtMs))}>
        <Ago timeMs={task.completedAtMs} />
      </Filled>
    </p>
  );
}

function wordsOf(run: Run, duration: string | null): string {
  const time = slots[0];
  if (run === 'check') return duration === null ? say('arrayCare.lastCheck', { time }) : say('arrayCare.lastCheckWithDuration', { time, duration });
  return duration === null ? say('arrayCare.lastScrub', { time }) : say('arrayCare.lastScrubWithDuration', { time, duration });
}
