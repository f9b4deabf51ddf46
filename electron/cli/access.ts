/** Access keys by the names people type, and the shapes that `--json` prints. */
import { InvalidArgumentError } from 'commander';
import { Fault } from '../../shared/faults.ts';
import type { AccessKey, Role } from '../../shared/model/access.ts';
import { nameKey } from '../../shared/naming.ts';
import { readHolder } from '../doors/lease.ts';
import type { Session, YardClient } from './session.ts';

/** As roles are typed. */
export const roleWords = { 'read-only': 'readOnly', operator: 'operator', administrator: 'administrator' } as const satisfies Record<string, Role>;
export type RoleWord = keyof typeof roleWords;
export const roleWordChoices: readonly RoleWord[] = ['read-only', 'operator', 'administrator'];

export function roleWordOf(role: Role): RoleWord {
  return role === 'readOnly' ? 'read-only' : role;
}

const unitsMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `30m`, `12h`, `30d` from now, or a time such as `2026-12-31T18:00`, as milliseconds since 1970. */
export function parseExpiry(text: string): number {
  const span = /^(\d{1,6})([mhd])$/.exec(text);
  const unitMs = unitsMs[span?.[2] ?? ''];
  // A bare number would be read as a year: 45 as 2045.
  const timeMs = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  const atMs = span && unitMs !== undefined ? Date.now() + Number(span[1]) * unitMs : timeMs;
  // The latest moment that a date can tell, see ECMA-262, "Time Values and Time Range".
  if (!Number.isFinite(atMs) || Math.abs(atMs) > 8.64e15) throw new InvalidArgumentError('Give a span such as 12h or 30d, or a time such as 2026-12-31T18:00.');
  return atMs;
}

/** @throws Fault ManagedObjectNotFound */
export async function findAccessKey(client: YardClient, name: string): Promise<AccessKey> {
  const { keys } = await client.access.keys.list();
  const key = keys.find((one) => nameKey(one.name) === nameKey(name)) ?? keys.find(({ id }) => id === name);
  if (key) return key;
  throw new Fault('ManagedObjectNotFound', `There is no access key "${name}".`, { names: [name], hint: 'List them with: cloneyard access ls' });
}

const isoOf = (timeMs: number | null): string | null => (timeMs === null ? null : new Date(timeMs).toISOString());

export function accessKeyView({ id, name, role, createdAtMs, createdBy, expiresAtMs, lastUsedAtMs, connectionCount }: AccessKey) {
  return {
    id, name, role: roleWordOf(role), createdAt: isoOf(createdAtMs), createdBy, expiresAt: isoOf(expiresAtMs),
    isExpired: expiresAtMs !== null && expiresAtMs <= Date.now(), lastUsedAt: isoOf(lastUsedAtMs), connections: connectionCount,
  };
}

/** The address that lets the holder of the secret in; null while nobody serves a client. */
export function linkOf(session: Session, secret: string): string | null {
  const holder = session.isShared ? readHolder(session.dataDirectory) : null;
  return holder?.what === 'browser client' && holder.url !== undefined ? `${holder.url}/#token=${secret}` : null;
}
