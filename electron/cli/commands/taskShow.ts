import type { Command } from 'commander';
import type { TaskId } from '../../../shared/ids.ts';
import type { Task } from '../../../shared/model/task.ts';
import { faultText } from '../faults.ts';
import type { Shell } from '../shell.ts';
import { formatFields } from '../table.ts';
import { taskStatus } from '../text.ts';
import { parseTaskId } from '../values.ts';
import { taskView } from '../views.ts';

export function addTaskShow(parent: Command, shell: Shell): void {
  parent
    .command('show')
    .description('show one task')
    .argument('<id>', 'task, such as task-7', parseTaskId)
    .action(async (id: TaskId) => {
      await shell.inYard(async (session) => {
        const task = await session.client.tasks.get({ id });
        shell.answer(taskView(task), () => taskText(task));
      }, { resumesInterrupted: false });
    });
}

export function taskText(task: Task): string {
  const view = taskView(task);
  const fields: [string, string][] = [
    ['Task', view.id],
    ['Name', view.name],
    ['Target', view.target],
    ['Status', taskStatus(task)],
    ['Detail', view.detail || '-'],
    ['Initiator', view.initiator],
    ['Queued', view.queuedAt ?? '-'],
    ['Started', view.startedAt ?? '-'],
    ['Completed', view.completedAt ?? '-'],
  ];
  if (task.resumeCount > 0) fields.push(['Taken up again', `${task.resumeCount}`]);
  if (task.children) fields.push(['Items', `${task.children.succeeded} done, ${task.children.failed} failed, ${task.children.total} in all`]);
  if (task.result) {
    const { kind: _kind, ...figures } = task.result;
    for (const [name, value] of Object.entries(figures)) fields.push([name, String(value)]);
  }
  return task.fault ? `${formatFields(fields)}\n\n${faultText(task.fault)}` : formatFields(fields);
}
