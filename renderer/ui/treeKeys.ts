/** What the keyboard needs to know of a row. Rows come flattened, in display order. */
export interface TreeKeyRow {
  id: string;
  /** 1 for the roots. */
  level: number;
  isExpandable: boolean;
  isExpanded: boolean;
}

export type TreeKeyResult =
  | { kind: 'move'; index: number }
  | { kind: 'expand'; id: string }
  | { kind: 'collapse'; id: string }
  | { kind: 'select'; id: string };

/** What a key means while the row at `activeIndex` is the current one; null when the tree does not use the key. */
export function resolveTreeKey(
  key: string, rows: readonly TreeKeyRow[], activeIndex: number, rowsPerPage: number,
): TreeKeyResult | null {
  const active = rows[activeIndex];
  if (active === undefined) return null;
  const moveTo = (index: number): TreeKeyResult => ({ kind: 'move', index: Math.max(0, Math.min(rows.length - 1, index)) });
  switch (key) {
    case 'ArrowDown': return moveTo(activeIndex + 1);
    case 'ArrowUp': return moveTo(activeIndex - 1);
    case 'PageDown': return moveTo(activeIndex + rowsPerPage);
    case 'PageUp': return moveTo(activeIndex - rowsPerPage);
    case 'Home': return moveTo(0);
    case 'End': return moveTo(rows.length - 1);
    case 'Enter':
    case ' ': return { kind: 'select', id: active.id };
    case 'ArrowRight': {
      if (!active.isExpandable) return null;
      if (!active.isExpanded) return { kind: 'expand', id: active.id };
      const child = rows[activeIndex + 1];
      return child !== undefined && child.level > active.level ? moveTo(activeIndex + 1) : null;
    }
    case 'ArrowLeft': {
      if (active.isExpandable && active.isExpanded) return { kind: 'collapse', id: active.id };
      const parentIndex = findParentIndex(rows, activeIndex);
      return parentIndex === null ? null : moveTo(parentIndex);
    }
    default: return null;
  }
}

export function findParentIndex(rows: readonly TreeKeyRow[], index: number): number | null {
  const level = rows[index]?.level ?? 1;
  for (let candidate = index - 1; candidate >= 0; candidate -= 1) {
    const row = rows[candidate];
    if (row !== undefined && row.level < level) return candidate;
  }
  return null;
}
