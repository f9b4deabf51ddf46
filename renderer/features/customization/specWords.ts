/** How specifications read. Pure. */
import type { IpPool, SecretProtection } from '../../../shared/model/customization.ts';
import { formatCount } from '../../../shared/units.ts';

export const protectionWords: Readonly<Record<SecretProtection, string>> = { keychain: 'Keychain', keyFile: 'Key file' };

/** What protects the secrets of this yard, in a sentence. */
export function protectionSentence(protectedBy: SecretProtection): string {
  return protectedBy === 'keychain'
    ? "Passwords and product keys that are set here are encrypted; the operating system's keychain keeps the key."
    : 'Passwords and product keys that are set here are encrypted with a key file in the data directory, readable for its owner only. Whoever has a copy of the whole directory has them.';
}

/** "10.0.0.10 to 10.0.0.99, /24". */
export function rangeWords({ values }: IpPool): string {
  return `${values.firstAddress} to ${values.lastAddress}, /${values.prefixLength}`;
}

/** "3 of 90". */
export function usedWords({ leases, addressCount }: IpPool): string {
  return `${formatCount(leases.length)} of ${formatCount(addressCount)}`;
}
