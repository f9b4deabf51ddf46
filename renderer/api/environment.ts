/** Where the client runs, and the secret that lets a browser in. */
import { requestIdOf, type RequestId } from '../../shared/ids.ts';

export type Environment = 'desktop' | 'browser';

/** The desktop shell's preload script marks the page before any script of it runs; everything else is a browser. */
export function environmentOf(page: object): Environment {
  return 'cloneyardDesktop' in page ? 'desktop' : 'browser';
}

export const environment: Environment = environmentOf(globalThis);

const tokenKey = 'cloneyard.token';

/**
 * Splits a fragment such as `#token=abc` or `#token=abc/hosts/vm-1/summary` into the token and
 * the route that is to stay in the address bar. A fragment without a token is all route.
 */
export function splitFragment(fragment: string): { token: string | null; route: string } {
  const match = /^#token=([^/&]+)(\/.*)?$/.exec(fragment);
  if (match?.[1] === undefined) return { token: null, route: fragment };
  return { token: decodeURIComponent(match[1]), route: match[2] === undefined ? '' : `#${match[2]}` };
}

/**
 * The token of this browser tab, or null when the page was opened without one. It leaves the
 * address bar at once, so that it is not copied, bookmarked or kept in the history with a route.
 */
export function takeToken(): string | null {
  const { token, route } = splitFragment(location.hash);
  if (token !== null) {
    sessionStorage.setItem(tokenKey, token);
    history.replaceState(history.state, '', `${location.pathname}${location.search}${route}`);
    return token;
  }
  return sessionStorage.getItem(tokenKey);
}

/** So that a page whose key is no longer good asks for another one when it is loaded again. */
export function forgetToken(): void {
  sessionStorage.removeItem(tokenKey);
}

/** A fresh id for a long-running request, so that repeating it cannot start the work twice. */
export function newRequestId(): RequestId {
  return requestIdOf(crypto.randomUUID());
}
