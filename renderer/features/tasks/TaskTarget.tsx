import type { Task } from '../../../shared/model/task.ts';
import { ObjectLink } from '../parts/ObjectLink.tsx';
import { targetIdOf } from './taskWords.ts';

/** What a task is about, as a link where it is in the inventory. */
export function TaskTarget({ task }: { task: Task }) {
  const id = targetIdOf(task);
  return id === null ? task.target.name : <ObjectLink id={id} name={task.target.name} />;
}
