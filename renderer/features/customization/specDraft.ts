/** A specification while it is being typed: everything that can be typed is kept, whatever is chosen. Pure. */
import type { IpPoolId } from '../../../shared/ids.ts';
import { customizationValuesSchema, type ComputerNameRule, type CustomizationGuest, type CustomizationSpec, type CustomizationValues, type NicRule, type SecretChanges, type SecretName } from '../../../shared/model/customization.ts';
import { say } from '../../strings/say.ts';

export interface NicDraft {
  readonly kind: NicRule['kind'];
  readonly address: string;
  /** NaN while the field is empty. */
  readonly prefixLength: number;
  readonly gateway: string;
  readonly poolId: IpPoolId | null;
}

export interface SpecDraft {
  readonly name: string;
  readonly description: string;
  readonly guest: CustomizationGuest;
  readonly nameKind: ComputerNameRule['kind'];
  readonly fixedName: string;
  readonly prefix: string;
  readonly owner: string;
  readonly organization: string;
  readonly autoLogonCount: number;
  readonly windowsTimeZone: string;
  readonly linuxTimeZone: string;
  readonly linuxDomain: string;
  readonly commandsText: string;
  readonly networkKind: 'standard' | 'custom';
  readonly nics: readonly NicDraft[];
  readonly dnsServersText: string;
  readonly dnsSuffixesText: string;
  readonly membershipKind: 'workgroup' | 'domain';
  readonly workgroup: string;
  readonly domain: string;
  readonly userName: string;
  readonly organizationalUnit: string;
  /** What was typed for each secret; empty leaves it as it is. */
  readonly secrets: Readonly<Record<SecretName, string>>;
  readonly adminPasswordAgain: string;
  /** Secrets that are set and shall go. */
  readonly removed: ReadonlySet<SecretName>;
}

export const newNic: NicDraft = { kind: 'dhcp', address: '', prefixLength: 24, gateway: '', poolId: null };

export function newSpecDraft(timeZone: string): SpecDraft {
  return {
    name: '', description: '', guest: 'linux', nameKind: 'vmName', fixedName: '', prefix: '', owner: '', organization: '', autoLogonCount: 0, windowsTimeZone: 'UTC', linuxTimeZone: timeZone,
    linuxDomain: '', commandsText: '', networkKind: 'standard', nics: [newNic], dnsServersText: '', dnsSuffixesText: '', membershipKind: 'workgroup', workgroup: 'WORKGROUP', domain: '', userName: '',
    organizationalUnit: '', secrets: { adminPassword: '', productKey: '', domainPassword: '' }, adminPasswordAgain: '', removed: new Set(),
  };
}

export function draftOfSpec({ values }: CustomizationSpec, timeZone: string): SpecDraft {
  const { computerName, network } = values;
  const empty = newSpecDraft(timeZone);
  const common: SpecDraft = {
    ...empty,
    name: values.name,
    description: values.description,
    guest: values.guest,
    nameKind: computerName.kind,
    fixedName: computerName.kind === 'fixed' ? computerName.name : '',
    prefix: computerName.kind === 'prefix' ? computerName.prefix : '',
    commandsText: values.commands.join('\n'),
    networkKind: network.kind,
    nics: network.kind === 'custom' ? network.nics.map(nicDraftOf) : empty.nics,
    dnsServersText: values.dnsServers.join(', '),
    dnsSuffixesText: values.dnsSuffixes.join(', '),
  };
  if (values.guest === 'linux') return { ...common, linuxTimeZone: values.timeZone, linuxDomain: values.domain };
  const { membership } = values;
  const windows = { ...common, owner: values.owner, organization: values.organization, autoLogonCount: values.autoLogonCount, windowsTimeZone: values.timeZone, membershipKind: membership.kind };
  return membership.kind === 'workgroup'
    ? { ...windows, workgroup: membership.workgroup }
    : { ...windows, domain: membership.domain, userName: membership.userName, organizationalUnit: membership.organizationalUnit ?? '' };
}

function nicDraftOf(nic: NicRule): NicDraft {
  if (nic.kind === 'dhcp') return newNic;
  if (nic.kind === 'pool') return { ...newNic, kind: 'pool', poolId: nic.poolId };
  return { kind: 'static', address: nic.address, prefixLength: nic.prefixLength, gateway: nic.gateway ?? '', poolId: null };
}

