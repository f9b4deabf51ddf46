/** What the pointer or the keyboard did to a row. */
export type SelectionGesture = 'replace' | 'toggle' | 'range' | 'addRange';

/** Whether rows can be selected, and how many at once. */
export type SelectionMode = 'none' | 'single' | 'multiple';

export interface SelectionRequest {
  /** Ids in display order. */
  ids: readonly string[];
  selected: ReadonlySet<string>;
  /** Where a range starts: the row last chosen without Shift. */
  anchorId: string | null;
  targetId: string;
  gesture: SelectionGesture;
  /** Where one row is selected, every gesture selects it and nothing else. */
  mode: Exclude<SelectionMode, 'none'>;
}

export interface SelectionResult {
  selected: ReadonlySet<string>;
  anchorId: string | null;
}

/** The ids from the anchor to the target, both included; the target alone when the anchor is not shown. */
export function rangeBetween(ids: readonly string[], anchorId: string | null, targetId: string): readonly string[] {
  const target = ids.indexOf(targetId);
  if (target === -1) return [];
  const anchor = anchorId === null ? -1 : ids.indexOf(anchorId);
  if (anchor === -1) return [targetId];
  return ids.slice(Math.min(anchor, target), Math.max(anchor, target) + 1);
}

/** The selection after a gesture. A range keeps its anchor, so that it can grow and shrink. */
export function changeSelection({ ids, selected, anchorId, targetId, gesture, mode }: SelectionRequest): SelectionResult {
  if (mode === 'single') return { selected: new Set([targetId]), anchorId: targetId };
  switch (gesture) {
    case 'replace': return { selected: new Set([targetId]), anchorId: targetId };
    case 'toggle': {
      const next = new Set(selected);
      if (!next.delete(targetId)) next.add(targetId);
      return { selected: next, anchorId: targetId };
    }
    case 'range': return { selected: new Set(rangeBetween(ids, anchorId, targetId)), anchorId: anchorId ?? targetId };
    case 'addRange': return { selected: new Set([...selected, ...rangeBetween(ids, anchorId, targetId)]), anchorId: anchorId ?? targetId };
  }
}

export type SelectAllState = 'none' | 'some' | 'all';

/** How much of what is shown is selected; what a filter hides does not count. */
export function readSelectAllState(ids: readonly string[], selected: ReadonlySet<string>): SelectAllState {
  if (ids.length === 0 || selected.size === 0) return 'none';
  let count = 0;
  for (const id of ids) if (selected.has(id)) count += 1;
  if (count === 0) return 'none';
  return count === ids.length ? 'all' : 'some';
}

/** Everything shown is added, or, when all of it is selected already, taken away. What a filter hides stays as it is. */
export function toggleAll(ids: readonly string[], selected: ReadonlySet<string>): ReadonlySet<string> {
  const next = new Set(selected);
  if (readSelectAllState(ids, selected) === 'all') for (const id of ids) next.delete(id);
  else for (const id of ids) next.add(id);
  return next;
}
