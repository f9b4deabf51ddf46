import type { Command } from 'commander';
import { formatDuration } from '../../../shared/units.ts';
import type { Shell } from '../shell.ts';
import { formatTable } from '../table.ts';
import { taskStatus } from '../text.ts';
import { parseListLimit } from '../values.ts';
import { taskView } from '../views.ts';

export function addTaskLs(parent: Command, shell: Shell): void {
  parent
    .command('ls')
    .description('list tasks, newest first')
    .option('--limit <n>', 'at most so many', parseListLimit, 50)
    .action(async (options: { limit: number }) => {
      await shell.inYard(async (session) => {
        const tasks = await session.client.tasks.list({ limit: options.limit });
        shell.answer(tasks.map(taskView), () =>
          formatTable(
            [
              { title: 'Task', cell: (task) => task.id },
              { title: 'Name', cell: (task) => task.name },
              { title: 'Target', cell: (task) => task.target.name },
              { title: 'Status', cell: taskStatus },
              { title: 'Started', cell: (task) => (task.startedAtMs === null ? '-' : new Date(task.startedAtMs).toISOString()) },
              {
                title: 'Took',
                cell: (task) => (task.startedAtMs === null || task.completedAtMs === null ? '-' : formatDuration(task.completedAtMs - task.startedAtMs)),
                isNumber: true,
              },
            ],
            tasks,
          ),
        );
      }, { resumesInterrupted: false });
    });
}