/** What stands between commas, spaces and line ends. */
const words = (text: string): string[] => text.split(/[\s,;]+/).filter((word) => word !== '');
const lines = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter((line) => line !== '');

/** In the shape of the values, right or wrong. */
function roughValues(draft: SpecDraft): unknown {
  const computerName =
    draft.nameKind === 'fixed' ? { kind: 'fixed', name: draft.fixedName.trim() } : draft.nameKind === 'prefix' ? { kind: 'prefix', prefix: draft.prefix.trim() } : { kind: 'vmName' };
  const common = {
    name: draft.name.trim(),
    description: draft.description.trim(),
    guest: draft.guest,
    computerName,
    network: draft.networkKind === 'standard' ? { kind: 'standard' } : { kind: 'custom', nics: draft.nics.map(roughNic) },
    dnsServers: words(draft.dnsServersText),
    dnsSuffixes: words(draft.dnsSuffixesText),
    commands: lines(draft.commandsText),
  };
  if (draft.guest === 'linux') return { ...common, domain: draft.linuxDomain.trim(), timeZone: draft.linuxTimeZone };
  const membership =
    draft.membershipKind === 'workgroup'
      ? { kind: 'workgroup', workgroup: draft.workgroup.trim() }
      : { kind: 'domain', domain: draft.domain.trim(), userName: draft.userName.trim(), organizationalUnit: draft.organizationalUnit.trim() || null };
  return { ...common, owner: draft.owner.trim(), organization: draft.organization.trim(), autoLogonCount: draft.autoLogonCount, timeZone: draft.windowsTimeZone, membership };
}

function roughNic({ kind, address, prefixLength, gateway, poolId }: NicDraft): unknown {
  if (kind === 'dhcp') return { kind };
  return kind === 'pool' ? { kind, poolId } : { kind, address: address.trim(), prefixLength, gateway: gateway.trim() || null };
}

/** Where something is wrong, as "network.nics.0.address", and what. */
export type SpecProblems = ReadonlyMap<string, string>;

export function readDraft(draft: SpecDraft): { readonly values: CustomizationValues | null; readonly problems: SpecProblems } {
  const problems = new Map<string, string>();
  const report = (path: string, message: string): void => {
    if (!problems.has(path)) problems.set(path, message);
  };
  const parsed = customizationValuesSchema.safeParse(roughValues(draft));
  for (const { path, message } of parsed.error?.issues ?? []) report(path.map(String).join('.'), message);
  draft.nics.forEach(({ kind, poolId, prefixLength }, index) => {
    if (draft.networkKind === 'standard') return;
    if (kind === 'pool' && poolId === null) problems.set(`network.nics.${index}.poolId`, say('customization.poolMissing'));
    if (kind === 'static' && Number.isNaN(prefixLength)) problems.set(`network.nics.${index}.prefixLength`, say('customization.aPrefixLengthIsNeeded'));
  });
  const { adminPassword, productKey } = draft.secrets;
  if (draft.guest === 'windows') {
    if (adminPassword !== draft.adminPasswordAgain) report('adminPasswordAgain', say('customization.passwordsDiffer'));
    if (productKey !== '' && !/^[A-Za-z0-9]{5}(?:-[A-Za-z0-9]{5}){4}$/.test(productKey)) report('productKey', say('customization.productKeyWrong'));
  }
  return { values: parsed.success && problems.size === 0 ? parsed.data : null, problems };
}

/** The first problem at a field or inside it. */
export function problemAt(problems: SpecProblems, ...prefixes: readonly string[]): string | undefined {
  for (const [path, message] of problems) {
    if (prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}.`))) return message;
  }
  return undefined;
}

export function secretChangesOf({ secrets, removed, guest, membershipKind }: SpecDraft): SecretChanges {
  if (guest === 'linux') return {};
  const change = (name: SecretName): string | null | undefined => (removed.has(name) ? null : secrets[name] !== '' ? secrets[name] : undefined);
  const adminPassword = change('adminPassword');
  const productKey = change('productKey');
  const domainPassword = membershipKind === 'domain' ? change('domainPassword') : undefined;
  return { ...(adminPassword !== undefined && { adminPassword }), ...(productKey !== undefined && { productKey }), ...(domainPassword !== undefined && { domainPassword }) };
}
