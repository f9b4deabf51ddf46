/** What the holder of an access key opens. */
import { environment } from '../../api/environment.ts';

/** The address of the client that is served here; in the desktop window, which is served to nobody, the key alone. */
export function keyLink(secret: string): { readonly text: string; readonly isWhole: boolean } {
  return environment === 'browser' ? { text: `${location.origin}/#token=${secret}`, isWhole: true } : { text: secret, isWhole: false };
}
