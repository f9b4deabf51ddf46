/** What can be done about a task, in its context menu. */
import type { ActionItem } from '../../ui/actions.ts';
import { cancelDenial } from '../../stores/access.ts';
import { cancelTask } from '../../stores/commands.ts';
import { openDialog } from '../../stores/dialogs.ts';
import { isEnded, type Task } from '../../../shared/model/task.ts';
import { say } from '../../strings/say.ts';

export const openTask = (task: Task): void => openDialog({ type: 'taskDetail', taskId: task.id });

export function taskActions(tasks: readonly Task[]): ActionItem[] {
  const [task] = tasks;
  if (task === undefined) return [];
  return [
    { id: 'details', label: say('tasks.showDetails'), icon: 'info', onAction: () => openTask(task) },
    {
      id: 'cancel',
      label: say('tasks.cancelTask'),
      icon: 'close',
      disabledReason: cancelDenial(task) ?? (isEnded(task.state) ? say('tasks.hasEnded') : task.cancelable ? undefined : say('tasks.notCancelableNow')),
      onAction: () => void cancelTask(task.id),
    },
  ];
}
