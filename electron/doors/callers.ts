/** Who may come in: decided from the headers of a request, and for holders of access keys by the yard, before anything else is looked at. */
import { timingSafeEqual, createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AccessKeyId } from '../../shared/ids.ts';
import type { Role } from '../../shared/model/access.ts';

/** Somebody who may come in. */
export interface Caller {
  /** Null for the local user, who has the token of this run. */
  readonly accessKeyId: AccessKeyId | null;
  readonly role: Role;
}

/** Asks the yard whose access key a secret belongs to; null when it is nobody's. */
export type Admit = (secret: string) => Promise<{ readonly id: AccessKeyId; readonly role: Role } | null>;

/** Whose token it is, or null. @param token of this run */
export async function callerOf(given: string | undefined, token: string, admit: Admit): Promise<Caller | null> {
  if (isSameToken(given, token)) return { accessKeyId: null, role: 'administrator' };
  const admission = given === undefined ? null : await admit(given);
  return admission && { accessKeyId: admission.id, role: admission.role };
}

/** The names under which a page on this machine can have reached the door. */
export function allowedHosts(port: number): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`];
}

/** False for a foreign `Host`, as a rebound DNS name would send it. */
export function isOwnHost(request: IncomingMessage, port: number): boolean {
  const host = request.headers.host;
  return host !== undefined && allowedHosts(port).includes(host);
}

/** False when a page of another origin is asking. Programs that are not browsers send no `Origin`. */
export function isOwnOrigin(request: IncomingMessage): boolean {
  const origin = request.headers.origin;
  return origin === undefined || origin === `http://${request.headers.host}`;
}

/** Compares in constant time; hashing first makes the lengths equal without telling them. */
export function isSameToken(given: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given ?? ''), digest(token));
}

/** The token from `Sec-WebSocket-Protocol: cloneyard, <token>`, or undefined. */
export function socketToken(request: IncomingMessage): string | undefined {
  const [protocol, token] = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((part) => part.trim());
  return protocol === 'cloneyard' ? token : undefined;
}
