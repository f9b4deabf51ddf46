import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { StatusText } from '../../ui/StatusText.tsx';
import type { Task } from '../../../shared/model/task.ts';
import { say } from '../../strings/say.ts';
import { percentOf, rateWords } from '../parts/progressWords.ts';
import { stateWords } from './taskWords.ts';

/** State of a task; while it runs, a bar with percent, rate and time left. */
export function TaskStatus({ task }: { task: Task }) {
  switch (task.state) {
    case 'queued':
      return <StatusText icon="clock">{stateWords.queued}</StatusText>;
    case 'running':
      return (
        <span className="app-task-running">
          <ProgressBar label={say('tasks.progressOf', { task: task.name })} value={percentOf(task.progress)} />
          <span className="app-task-rate">{rateWords(task.progress)}</span>
        </span>
      );
    case 'success': {
      const failed = task.children?.failed ?? 0;
      return failed === 0 ? (
        <StatusText icon="check" tone="success">
          {stateWords.success}
        </StatusText>
      ) : (
        <StatusText icon="warning" tone="warning">
          {say('tasks.completedFailures', { count: failed })}
        </StatusText>
      );
    }
    case 'error':
      return (
        <StatusText icon="error" tone="danger">
          {stateWords.error}
        </StatusText>
      );
    case 'canceled':
      return (
        <StatusText icon="stop" tone="muted">
          {stateWords.canceled}
        </StatusText>
      );
  }
}
