/** What tasks have come to. */
import type { TaskObserver } from '../tasks/observer.ts';
import type { Task, TaskKind } from '../../shared/model/task.ts';
import type { EventType } from '../../shared/model/event.ts';
import type { EventDraft } from './eventGroups.ts';
import type { EventLog } from './eventLog.ts';

/** Kinds of work that vSphere has events of their own for. */
const named: Partial<Record<TaskKind, { readonly began: EventType; readonly failed: EventType }>> = {
  rapidClone: { began: 'VmBeingClonedEvent', failed: 'VmCloneFailedEvent' },
  cloneVm: { began: 'VmBeingClonedEvent', failed: 'VmCloneFailedEvent' },
  deployTemplate: { began: 'VmBeingDeployedEvent', failed: 'VmDeployFailedEvent' },
};

/** @param placesOf where the object of a task stands, so that its events are found there */
export function taskObserver(log: EventLog, placesOf: (task: Task) => EventDraft['places']): TaskObserver {
  const eventAt = (type: EventType, task: Task, text: string): EventDraft => ({ type, id: task.target.id, name: task.target.name, places: placesOf(task) ?? [], text, chain: task });
  return {
    started: (tx, task) => {
      log.attribute(tx, task);
      log.add(tx, eventAt(named[task.kind]?.began ?? 'TaskEvent', task, task.name));
    },
    stepped: (tx, task) => log.attribute(tx, task),
    ended: (tx, task) => {
      log.attribute(tx, task);
      // The tasks that a start of the yard finds interrupted end in one transaction, so each event names its own.
      if (task.state === 'canceled') log.add(tx, eventAt('TaskCanceledEvent', task, task.name));
      if (task.state !== 'error') return;
      const cause = task.fault?.message ?? '';
      const type = named[task.kind]?.failed;
      log.add(tx, type ? eventAt(type, task, cause) : eventAt('TaskFailedEvent', task, `${task.name}. ${cause}`));
    },
    itemsFailed: (tx, items) =>
      log.addLater(tx, (task) => {
        const type = task?.kind === 'rapidClone' ? 'VmCloneFailedEvent' : 'TaskItemFailedEvent';
        return items.map(({ name, fault }): EventDraft => ({ type, id: null, name, places: task?.target.id ? [task.target.id] : [], text: fault?.message ?? '' }));
      }),
  };
}
