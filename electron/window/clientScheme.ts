/** Serves the client to its window from a scheme of its own, so that it has an origin and a policy like a site. */
import { protocol } from 'electron';
import { readStaticFile, securityHeaders } from '../doors/staticFiles.ts';

const scheme = 'cloneyard';
export const clientUrl = `${scheme}://app/`;

/** Has to run before the app is ready. */
export function registerClientScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);
}

/** @param root the folder with the built client */
export function serveClientScheme(root: string): void {
  protocol.handle(scheme, async (request) => {
    const url = new URL(request.url);
    // The page talks over ports, so its policy allows no socket at all.
    const headers = new Headers(securityHeaders([]));
    const file = url.host === 'app' && request.method === 'GET' ? await readStaticFile(root, url.pathname) : null;
    if (file === null) return new Response('There is nothing at this address.\n', { status: 404, headers });
    headers.set('content-type', file.mimeType);
    headers.set('cache-control', file.cacheControl);
    return new Response(file.body, { status: 200, headers });
  });
}
