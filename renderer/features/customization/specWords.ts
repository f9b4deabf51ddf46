/** How specifications read. Pure. */
import type { CustomizationGuest, CustomizationPreview, IpPool, SecretName, SecretProtection } from '../../../shared/model/customization.ts';
import { formatCount } from '../../../shared/units.ts';

export const guestWords: Readonly<Record<CustomizationGuest, string>> = { windows: 'Windows', linux: 'Linux' };
export const protectionWords: Readonly<Record<SecretProtection, string>> = { keychain: 'Keychain', keyFile: 'Key file' };
export const secretWords: Readonly<Record<SecretName, string>> = { adminPassword: 'Administrator password', productKey: 'Product key', domainPassword: 'Domain password' };

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

/** "By DHCP", "10.0.0.10/24, gateway 10.0.0.1, from Lab". */
export function nicWords({ address, pool }: CustomizationPreview['nics'][number]): string {
  if (address === null) return 'By DHCP';
  const gateway = address.gateway === null ? '' : `, gateway ${address.gateway}`;
  return `${address.address}/${address.prefixLength}${gateway}${pool === null ? '' : `, from ${pool.name}`}`;
}
