/** How guests, their secrets and their addresses read. Pure. */
import type { AppliedNic, CustomizationGuest, SecretName } from '../../../shared/model/customization.ts';
import { say } from '../../strings/say.ts';

export const guestWords: Readonly<Record<CustomizationGuest, string>> = { windows: say('parts.windows'), linux: say('parts.linux') };
export const secretWords: Readonly<Record<SecretName, string>> = { adminPassword: say('parts.administratorPassword'), productKey: say('parts.productKey'), domainPassword: say('parts.domainPassword') };

/** "By DHCP", "10.0.0.10/24, gateway 10.0.0.1, from Lab". */
export function addressWords({ address, pool }: AppliedNic): string {
  if (address === null) return say('parts.byDHCP');
  const gateway = address.gateway === null ? '' : say('parts.gateway', { gateway: address.gateway });
  return `${address.address}/${address.prefixLength}${gateway}${pool === null ? '' : say('parts.from', { pool: pool.name })}`;
}

/** What stands on a customization disk in the clear, or null where nothing does. */
export function secretsWarning(secrets: readonly SecretName[]): string | null {
  if (secrets.length === 0) return null;
  return say('parts.theDiskHoldsSecretsAs', { secrets: secrets.map((name) => secretWords[name].toLowerCase()).join(', ') });
}
