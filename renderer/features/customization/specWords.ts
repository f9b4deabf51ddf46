/** How specifications read. Pure. */
import type { IpPool, SecretProtection } from '../../../shared/model/customization.ts';
import { formatCount } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';

export const protectionWords: Readonly<Record<SecretProtection, string>> = { keychain: say('customization.keychain'), keyFile: say('customization.keyFile') };

/** What protects the secrets of this yard, in a sentence. */
export function protectionSentence(protectedBy: SecretProtection): string {
  return protectedBy === 'keychain'
    ? say('customization.protectedByKeychain')
    : say('customization.protectedByKeyFile');
}

/** "10.0.0.10 to 10.0.0.99, /24". */
export function rangeWords({ values }: IpPool): string {
  return say('customization.addressRange', { first: values.firstAddress, last: values.lastAddress, prefixLength: values.prefixLength });
}

/** "3 of 90". */
export function usedWords({ leases, addressCount }: IpPool): string {
  return say('customization.addressesUsed', { used: formatCount(leases.length), total: formatCount(addressCount) });
}
