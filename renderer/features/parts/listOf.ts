import { say } from '../../strings/say.ts';

/** "a", "a and b", "a, b and c". Pure. */
export function listOf(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : say('parts.namesAndLast', { names: names.slice(0, -1).join(', '), last });
}

/** "a, b", "a, b and 7 more". Pure. @param moreCount how many there are beside those that are named */
export function andMore(names: readonly string[], moreCount: number): string {
  const named = names.join(', ');
  return moreCount > 0 ? say('parts.namesAndMore', { names: named, count: moreCount }) : named;
}

/** The first names, and how many there are beyond them. Pure. */
export function firstOf(names: readonly string[], shownCount: number): string {
  return andMore(names.slice(0, shownCount), names.length - shownCount);
}
