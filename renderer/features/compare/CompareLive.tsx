import { Card } from '../../ui/Card.tsx';
import type { Task } from '../../../shared/model/task.ts';
import { TaskProgress } from '../parts/TaskProgress.tsx';

/** A comparison while it runs. */
export function CompareLive({ task }: { task: Task }) {
  return (
    <Card title={task.name}>
      <TaskProgress task={task} />
    </Card>
  );
}
