/** Which objects the history of an object is about: itself, and what is in it. */
import type { ObjectId } from '../../shared/ids.ts';
import type { Inventory } from '../inventory/inventory.ts';

export interface Scope {
  readonly rootId: ObjectId;
  /** The object with all containers below it. Machines are found by the containers that they are in. */
  readonly ids: ReadonlySet<string>;
}

/** Null for everything: the vCenter holds all there is and was. */
export function scopeOf(inventory: Inventory, rootId: ObjectId | null): Scope | null {
  if (rootId === null || inventory.findContainer(rootId)?.kind === 'vcenter') return null;
  const childrenOf = new Map<ObjectId, ObjectId[]>();
  for (const { id, parentId } of inventory.containers()) {
    if (parentId === null) continue;
    const siblings = childrenOf.get(parentId);
    if (siblings) siblings.push(id);
    else childrenOf.set(parentId, [id]);
  }
  const ids = new Set<string>();
  const open: ObjectId[] = [rootId];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    ids.add(id);
    open.push(...(childrenOf.get(id) ?? []));
  }
  return { rootId, ids };
}

export function isInScope(scope: Scope | null, id: string | null, places: readonly string[]): boolean {
  if (scope === null) return true;
  return (id !== null && scope.ids.has(id)) || places.some((place) => scope.ids.has(place));
}
