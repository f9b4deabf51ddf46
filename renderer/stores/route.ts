/** Where the client is: a stable address in the fragment, so that back, forward and bookmarks work. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { objectIdSchema, type ObjectId } from '../../shared/ids.ts';
import { recordArrival, recordReplacement, recordStep } from './visited.ts';

export const views = ['hosts', 'vms', 'storage', 'networking'] as const;
export type View = (typeof views)[number];
/** In the order in which they stand; an object has some of them. */
export const tabs = [
  'summary', 'monitor', 'trail', 'dedupe', 'configure', 'permissions', 'snapshots', 'flexClones',
  'datacenters', 'clusters', 'hosts', 'vms', 'templates', 'datastores', 'networks', 'volumes',
] as const;
export type Tab = (typeof tabs)[number];

/** What the main pane shows: the object that is named, the comparison of host and array with that object as its source, what a query finds, the customization specifications, or the storage policies. */
export type Page = 'object' | 'compare' | 'search' | 'customization' | 'policies';

export interface Route {
  readonly page: Page;
  readonly view: View;
  readonly objectId: ObjectId | null;
  readonly tab: Tab;
  /** What is searched for; of the search page alone. */
  readonly query?: string;
}

const home: Route = { page: 'object', view: 'hosts', objectId: null, tab: 'summary' };

/** Reads `#/hosts/vm-101/summary`, `#/compare/vm-101` and `#/search/power%3Aon`; whatever is missing or unknown falls back to the start. */
export function parseRoute(fragment: string): Route {
  const [, placeText, idText, tabText] = fragment.replace(/^#/, '').split('/');
  if (placeText === 'search') return { ...home, page: 'search', query: decode(idText ?? '') };
  if (placeText === 'policies') return { ...home, page: 'policies' };
  if (placeText === 'customization') return { ...home, page: 'customization' };
  const page = placeText === 'compare' ? 'compare' : 'object';
  const view = views.find((known) => known === placeText) ?? home.view;
  const objectId = objectIdSchema.safeParse(idText);
  const tab = tabs.find((known) => known === tabText) ?? home.tab;
  return { page, view, objectId: objectId.success ? objectId.data : null, tab };
}

/** A text from an address; one that was cut in the middle of a character stays as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

export function formatRoute(route: Route): string {
  if (route.page === 'search') return `#/search/${encodeURIComponent(route.query ?? '')}`;
  if (route.page === 'policies') return '#/policies';
  if (route.page === 'customization') return '#/customization';
  if (route.page === 'compare') return route.objectId === null ? '#/compare' : `#/compare/${route.objectId}`;
  return route.objectId === null ? `#/${route.view}` : `#/${route.view}/${route.objectId}/${route.tab}`;
}

/** The whole address of a place, as it stands in the address bar; the desktop client's own scheme in its window. */
export function linkTo(route: Route): string {
  const url = new URL(location.href);
  url.search = '';
  url.hash = formatRoute(route);
  return url.href;
}

/** The place that an address of this client names, wherever it was copied; null for any other text. */
export function routeOfLink(text: string): Route | null {
  const fragment = /^(?:https?|cloneyard):\/\/\S*?(#\/\S+)$/.exec(text.trim())?.[1];
  return fragment === undefined ? null : parseRoute(fragment);
}

export const routeStore = createStore<Route>()(() => home);

export function useRoute<Part>(select: (route: Route) => Part): Part {
  return useStore(routeStore, select);
}

/**
 * Goes to another place; it becomes a step of the browser's history unless it `replaces` the present one. It leads to
 * an object's page unless the change names another.
 */
export function navigate(change: Partial<Route>, mode: 'push' | 'replace' = 'push'): void {
  const next: Route = { ...routeStore.getState(), page: 'object', ...change };
  const fragment = formatRoute(next);
  if (fragment !== location.hash) {
    if (mode === 'push') history.pushState(recordStep(fragment), '', fragment);
    else history.replaceState(recordReplacement(fragment), '', fragment);
  }
  routeStore.setState(next, true);
}

/** Follows the address bar and the back and forward buttons. Returns the way to stop. */
export function followAddress(): () => void {
  const read = () => {
    // A new key was put into the address bar of a page that is open: only a fresh start takes it.
    if (location.hash.startsWith('#token=')) {
      location.reload();
      return;
    }
    // In-page anchors such as the skip link use the fragment too; they move the focus, not the route.
    const isAnchor = location.hash !== '' && !location.hash.startsWith('#/');
    if (isAnchor) {
      history.replaceState(history.state, '', formatRoute(routeStore.getState()));
      return;
    }
    const route = parseRoute(location.hash);
    history.replaceState(recordArrival(history.state, formatRoute(route)), '');
    routeStore.setState(route, true);
  };
  read();
  window.addEventListener('popstate', read);
  window.addEventListener('hashchange', read);
  return () => {
    window.removeEventListener('popstate', read);
    window.removeEventListener('hashchange', read);
  };
}
