import { say } from '../../strings/say.ts';

/** "a", "a and b", "a, b and c". Pure. */
export function listOf(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : say('parts.namesAndLast', { names: names.slice(0, -1).join(', '), last });
}

/** "a, b", "a, b and 7 more": the first names, and how many there are beyond them. Pure. */
export function firstOf(names: readonly string[], shownCount: number): string {
  const shown = names.slice(0, shownCount).join(', ');
  return names.length > shownCount ? say('parts.namesAndMore', { names: shown, count: names.length - shownCount }) : shown;
}
