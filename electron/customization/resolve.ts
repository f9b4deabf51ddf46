/** From a specification and a machine to what exactly its guest is told. */
import { computerNameOf, computerNameProblem } from '../../shared/computerName.ts';
import { Fault } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { AppliedNic, CustomizationValues, NicRule, SecretName } from '../../shared/model/customization.ts';
import { formatCount } from '../../shared/units.ts';
import { fileNamesFor } from './customizationFiles.ts';
import type { Customized } from './customized.ts';
import type { CustomizationRooms } from './rooms.ts';
import type { ReadableSpec } from './specStore.ts';

/** A machine that may not exist yet. */
export interface CustomizationTarget {
  /** Null while it has none: no address is its own yet. */
  readonly id: ObjectId | null;
  readonly name: string;
  /** Goes behind a prefix; null while it has none, and 0 is shown in its place. */
  readonly number: number | null;
  readonly nics: readonly { readonly label: string; readonly macAddress: string | null }[];
}

/**
 * @param pending addresses that are on their way to others
 * @throws what `previewCustomization` throws
 */
export function resolveCustomization(
  rooms: Pick<CustomizationRooms, 'pools'>,
  spec: ReadableSpec,
  target: CustomizationTarget,
  pending: ReadonlySet<string>,
): Customized {
  const { values } = spec;
  const computerName = computerNameOf(values.computerName, values.guest, { name: target.name, number: target.number ?? 0 });
  if (computerName === null) {
    throw new Fault('InvalidName', `No computer name can be made of "${target.name}".`, { names: [target.name], hint: 'Let the specification give a fixed name or a prefix.' });
  }
  const problem = computerNameProblem(computerName, values.guest);
  if (problem !== null) throw new Fault('InvalidName', problem, { names: [computerName] });
  const secrets: Partial<Record<SecretName, string>> = {};
  for (const name of spec.secretNames) {
    const secret = spec.secret(name);
    if (secret !== null) secrets[name] = secret;
  }
  requireSecrets(values, secrets);
  const nics = resolveNics(rooms, values, target, pending);
  return {
    values,
    secrets,
    instanceId: `${computerName}-${Date.now().toString(36)}`,
    applied: {
      spec: { id: spec.id, name: values.name },
      guest: values.guest,
      computerName,
      timeZone: values.timeZone,
      membership: membershipOf(values),
      nics,
      dnsServers: values.dnsServers,
      dnsSuffixes: values.dnsSuffixes,
      commandCount: values.commands.length,
      secretsOnDisk: [...spec.secretNames],
      files: fileNamesFor(values.guest, nics.length),
    },
  };
}

/** A guest cannot join a domain, or log somebody on, without a password. */
function requireSecrets(values: CustomizationValues, secrets: Customized['secrets']): void {
  if (values.guest !== 'windows') return;
  const missing = (what: string, why: string): Fault =>
    new Fault('InvalidState', `"${values.name}" has no ${what}, which ${why}.`, { names: [values.name], hint: 'Set it in the specification.' });
  if (values.membership.kind === 'domain' && secrets.domainPassword === undefined) throw missing('domain password', 'joining a domain needs');
  if (values.autoLogonCount > 0 && secrets.adminPassword === undefined) throw missing('administrator password', 'logging on by itself needs');
}

function membershipOf(values: CustomizationValues): string | null {
  if (values.guest === 'linux') return values.domain === '' ? null : `Domain ${values.domain}`;
  return values.membership.kind === 'workgroup' ? `Workgroup ${values.membership.workgroup}` : `Domain ${values.membership.domain}`;
}

function resolveNics({ pools }: Pick<CustomizationRooms, 'pools'>, { network, name }: CustomizationValues, { nics, name: vmName, id }: CustomizationTarget, pending: ReadonlySet<string>): AppliedNic[] {
  if (network.kind === 'standard') return nics.map(({ label, macAddress }) => ({ label, macAddress, address: null, pool: null }));
  if (network.nics.length !== nics.length) {
    const adapters = (count: number): string => `${formatCount(count)} network adapter${count === 1 ? '' : 's'}`;
    throw new Fault('InvalidArgument', `"${name}" is for ${adapters(network.nics.length)}, but "${vmName}" has ${nics.length === 0 ? 'none' : adapters(nics.length)}.`, {
      names: [vmName],
      hint: 'Use standard network settings, or change the number of adapters on either side.',
    });
  }
  const taken = new Set(pending);
  return nics.map(({ label, macAddress }, index) => {
    const rule = network.nics[index];
    const found = rule ? addressOf(pools, rule, id, taken) : { address: null, pool: null };
    if (found.address) taken.add(found.address.address);
    return { label, macAddress, ...found };
  });
}

function addressOf(pools: CustomizationRooms['pools'], rule: NicRule, ownId: ObjectId | null, taken: ReadonlySet<string>): Pick<AppliedNic, 'address' | 'pool'> {
  if (rule.kind === 'dhcp') return { address: null, pool: null };
  if (rule.kind === 'static') return { address: { address: rule.address, prefixLength: rule.prefixLength, gateway: rule.gateway }, pool: null };
  const pool = pools.record(rule.poolId);
  const { prefixLength, gateway, name } = pool.values;
  return { address: { address: pools.freeAddress(pool, ownId, taken), prefixLength, gateway }, pool: { id: pool.id, name } };
}
