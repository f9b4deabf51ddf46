/** Columns of the task lists. */
import type { DataGridColumn } from '../../ui/DataGrid.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Link } from '../../ui/Link.tsx';
import { cancelDenial } from '../../stores/access.ts';
import { cancelTask } from '../../stores/commands.ts';
import { openDialog } from '../../stores/dialogs.ts';
import { usePreferences } from '../../stores/preferences.ts';
import { isEnded, type Task } from '../../../shared/model/task.ts';
import { formatDuration } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { DateTime } from '../parts/DateTime.tsx';
import { exactTime, RelativeTime } from '../parts/RelativeTime.tsx';
import { TaskStatus } from './TaskStatus.tsx';
import { TaskTarget } from './TaskTarget.tsx';
import { detailWords, stateWords } from './taskWords.ts';

const timeOf = (timeMs: number) => new Date(timeMs).toLocaleTimeString();

/** How long it waited for others; null while it still does. */
function queuedMs(task: Task): number | null {
  return task.startedAtMs === null ? (task.completedAtMs === null ? null : task.completedAtMs - task.queuedAtMs) : task.startedAtMs - task.queuedAtMs;
}

function queuedWords(task: Task): string {
  const waitedMs = queuedMs(task);
  return waitedMs === null ? '' : formatDuration(waitedMs);
}

/** The time of day is enough for what has just been done. */
function Time({ timeMs }: { timeMs: number | null }) {
  const style = usePreferences((state) => state.times);
  if (timeMs === null) return null;
  if (style === 'relative') return <RelativeTime timeMs={timeMs} />;
  return (
    <time dateTime={new Date(timeMs).toISOString()} title={exactTime(timeMs)}>
      {timeOf(timeMs)}
    </time>
  );
}

export const taskColumns: readonly DataGridColumn<Task>[] = [
  {
    id: 'name',
    header: say('tasks.taskName'),
    width: 230,
    cell: (task) => <Link onPress={() => openDialog({ type: 'taskDetail', taskId: task.id })}>{task.name}</Link>,
    sortValue: (task) => task.name,
    filterText: (task) => task.name,
  },
  {
    id: 'target',
    header: say('tasks.target'),
    width: 150,
    cell: (task) => <TaskTarget task={task} />,
    sortValue: (task) => task.target.name,
    filterText: (task) => task.target.name,
  },
  {
    id: 'status',
    header: say('tasks.status'),
    width: 310,
    cell: (task) => (
      <span className="app-task-status">
        <TaskStatus task={task} />
        {task.cancelable && !isEnded(task.state) && cancelDenial(task) === undefined ? (
          <IconButton icon="close" aria-label={say('tasks.cancelNamed', { task: task.name })} onPress={() => void cancelTask(task.id)} />
        ) : null}
      </span>
    ),
    sortValue: (task) => stateWords[task.state],
  },
  {
    id: 'details',
    header: say('tasks.details'),
    width: 260,
    isFlexible: true,
    cell: (task) => {
      const words = detailWords(task);
      return <span title={words}>{words}</span>;
    },
    sortValue: detailWords,
    filterText: detailWords,
  },
  { id: 'initiator', header: say('tasks.initiator'), width: 110, cell: (task) => task.initiator, sortValue: (task) => task.initiator },
  { id: 'queuedFor', header: say('tasks.queuedFor'), width: 100, cell: (task) => queuedWords(task), sortValue: (task) => queuedMs(task) ?? Infinity, exportValue: queuedMs, align: 'end', unit: 'ms' },
  { id: 'start', header: say('tasks.startTime'), width: 110, cell: (task) => <Time timeMs={task.startedAtMs ?? task.queuedAtMs} />, sortValue: (task) => task.startedAtMs ?? task.queuedAtMs, unit: 'time' },
  { id: 'completion', header: say('tasks.completion'), width: 110, cell: (task) => <Time timeMs={task.completedAtMs} />, sortValue: (task) => task.completedAtMs ?? Infinity, unit: 'time' },
];

/** The same for tasks of other days: with the date. */
export const taskHistoryColumns: readonly DataGridColumn<Task>[] = taskColumns.map((column) => {
  if (column.id === 'start') return { ...column, width: 170, cell: (task) => <DateTime timeMs={task.startedAtMs ?? task.queuedAtMs} /> };
  return column.id === 'completion' ? { ...column, width: 170, cell: (task) => <DateTime timeMs={task.completedAtMs} /> } : column;
});
