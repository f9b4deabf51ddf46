/** What the list under the search offers, in its order. Pure. */
import { completeQuery, type Completions } from '../../shared/query/completeQuery.ts';
import type { Machine } from '../../shared/query/machineFields.ts';
import { scanQuery } from '../../shared/query/scanQuery.ts';
import { searchFields, type SearchHit, type SearchResult, type SearchSource } from './search.ts';

/** The key of an entry is part of its element's id. */
export type SearchEntry =
  | { readonly type: 'offer'; readonly key: string; readonly insert: string; readonly detail: string }
  | { readonly type: 'all'; readonly key: 'all'; readonly total: number }
  | { readonly type: 'hit'; readonly key: string; readonly hit: SearchHit };

export const noOffers: Completions = { start: 0, end: 0, items: [] };

/** As many as leave room for what is found. */
const mostOffers = 6;

/** Names of fields and values that may stand at the caret; none where nothing has been typed there. */
export function offersAt({ text, caret }: { readonly text: string; readonly caret: number }, source: SearchSource): Completions {
  if (caret === 0 || /\s/.test(text.charAt(caret - 1))) return noOffers;
  const found = completeQuery({ text, caret, fields: searchFields, subjects: machinesOf(source) });
  return { ...found, items: found.items.slice(0, mostOffers) };
}

function* machinesOf({ vms, places, policies }: SearchSource): Iterable<Machine> {
  for (const vm of vms.values()) yield { vm, places, policies };
}

/** Offers first, then the way to all results, then the first results of each kind. */
export function entriesOf({ groups, total }: SearchResult, { items }: Completions): SearchEntry[] {
  return [
    ...items.map(({ insert, detail }, at): SearchEntry => ({ type: 'offer', key: `offer-${at}`, insert, detail })),
    ...(total === 0 ? [] : [{ type: 'all', key: 'all', total } as const]),
    ...groups.flatMap(({ hits }) => hits.map((hit): SearchEntry => ({ type: 'hit', key: hit.id, hit }))),
  ];
}

/** What Enter means before anything was chosen: the best name, all results where fields were asked for, an offer while one is being typed. */
export function defaultEntry(text: string, entries: readonly SearchEntry[], { problems }: SearchResult): SearchEntry | undefined {
  const first = (type: SearchEntry['type']) => entries.find((entry) => entry.type === type);
  if (problems.some(({ isIncomplete }) => isIncomplete)) return first('offer');
  const asksFields = scanQuery(text).some(({ kind, isNegated }) => kind === 'comparison' || isNegated);
  return asksFields ? first('all') : first('hit');
}
