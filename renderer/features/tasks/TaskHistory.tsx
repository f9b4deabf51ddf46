import { useMemo, useState } from 'react';
import { DataGrid } from '../../ui/DataGrid.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { useTaskHistory } from '../../stores/history.ts';
import { useTasks } from '../../stores/tasks.ts';
import type { TaskFilter } from '../../../shared/contract/events.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { Task, TaskState } from '../../../shared/model/task.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { gridMemory } from '../parts/gridMemory.ts';
import { HistoryFooter } from '../parts/HistoryFooter.tsx';
import { itemNames } from '../parts/itemNames.ts';
import { openTask, taskActions } from './taskActions.ts';
import { taskHistoryColumns } from './taskColumns.tsx';

const stateChoices: readonly { id: string; label: string; states: readonly TaskState[] }[] = [
  { id: 'all', label: say('common.all'), states: [] },
  { id: 'running', label: say('common.running'), states: ['queued', 'running'] },
  { id: 'failed', label: say('common.failed'), states: ['error'] },
  { id: 'canceled', label: say('tasks.cancelled'), states: ['canceled'] },
];
const rowId = (task: Task) => task.id;

/** What was done with an object and with what is in it, over the whole history. */
export function TaskHistory({ objectId, name }: { objectId: ObjectId; name: string }) {
  const [text, setText] = useState('');
  const [state, setState] = useState('all');
  const filter = useMemo((): TaskFilter => ({ objectId, states: [...(stateChoices.find(({ id }) => id === state)?.states ?? [])], text }), [objectId, state, text]);
  const { value, fault, isLoading, reload, showMore } = useTaskHistory(filter);
  const live = useTasks((known) => known.tasks);
  // What runs now moves on between two answers.
  const rows = useMemo(() => {
    const byId = new Map(live.map((task) => [task.id, task]));
    return (value?.rows ?? []).map((task) => byId.get(task.id) ?? task);
  }, [value, live]);
  return (
    <>
      {fault === null ? null : <FaultAlert fault={fault} action={{ label: say('common.tryAgain'), onAction: reload }} />}
      <DataGrid
        aria-label={say('tasks.tasksOf', { name })}
        columns={taskHistoryColumns}
        rows={rows}
        getRowId={rowId}
        onOpen={openTask}
        contextActions={taskActions}
        hasFilter={false}
        itemNames={itemNames.task}
        {...gridMemory('taskHistory')}
        toolbar={
          <>
            <SearchField label={say('tasks.searchTasksOf', { name })} placeholder={say('tasks.searchPlaceholder')} value={text} onChange={setText} />
            <Segments label={say('common.state')} options={stateChoices} value={state} onChange={setState} />
          </>
        }
        emptyState={<EmptyState icon={isLoading ? 'clock' : 'tasks'} title={isLoading ? say('tasks.loadingTheTasks') : say('tasks.noTasks')} text={isLoading ? '' : say('tasks.nothingKeptFits')} />}
      />
      <HistoryFooter what="tasks" kept={value?.kept} hasMore={value?.hasMore ?? false} isLoading={isLoading && value !== null} onMore={showMore} />
    </>
  );
}
