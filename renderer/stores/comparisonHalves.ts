/** When each half of the comparisons of this session began and ended, as far as the client has seen it, and what was stored meanwhile. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { comparisonHalfOf, type ComparisonHalf } from '../../shared/comparison.ts';
import type { TaskId } from '../../shared/ids.ts';
import type { Task } from '../../shared/model/task.ts';
import { containerOf, vmOf } from './inventory.ts';
import { tasksStore } from './tasks.ts';

export interface HalfSpan {
  readonly fromMs: number;
  /** Null while it lasts. */
  readonly toMs: number | null;
  /** Stored on the datastore when it began; null when that was not known. */
  readonly physicalBytesBefore: number | null;
  /** The most that was stored beyond that while it lasted. */
  readonly takenBytes: number | null;
}

export type Halves = Readonly<Record<ComparisonHalf, HalfSpan | null>>;

export const noHalves: Halves = { host: null, offload: null };

/** The halves once the task is what it is now. The same object when nothing has changed. */
export function advanceHalves(before: Halves, task: Pick<Task, 'state' | 'detail'>, nowMs: number, physicalBytes: number | null): Halves {
  const now = task.state === 'running' ? comparisonHalfOf(task.detail) : null;
  const spanOf = (half: ComparisonHalf): HalfSpan | null => {
    const span = before[half];
    if (half === now) return span === null ? { fromMs: nowMs, toMs: null, physicalBytesBefore: physicalBytes, takenBytes: physicalBytes === null ? null : 0 } : withTaken(span, physicalBytes);
    return span === null || span.toMs !== null ? span : { ...span, toMs: nowMs };
  };
  const host = spanOf('host');
  const offload = spanOf('offload');
  return host === before.host && offload === before.offload ? before : { host, offload };
}

function withTaken(span: HalfSpan, physicalBytes: number | null): HalfSpan {
  if (physicalBytes === null || span.physicalBytesBefore === null) return span;
  const takenBytes = physicalBytes - span.physicalBytesBefore;
  return takenBytes > (span.takenBytes ?? 0) ? { ...span, takenBytes } : span;
}

const halvesStore = createStore<{ readonly byTask: ReadonlyMap<TaskId, Halves> }>()(() => ({ byTask: new Map() }));

/** Follows the tasks, whether anybody looks at a comparison or not. Returns the way to stop. */
export function followComparisons(): () => void {
  return tasksStore.subscribe(({ tasks }) => {
    const { byTask } = halvesStore.getState();
    for (const task of tasks) {
      if (task.kind !== 'compareOffload') continue;
      const before = byTask.get(task.id) ?? noHalves;
      const after = advanceHalves(before, task, Date.now(), storedFor(task));
      if (after !== before) halvesStore.setState((state) => ({ byTask: new Map(state.byTask).set(task.id, after) }));
    }
  });
}

/** What the datastore of a comparison's source stores now, or null when it is gone. */
function storedFor({ target }: Pick<Task, 'target'>): number | null {
  const source = target.id === null ? undefined : vmOf(target.id);
  const datastore = source === undefined ? undefined : containerOf(source.datastoreId);
  return datastore?.kind === 'datastore' ? datastore.space.physicalBytes : null;
}

export function useHalves(id: TaskId): Halves {
  return useStore(halvesStore, (state) => state.byTask.get(id) ?? noHalves);
}
