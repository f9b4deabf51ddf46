/** Tells one immutable object from the next, so that what was asked about the one is asked again about the other. */

const revisions = new WeakMap<object, number>();
let last = 0;

/** The same number for as long as it is the same object, another one for any other. */
export function revisionOf(value: object): number {
  const known = revisions.get(value);
  if (known !== undefined) return known;
  last += 1;
  revisions.set(value, last);
  return last;
}
