/** What is filled in for a new access key. Pure. */
import type { AccessKey, NewAccessKey, Role } from '../../../shared/model/access.ts';
import { nameKey, nameProblem } from '../../../shared/naming.ts';
import { say } from '../../strings/say.ts';

const dayMs = 86_400_000;

/** How long a key is good; null: until it is revoked. */
export const lifetimes = [
  { id: 'day', label: say('counts.day', { count: 1 }), lengthMs: dayMs },
  { id: 'week', label: say('counts.day', { count: 7 }), lengthMs: 7 * dayMs },
  { id: 'month', label: say('counts.day', { count: 30 }), lengthMs: 30 * dayMs },
  { id: 'year', label: say('counts.day', { count: 365 }), lengthMs: 365 * dayMs },
  { id: 'until', label: say('permissions.untilAChosenMoment'), lengthMs: null },
  { id: 'never', label: say('permissions.untilItIsRevoked'), lengthMs: null },
] as const;
export type LifetimeId = (typeof lifetimes)[number]['id'];

export interface KeyDraft {
  readonly name: string;
  readonly role: Role;
  readonly lifetime: LifetimeId;
  /** For a chosen moment; null while what is entered is none. */
  readonly untilMs: number | null;
}

/** The weaker roles are the ones that keys are made for. */
export const newKey = (nowMs: number): KeyDraft => ({ name: '', role: 'operator', lifetime: 'month', untilMs: nowMs + 7 * dayMs });

export interface KeyProblems {
  readonly name?: string;
  readonly until?: string;
}

export interface ReadKey {
  /** Null while something is wrong. */
  readonly values: NewAccessKey | null;
  readonly problems: KeyProblems;
}

/** @param others the keys there are */
export function readKeyDraft(draft: KeyDraft, others: readonly Pick<AccessKey, 'name'>[], nowMs: number): ReadKey {
  const name = draft.name.trim();
  const nameText = nameProblem(name) ?? (others.some((other) => nameKey(other.name) === nameKey(name)) ? say('permissions.nameIsTaken') : null);
  const expiresAtMs = expiryOf(draft, nowMs);
  const untilText = expiresAtMs === undefined ? say('permissions.untilIsMissing') : expiresAtMs !== null && expiresAtMs <= nowMs ? say('permissions.untilHasPassed') : null;
  const problems = { ...(nameText === null ? {} : { name: nameText }), ...(untilText === null ? {} : { until: untilText }) };
  const isRight = nameText === null && untilText === null && expiresAtMs !== undefined;
  return { values: isRight ? { name, role: draft.role, expiresAtMs } : null, problems };
}

/** Undefined while no moment is given; null for a key that does not expire. */
function expiryOf({ lifetime, untilMs }: KeyDraft, nowMs: number): number | null | undefined {
  if (lifetime === 'until') return untilMs ?? undefined;
  const lengthMs = lifetimes.find(({ id }) => id === lifetime)?.lengthMs ?? null;
  return lengthMs === null ? null : nowMs + lengthMs;
}
