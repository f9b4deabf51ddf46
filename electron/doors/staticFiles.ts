/** The client's files and the headers they are served with, for the browser and the desktop shell alike. */
import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * React Aria adds one constant style element for touch behaviour. Its text is allowed by its
 * hash, so that inline styles stay forbidden; a test fails when a new version changes it.
 */
export const touchStyleHash = 'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o=';

/** A policy that allows the client its own files, its own sockets, and nothing else. */
export function contentSecurityPolicy(socketOrigins: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' '${touchStyleHash}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${["'self'", ...socketOrigins].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** Headers of every answer, whatever it is. */
export function securityHeaders(socketOrigins: readonly string[]): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(socketOrigins),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
}

export interface StaticFile {
  readonly body: Buffer<ArrayBuffer>;
  readonly mimeType: string;
  readonly cacheControl: string;
}

/**
 * The file behind the path of an address, or null when there is none. Nothing outside `root`
 * is ever read, whatever the path spells and wherever links inside point to.
 * @param urlPath still percent-encoded, for example `/assets/index-4f2a.js`
 */
export async function readStaticFile(root: string, urlPath: string): Promise<StaticFile | null> {
  const path = decodePath(urlPath);
  if (path === null) return null;
  const mimeType = mimeTypes[extname(path)];
  if (mimeType === undefined) return null;
  try {
    const [realRoot, realFile] = await Promise.all([realpath(root), realpath(join(root, path))]);
    if (!realFile.startsWith(realRoot + sep)) return null;
    // Names below assets/ carry a hash of their content, so they never change.
    const cacheControl = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
    return { body: await readFile(realFile), mimeType, cacheControl };
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EISDIR')) return null;
    throw error;
  }
}

/** The decoded path, `/index.html` for the root; null for anything that is not a plain path below it. */
function decodePath(urlPath: string): string | null {
  let path: string;
  try {
    path = decodeURIComponent(urlPath);
  } catch {
    return null;
  }
  if (!path.startsWith('/') || /[\0\\]/.test(path) || path.split('/').includes('..')) return null;
  return path === '/' ? '/index.html' : path;
}
