/** Names of virtual machines, and the patterns that number them. */
import { Fault } from './faults.ts';

/** vSphere's limit for the name of a virtual machine (reference: Create a virtual machine, "up to 80 characters"). */
export const nameLimitChars = 80;

/** Why `name` cannot be the name of a virtual machine or template, or null when it can. */
export function nameProblem(name: string): string | null {
  if (name.length === 0) return 'A name is needed.';
  if (name !== name.trim()) return 'A name cannot begin or end with a space.';
  if (name.length > nameLimitChars) return `A name has at most ${nameLimitChars} characters; this one has ${name.length}.`;
  // Slash, backslash and percent separate and escape inventory paths in vSphere, so a name that holds one cannot be addressed.
  if (/[/\\%]/.test(name)) return 'A name cannot contain / \\ or %.';
  if (/\p{Cc}/u.test(name)) return 'A name cannot contain control characters.';
  return null;
}

/** The form under which two names collide. vSphere compares names without regard to case. */
export function nameKey(name: string): string {
  // Nearly all names are plain ASCII, which has one form only; normalizing ten thousand of them would be felt.
  return isAscii.test(name) ? name.toLowerCase() : name.normalize('NFC').toLowerCase();
}

const isAscii = /^[\x20-\x7e]*$/;

/** A parsed naming pattern: `prefix`, a number padded with zeros to `width` digits, `suffix`. */
export interface NamePattern {
  readonly prefix: string;
  readonly width: number;
  readonly suffix: string;
}

const placeholder = /\{n(?::(?:fixed=)?(\d+))?\}/g;

/**
 * Reads `vdi-{n:03}`, `vdi-{n}` or View's `vdi-{n:fixed=3}`. A pattern without a placeholder
 * is a prefix: the number is appended, as View does.
 * @throws Fault InvalidName when the pattern has two placeholders, a width above 9 or stray braces
 */
export function parseNamePattern(pattern: string): NamePattern {
  const found = [...pattern.matchAll(placeholder)];
  if (found.length > 1) throw new Fault('InvalidName', `The pattern "${pattern}" has more than one {n}.`);
  const match = found[0];
  const prefix = match ? pattern.slice(0, match.index) : pattern;
  const suffix = match ? pattern.slice(match.index + match[0].length) : '';
  if (/[{}]/.test(prefix + suffix)) {
    throw new Fault('InvalidName', `The pattern "${pattern}" has a placeholder that is not known.`, {
      hint: 'Use {n}, {n:03} or {n:fixed=3} for the number.',
    });
  }
  const width = match?.[1] ? Number(match[1]) : 1;
  if (width > 9) throw new Fault('InvalidName', `The pattern "${pattern}" asks for more than 9 digits.`);
  return { prefix, width: Math.max(1, width), suffix };
}

/** The name with number `n`. */
export function nameAt(pattern: NamePattern, n: number): string {
  return `${pattern.prefix}${String(n).padStart(pattern.width, '0')}${pattern.suffix}`;
}

/** `count` names from number `start` on. */
export function expandNames(pattern: NamePattern, start: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => nameAt(pattern, start + index));
}
