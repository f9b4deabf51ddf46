/** The objects whose pages were open last, remembered with the preferences. */
import type { ObjectId } from '../../shared/ids.ts';
import type { Container, VmRow } from '../../shared/model/inventory.ts';
import { inventoryStore, useInventory } from './inventory.ts';
import { objectOf } from './inventoryEvents.ts';
import { preferencesStore, setPreferences, usePreferences } from './preferences.ts';
import { routeStore, useRoute } from './route.ts';
import { systemStore, useSystem } from './system.ts';

export const mostRecent = 20;

/** The latest first, each once. */
export function withRecent(ids: readonly ObjectId[], id: ObjectId): ObjectId[] {
  return [id, ...ids.filter((known) => known !== id)].slice(0, mostRecent);
}

/** Notes each object whose page is opened, once it is known to exist. Returns the way to stop. */
export function followRecentObjects(): () => void {
  const note = () => {
    const { objectId, page } = routeStore.getState();
    const arrayId = systemStore.getState().info?.arrayId;
    if (objectId === null || page !== 'object' || arrayId === undefined) return;
    const { recent } = preferencesStore.getState();
    const ids = recent.arrayId === arrayId ? recent.ids : [];
    if (ids[0] === objectId || objectOf(inventoryStore.getState(), objectId) === undefined) return;
    setPreferences({ recent: { arrayId, ids: withRecent(ids, objectId) } });
  };
  const stops = [routeStore.subscribe(note), inventoryStore.subscribe(note), systemStore.subscribe(note)];
  return () => stops.forEach((stop) => stop());
}

/** Those that still exist, the latest first, without the one that is shown. */
export function useRecentObjects(): (VmRow | Container)[] {
  const recent = usePreferences((state) => state.recent);
  const arrayId = useSystem((state) => state.info?.arrayId);
  const shownId = useRoute((route) => (route.page === 'object' ? route.objectId : null));
  const state = useInventory((inventory) => inventory.membership);
  if (recent.arrayId !== arrayId) return [];
  return recent.ids.flatMap((id) => (id === shownId ? [] : (objectOf(state, id) ?? [])));
}
