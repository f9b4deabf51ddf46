import type { Command } from 'commander';
import type { TaskId } from '../../../shared/ids.ts';
import { isEnded } from '../../../shared/model/task.ts';
import type { Shell } from '../shell.ts';
import { parseTaskId } from '../values.ts';
import { taskView } from '../views.ts';

export function addTaskCancel(parent: Command, shell: Shell): void {
  parent
    .command('cancel')
    .description('ask a task to stop at its next safe point; one that has ended is left alone')
    .argument('<id>', 'task, such as task-7', parseTaskId)
    .action(async (id: TaskId) => {
      await shell.inYard(async (session) => {
        const task = await session.client.tasks.cancel({ id });
        shell.answer(taskView(task), () => {
          if (task.state === 'canceled') return `${task.id} "${task.name}" is cancelled.`;
          if (isEnded(task.state)) return `${task.id} "${task.name}" has ended already: ${task.state}.`;
          return task.cancelable
            ? `${task.id} "${task.name}" stops at its next safe point.`
            : `${task.id} "${task.name}" cannot be cancelled and goes on.`;
        });
      }, { resumesInterrupted: false });
    });
}
