/** How guests, their secrets and their addresses read. Pure. */
import type { AppliedNic, CustomizationGuest, SecretName } from '../../../shared/model/customization.ts';

export const guestWords: Readonly<Record<CustomizationGuest, string>> = { windows: 'Windows', linux: 'Linux' };
export const secretWords: Readonly<Record<SecretName, string>> = { adminPassword: 'Administrator password', productKey: 'Product key', domainPassword: 'Domain password' };

/** "By DHCP", "10.0.0.10/24, gateway 10.0.0.1, from Lab". */
export function addressWords({ address, pool }: AppliedNic): string {
  if (address === null) return 'By DHCP';
  const gateway = address.gateway === null ? '' : `, gateway ${address.gateway}`;
  return `${address.address}/${address.prefixLength}${gateway}${pool === null ? '' : `, from ${pool.name}`}`;
}

/** What stands on a customization disk in the clear, or null where nothing does. */
export function secretsWarning(secrets: readonly SecretName[]): string | null {
  if (secrets.length === 0) return null;
  return `The disk holds secrets as the guest needs them: ${secrets.map((name) => secretWords[name].toLowerCase()).join(', ')}. Whoever can read or export it can read them.`;
}
