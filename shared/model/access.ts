/** Who may do what: roles, what calls need, and the access keys that let others than the local user in. */
import * as z from 'zod';
import { accessKeyIdSchema, type ObjectId } from '../ids.ts';
import { nameLimitChars } from '../naming.ts';

/** What a call needs; each of them includes the ones ahead of it. */
export const needSchema = z.enum(['read', 'operate', 'administer']);
export type Need = z.infer<typeof needSchema>;

/** As vSphere's roles "Read-only", "Virtual machine power user" and "Administrator" divide it ("vSphere Security", default roles). */
export const roleSchema = z.enum(['readOnly', 'operator', 'administrator']);
export type Role = z.infer<typeof roleSchema>;

export const roleNames: Readonly<Record<Role, string>> = { readOnly: 'Read-only', operator: 'Operator', administrator: 'Administrator' };

/** The least role that a need is met by. */
export const roleFor: Readonly<Record<Need, Role>> = { read: 'readOnly', operate: 'operator', administer: 'administrator' };

const ranks: Readonly<Record<Need | Role, number>> = { read: 0, readOnly: 0, operate: 1, operator: 1, administer: 2, administrator: 2 };

export function isAllowed(role: Role, need: Need): boolean {
  return ranks[role] >= ranks[need];
}

/** Machines, templates and folders are an operator's to name; what they stand on is not. */
export function isOperators(id: ObjectId): boolean {
  return /^(vm|group-v)-?\d/.test(id);
}

/** Who is calling. */
export const personSchema = z.object({
  /** The name of the access key; "Administrator" for the local user. */
  name: z.string(),
  role: roleSchema,
  /** The desktop client, the command line and the address that the server printed when it started. */
  isLocal: z.boolean(),
  /** When the access key was made; null for the local user. */
  sinceMs: z.number().int().nullable(),
});
export type Person = z.infer<typeof personSchema>;

/**
 * Whether somebody has started a task himself. The name of a key is free again once that was revoked: what is older than the key
 * was started with another one, which may have allowed more.
 */
export function isStartedBy({ name, sinceMs }: Pick<Person, 'name' | 'sinceMs'>, task: { readonly initiator: string; readonly queuedAtMs: number }): boolean {
  return task.initiator === name && (sinceMs === null || task.queuedAtMs >= sinceMs);
}

export const accessKeySchema = z.object({
  id: accessKeyIdSchema,
  /** Unique among the keys there are; its tasks and events are told to have been started by this name. */
  name: z.string(),
  role: roleSchema,
  createdAtMs: z.number().int(),
  /** Who made it. */
  createdBy: z.string(),
  /** It lets nobody in from this moment on; null: until it is revoked. */
  expiresAtMs: z.number().int().nullable(),
  /** When somebody came in with it last, and when the last one left; null before the first time. */
  lastUsedAtMs: z.number().int().nullable(),
  /** Clients that are connected with it now. */
  connectionCount: z.number().int().nonnegative(),
});
export type AccessKey = z.infer<typeof accessKeySchema>;

export const mostAccessKeys = 1000;

/** The latest moment that a date can tell, see ECMA-262, "Time Values and Time Range". */
const latestTimeMs = 8.64e15;

export const newAccessKeySchema = z.object({
  name: z.string().max(nameLimitChars),
  role: roleSchema,
  /** Left out or null: until it is revoked. */
  expiresAtMs: z.number().int().max(latestTimeMs).nullable().optional(),
});
export type NewAccessKey = z.infer<typeof newAccessKeySchema>;

/**
 * The WebSocket of a session is closed with one of these codes when its key is no longer good, so that a client can say why
 * instead of trying again. RFC 6455, section 7.4.2, leaves 4000 to 4999 to applications.
 */
export const accessCloseCodes = { revoked: 4401, expired: 4402 } as const;
export type AccessEnd = keyof typeof accessCloseCodes;
