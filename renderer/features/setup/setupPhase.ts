/** What the setup screen shows, from what is known. */
import type { YardInfo } from '../../../shared/model/system.ts';
import { isEnded, type Task } from '../../../shared/model/task.ts';

export type SetupPhase =
  /** Nothing has been tried yet: the sample yard is started without being asked for. */
  | { readonly type: 'begin' }
  | { readonly type: 'working'; readonly task: Task }
  /** Tried and not finished: the user decides how to go on. */
  | { readonly type: 'stopped'; readonly task: Task }
  /** The yard is busy with it, but its task is not known here yet. */
  | { readonly type: 'waiting' };

/** @param tasks newest first */
export function setupPhaseOf(setup: YardInfo['setup'], tasks: readonly Task[], areTasksKnown: boolean): SetupPhase {
  if (!areTasksKnown) return { type: 'waiting' };
  const task = tasks.find((candidate) => candidate.kind === 'initializeYard');
  if (task === undefined) return setup === 'empty' ? { type: 'begin' } : { type: 'waiting' };
  if (!isEnded(task.state)) return { type: 'working', task };
  // Success is followed by a fresh `system.info`; until that has arrived there is nothing to decide.
  return task.state === 'success' ? { type: 'waiting' } : { type: 'stopped', task };
}
