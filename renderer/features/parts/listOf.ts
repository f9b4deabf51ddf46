import { say } from '../../strings/say.ts';

/** "a", "a and b", "a, b and c". Pure. */
export function listOf(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : say('parts.namesAndLast', { names: names.slice(0, -1).join(', '), last });
}
