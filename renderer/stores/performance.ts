/** What was measured of an object over time, asked for again whenever figures have been recorded. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { PerformanceNews } from '../../shared/contract/performance.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { CounterId, PerformanceSeries } from '../../shared/model/performance.ts';
import { yard } from './connection.ts';
import { useLoaded, type Loaded } from './requests.ts';

const newsStore = createStore<{ readonly news: PerformanceNews | null }>()(() => ({ news: null }));

export function receivePerformanceNews(events: readonly PerformanceNews[]): boolean {
  const news = events.at(-1);
  if (news !== undefined) newsStore.setState({ news });
  return true;
}

/** When figures are recorded next; null while nobody knows. */
export function useNextRecord(): number | null {
  return useStore(newsStore, (state) => state.news?.nextAtMs ?? null);
}

/** The time that is looked at: up to now, or a stretch of the past. */
export type PerformanceSpan = { readonly lengthMs: number } | { readonly fromMs: number; readonly toMs: number };

export interface AskedSeries {
  readonly counters: readonly CounterId[];
  readonly span: PerformanceSpan;
  readonly fromMs: number;
  readonly toMs: number;
  readonly series: PerformanceSeries;
}

/** More than there are of any interval, so that points are merged only where they could not be told apart. */
const maxPoints = 400;

/** @param span null: nothing is asked for */
export function usePerformanceSeries(objectId: ObjectId, counters: readonly CounterId[], span: PerformanceSpan | null): Loaded<AskedSeries> {
  const revision = useStore(newsStore, (state) => state.news?.revision ?? 0);
  const key = span === null ? null : `${objectId} ${counters.join()} ${JSON.stringify(span)} ${revision}`;
  return useLoaded(key, async (signal) => {
    if (span === null) throw new Error('Nothing was asked for.');
    const toMs = 'toMs' in span ? span.toMs : Date.now();
    const fromMs = 'fromMs' in span ? span.fromMs : toMs - span.lengthMs;
    const series = await yard().performance.series({ objectId, counters: [...counters], fromMs, toMs, maxPoints }, { signal });
    return { counters, span, fromMs, toMs, series };
  });
}
