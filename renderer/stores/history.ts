/** Pages of the history of events and tasks, asked for again when there is something new. */
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { EventFilter, Kept, TaskFilter } from '../../shared/contract/events.ts';
import type { YardEvent } from '../../shared/model/event.ts';
import type { Task } from '../../shared/model/task.ts';
import { yard } from './connection.ts';
import { useLoaded, type Loaded } from './requests.ts';

/** What `events.watch` has told last. */
export const newestEventStore = createStore<{ readonly key: number }>()(() => ({ key: 0 }));

export function receiveNewestEvents(news: readonly { readonly newestKey: number }[]): boolean {
  const last = news.at(-1);
  if (last !== undefined) newestEventStore.setState({ key: last.newestKey });
  return true;
}

const pageLength = 200;
/** Typing and bursts of events are waited out. */
const settleMs = 250;

export interface History<Row> extends Loaded<{ readonly rows: readonly Row[]; readonly hasMore: boolean; readonly kept: Kept }> {
  /** Asks for older ones as well. */
  readonly showMore: () => void;
}

/** Events of the newest pages that fit, kept current. */
export function useEventHistory(filter: EventFilter): History<YardEvent> {
  return usePages(JSON.stringify(filter), async (pageCount, signal) => {
    const rows: YardEvent[] = [];
    for (let beforeKey: number | null = null, page = 1; ; page += 1) {
      const answer: Awaited<ReturnType<ReturnType<typeof yard>['events']['list']>> = await yard().events.list({ ...filter, limit: pageLength, beforeKey }, { signal });
      rows.push(...answer.events);
      beforeKey = answer.nextBeforeKey;
      if (beforeKey === null || page >= pageCount) return { rows, hasMore: beforeKey !== null, kept: answer.kept };
    }
  });
}

/** Tasks of the newest pages that fit, kept current. */
export function useTaskHistory(filter: TaskFilter): History<Task> {
  return usePages(JSON.stringify(filter), async (pageCount, signal) => {
    const rows: Task[] = [];
    for (let beforeId: Task['id'] | null = null, page = 1; ; page += 1) {
      const answer: Awaited<ReturnType<ReturnType<typeof yard>['events']['tasks']>> = await yard().events.tasks({ ...filter, limit: pageLength, beforeId }, { signal });
      rows.push(...answer.tasks);
      beforeId = answer.nextBeforeId;
      if (beforeId === null || page >= pageCount) return { rows, hasMore: beforeId !== null, kept: answer.kept };
    }
  });
}

/** Beginnings and ends of tasks are events, so one number tells when either list is out of date. */
function usePages<Row>(
  filterKey: string,
  load: (pageCount: number, signal: AbortSignal) => Promise<{ rows: readonly Row[]; hasMore: boolean; kept: Kept }>,
): History<Row> {
  const newestKey = useStore(newestEventStore, (state) => state.key);
  const [pageCount, setPageCount] = useState(1);
  useEffect(() => setPageCount(1), [filterKey]);
  const seenKey = useRef(0);
  const loaded = useLoaded(
    `${filterKey} ${pageCount}`,
    (signal) => {
      seenKey.current = newestEventStore.getState().key;
      return load(pageCount, signal);
    },
    settleMs,
  );
  const { isLoading, reload } = loaded;
  useEffect(() => {
    // Only when the last answer is there: begun anew at each event, a list would never be shown while many things happen.
    if (!isLoading && newestKey > seenKey.current) reload();
  }, [isLoading, newestKey, reload]);
  return { ...loaded, showMore: () => setPageCount((before) => before + 1) };
}
