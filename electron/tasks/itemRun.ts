/** The work of a bulk task whose items are decided on one by one: changed, right already, or refused. */
import { Fault, faultRecordOf } from '../../shared/faults.ts';
import type { TaskChild } from '../../shared/model/task.ts';
import type { Meta, MetaTx } from '../meta/meta.ts';
import type { ChildResult } from './journal.ts';
import { Pacer } from './pacer.ts';
import type { TaskEnd, TaskRun } from './taskRun.ts';
import type { TaskService } from './taskService.ts';

/** Bounds how long one transaction holds up everybody else. */
const batchLength = 200;

/** What is to become of an item. `undo`: what it was and becomes, where that can be taken back. */
export type Verdict<C> =
  | { readonly change: C; readonly undo?: NonNullable<TaskChild['change']> }
  /** A sentence that says how it is already. */
  | { readonly unchanged: string };

export interface ItemCounts {
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
}

export interface ItemWork<C> {
  /** Begins a batch; what it returns decides on each item, as everything is now. It changes nothing and throws a Fault to refuse. */
  readonly plan: () => (child: TaskChild) => Verdict<C>;
  /** Carries out the changes of a batch. */
  readonly apply: (tx: MetaTx, changes: readonly C[]) => void;
  readonly result: (counts: ItemCounts) => NonNullable<TaskEnd['result']>;
}

/**
 * Works through what has not ended yet, each batch in one transaction together with what became of its items.
 * @throws Fault that of the first item, with the number of the others, when all were refused; the reason of the signal at a shutdown
 */
export async function runItems<C>(rooms: { readonly meta: Meta; readonly tasks: TaskService }, run: TaskRun, work: ItemWork<C>): Promise<TaskEnd> {
  const pending = run.pendingChildren();
  const pacer = new Pacer();
  for (let first = 0; first < pending.length; first += batchLength) {
    // Commits alone may never let the event loop turn, and then nobody could cancel.
    await pacer.pause();
    if (run.signal.aborted) {
      if (!run.isCanceled) throw run.signal.reason;
      return { state: 'canceled', result: work.result(countItems(rooms, run)) };
    }
    const batch = pending.slice(first, first + batchLength);
    rooms.meta.transaction((tx) => {
      const decide = work.plan();
      const changes: C[] = [];
      const results = batch.map((child) => resultOf(child, decide, changes));
      work.apply(tx, changes);
      run.childResults(tx, results);
    });
  }
  const counts = countItems(rooms, run);
  if (counts.failed > 0 && counts.changed + counts.unchanged === 0) throw firstFault(rooms, run, counts.failed);
  return { state: 'success', result: work.result(counts) };
}

function resultOf<C>(child: TaskChild, decide: (child: TaskChild) => Verdict<C>, changes: C[]): ChildResult {
  const { index, targetId } = child;
  try {
    const verdict = decide(child);
    if ('unchanged' in verdict) return { index, targetId, state: 'success', fault: null, note: verdict.unchanged };
    changes.push(verdict.change);
    return { index, targetId, state: 'success', fault: null, ...(verdict.undo && { change: verdict.undo }) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { index, targetId, state: 'error', fault: faultRecordOf(error) };
  }
}

/** From the journal, which also knows those that were dealt with before an interruption. */
function countItems({ tasks }: { readonly tasks: TaskService }, run: TaskRun): ItemCounts {
  let unchanged = 0;
  for (const child of itemsOf(tasks, run)) if (child.note !== undefined) unchanged += 1;
  const { succeeded = 0, failed = 0 } = run.task.children ?? {};
  return { changed: succeeded - unchanged, unchanged, failed };
}

function firstFault({ tasks }: { readonly tasks: TaskService }, run: TaskRun, failed: number): Fault {
  for (const { fault } of itemsOf(tasks, run)) {
    if (!fault) continue;
    const others = failed > 1 ? ` The other ${failed - 1} were refused as well; its items tell why.` : '';
    return new Fault(fault.code, fault.message + others, { names: fault.names, hint: fault.hint });
  }
  return new Fault('SystemError');
}

function itemsOf(tasks: TaskService, run: TaskRun): TaskChild[] {
  return tasks.children(run.id, 0, run.task.children?.total ?? 0).children;
}
