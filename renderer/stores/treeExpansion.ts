/** Which branches of the inventory trees are open, per view. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ObjectId } from '../../shared/ids.ts';
import type { View } from './route.ts';

type Expansion = Readonly<Record<View, ReadonlySet<ObjectId>>>;

const none: ReadonlySet<ObjectId> = new Set();

export const expansionStore = createStore<Expansion>()(() => ({ hosts: none, vms: none, storage: none, networking: none }));

export function useExpanded(view: View): ReadonlySet<ObjectId> {
  return useStore(expansionStore, (state) => state[view]);
}

export function setExpanded(view: View, id: ObjectId, isExpanded: boolean): void {
  const next = new Set(expansionStore.getState()[view]);
  if (isExpanded) next.add(id);
  else next.delete(id);
  expansionStore.setState({ [view]: next });
}

/** Opens several branches; nothing changes when all of them are open already. */
export function expandAll(view: View, ids: readonly ObjectId[]): void {
  const present = expansionStore.getState()[view];
  if (ids.every((id) => present.has(id))) return;
  expansionStore.setState({ [view]: new Set([...present, ...ids]) });
}

const openedOnce: Record<View, Set<ObjectId>> = { hosts: new Set(), vms: new Set(), storage: new Set(), networking: new Set() };

/** Opens each branch the first time it is seen, so that what the user has closed stays closed. */
export function expandOnce(view: View, ids: readonly ObjectId[]): void {
  const fresh = ids.filter((id) => !openedOnce[view].has(id));
  for (const id of fresh) openedOnce[view].add(id);
  if (fresh.length > 0) expandAll(view, fresh);
}
