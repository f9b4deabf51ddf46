/** How guests, their secrets and their addresses read. Pure. */
import type { AppliedNic, CustomizationGuest, SecretName } from '../../../shared/model/customization.ts';
import { say } from '../../strings/say.ts';

export const guestWords: Readonly<Record<CustomizationGuest, string>> = { windows: say('parts.windows'), linux: say('parts.linux') };
export const secretWords: Readonly<Record<SecretName, string>> = { adminPassword: say('parts.administratorPassword'), productKey: say('parts.productKey'), domainPassword: say('parts.domainPassword') };
/** The same in the middle of a sentence. */
const listedSecrets: Readonly<Record<SecretName, string>> = { adminPassword: say('parts.listedAdministratorPassword'), productKey: say('parts.listedProductKey'), domainPassword: say('parts.listedDomainPassword') };

/** "By DHCP", "10.0.0.10/24, gateway 10.0.0.1, from Lab". */
export function addressWords({ address, pool }: AppliedNic): string {
  if (address === null) return say('parts.byDHCP');
  const { gateway } = address;
  const own = `${address.address}/${address.prefixLength}`;
  if (pool === null) return gateway === null ? own : say('parts.addressGateway', { address: own, gateway });
  return gateway === null ? say('parts.addressPool', { address: own, pool: pool.name }) : say('parts.addressGatewayPool', { address: own, gateway, pool: pool.name });
}

/** What stands on a customization disk in the clear, or null where nothing does. */
export function secretsWarning(secrets: readonly SecretName[]): string | null {
  if (secrets.length === 0) return null;
  return say('parts.secretsOnDisk', { secrets: secrets.map((name) => listedSecrets[name]).join(', ') });
}
