import { Button } from '../../ui/Button.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { cancelDenial } from '../../stores/access.ts';
import { cancelTask } from '../../stores/commands.ts';
import { isEnded, type Task } from '../../../shared/model/task.ts';
import { say } from '../../strings/say.ts';
import { percentOf, progressWords } from './progressWords.ts';

export interface TaskProgressProps {
  task: Task | undefined;
  /** False where something beside it cancels the task already. */
  hasCancel?: boolean;
}

/** A running or waiting task with the way to cancel it; nothing once it has ended. */
export function TaskProgress({ task, hasCancel = true }: TaskProgressProps) {
  if (task === undefined || isEnded(task.state)) return null;
  return (
    <div className="app-task-progress">
      <ProgressBar label={task.state === 'queued' ? say('parts.taskWaiting', { task: task.name }) : task.detail || task.name} isLabelVisible value={percentOf(task.progress)} />
      <div className="app-task-progress-line">
        <span className="app-note">{progressWords(task.progress)}</span>
        {hasCancel && task.cancelable ? (
          <Button variant="flat" icon="close" disabledReason={cancelDenial(task)} onPress={() => void cancelTask(task.id)}>
            {say('common.cancel')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
