/** What a room says about a kind of long-running work when it registers it. */
import type * as z from 'zod';
import type { ObjectId, RequestId } from '../../shared/ids.ts';
import type { TaskKind } from '../../shared/model/task.ts';
import type { MetaTx } from '../meta/meta.ts';
import type { ChildDraft } from './journal.ts';
import type { TaskEnd, TaskRun } from './taskRun.ts';

/**
 * `change`: one at a time, since they change what the next one would plan with. `transfer`: two at
 * a time. `maintenance`: one at a time; looks at much of the array or moves blocks, but changes
 * neither what exists nor what any disk holds. `records`: one at a time, in short transactions that decide on
 * what there is at that moment and touch no disk, so that nobody waits minutes for a name or a power state.
 */
export type Lane = 'change' | 'transfer' | 'maintenance' | 'records';
export const laneWidths: Readonly<Record<Lane, number>> = { change: 1, transfer: 2, maintenance: 1, records: 1 };

export interface TaskKindOptions<Spec> {
  readonly spec: z.ZodType<Spec>;
  readonly lane: Lane;
  /** Taken up again at its last durable step after a crash or shutdown; otherwise it ends as `Interrupted`. */
  readonly isResumable: boolean;
  /** What a person can do when it was interrupted. */
  readonly interruptedHint: string;
  /**
   * Does the work. It stops at its next safe point when `run.signal` is aborted, either by
   * throwing the signal's reason or by returning an end of state `canceled`.
   */
  run(run: TaskRun, spec: Spec): Promise<TaskEnd>;
}

export interface TaskRequest {
  readonly kind: TaskKind;
  /** What people read: "Rapid clone 100 virtual machines". */
  readonly name: string;
  readonly target: { readonly id: ObjectId | null; readonly name: string };
  readonly requestId: RequestId;
  /** What the runner gets, as plain data. */
  readonly spec: unknown;
  readonly initiator: string;
  readonly isCancelable: boolean;
  /** The items of a bulk task. */
  readonly children?: readonly ChildDraft[];
  /** Changes that must be durable together with the journal entry. */
  readonly alongside?: (tx: MetaTx) => void;
}
