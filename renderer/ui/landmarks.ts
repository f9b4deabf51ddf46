/**
 * The landmark an overlay belongs in: the one around what opened it, so that
 * nothing on the page lies outside of landmarks. Undefined inside a dialog,
 * which clips its content and where the body is the right place.
 */
export function findLandmark(opener: Element | null): Element | undefined {
  if (opener === null || opener.closest('[role="dialog"], [role="alertdialog"]') !== null) return undefined;
  return opener.closest('main, nav, header, section[aria-label]') ?? undefined;
}
