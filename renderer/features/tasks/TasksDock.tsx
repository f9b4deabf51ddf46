import { useMemo, useRef, useState } from 'react';
import { DataGrid } from '../../ui/DataGrid.tsx';
import { Dock, type DockTab } from '../../ui/Dock.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { preferencesStore, setPreferences } from '../../stores/preferences.ts';
import { useTasks } from '../../stores/tasks.ts';
import type { Task } from '../../../shared/model/task.ts';
import { formatCount } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { gridMemory } from '../parts/gridMemory.ts';
import { itemNames } from '../parts/itemNames.ts';
import { openTask, taskActions } from './taskActions.ts';
import { taskColumns } from './taskColumns.tsx';
import { matchesFilter, type TaskFilter } from './taskWords.ts';

const filters: Record<TaskFilter, { label: string; empty: string }> = {
  all: { label: say('tasks.recentTasks'), empty: say('tasks.noTasksYet') },
  running: { label: say('common.running'), empty: say('tasks.noTaskIsRunning') },
  failed: { label: say('common.failed'), empty: say('tasks.noTaskHasFailed') },
};
const filterIds: readonly TaskFilter[] = ['all', 'running', 'failed'];
const labels = { region: say('tasks.tasksAndAlarms'), show: say('tasks.showTasksAndAlarms'), hide: say('tasks.hideTasksAndAlarms'), resize: say('tasks.resizeTasksAndAlarms') };
const gridId = 'tasks';
const rowId = (task: Task) => task.id;

export interface TasksDockProps {
  /** The tab beside the tasks. */
  alarms: DockTab;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** What the yard is doing and has done lately. */
export function TasksDock({ alarms, isOpen, onOpenChange }: TasksDockProps) {
  const tasks = useTasks((state) => state.tasks);
  const [filter, setFilter] = useState<TaskFilter>('all');
  // Whoever looks for something looks for it among those that failed as well.
  const text = useRef('');
  const [areAlarmsShown, setAlarmsShown] = useState(false);
  const rows = useMemo(() => tasks.filter((task) => matchesFilter(task, filter)), [tasks, filter]);
  const countOf = (id: TaskFilter) => (id === 'all' ? 0 : tasks.filter((task) => matchesFilter(task, id)).length);

  return (
    <div className="app-tasks">
      <Dock
        labels={labels}
        isCollapsed={!isOpen}
        onCollapsedChange={(isCollapsed) => onOpenChange(!isCollapsed)}
        defaultHeightPx={preferencesStore.getState().dockHeightPx}
        onHeightChange={(dockHeightPx) => setPreferences({ dockHeightPx })}
        selectedId={areAlarmsShown ? alarms.id : filter}
        onSelect={(id) => {
          setAlarmsShown(id === alarms.id);
          if (id !== alarms.id) setFilter(filterIds.find((known) => known === id) ?? 'all');
        }}
        tabs={[...filterIds.map((id): DockTab => {
          const count = countOf(id);
          return {
            id,
            label: filters[id].label,
            badge: count === 0 ? undefined : formatCount(count),
            content: (
              <DataGrid
                aria-label={filters[id].label}
                columns={taskColumns}
                rows={rows}
                getRowId={rowId}
                onOpen={openTask}
                contextActions={taskActions}
                initialFilter={text.current}
                onFilterChange={(next) => {
                  text.current = next;
                }}
                isBare
                itemNames={itemNames.task}
                {...gridMemory(gridId)}
                emptyState={<EmptyState icon="tasks" title={filters[id].empty} />}
              />
            ),
          };
        }), alarms]}
      />
    </div>
  );
}
