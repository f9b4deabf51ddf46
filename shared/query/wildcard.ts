/** Patterns with `*` (any characters, none too) and `?` (one character). */

export function hasWildcard(text: string): boolean {
  return text.includes('*') || text.includes('?');
}

/**
 * True when the pattern fits the whole text. Both in the same case. In time that grows with the
 * product of their lengths at worst, whatever the pattern: it comes from a person's keyboard.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  let patternAt = 0;
  let textAt = 0;
  let starAt = -1;
  let starTextAt = 0;
  while (textAt < text.length) {
    const sign = pattern.charAt(patternAt);
    if (sign === '*') {
      starAt = patternAt;
      starTextAt = textAt;
      patternAt += 1;
    } else if (sign !== '' && (sign === '?' || sign === text.charAt(textAt))) {
      patternAt += 1;
      textAt += 1;
    } else if (starAt !== -1) {
      // The last star takes one character more.
      patternAt = starAt + 1;
      starTextAt += 1;
      textAt = starTextAt;
    } else {
      return false;
    }
  }
  while (pattern.charAt(patternAt) === '*') patternAt += 1;
  return patternAt === pattern.length;
}
