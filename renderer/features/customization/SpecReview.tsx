import { KeyValueList, type KeyValueItem } from '../../ui/KeyValueList.tsx';
import type { ComputerNameRule, CustomizationValues, IpPool, NicRule, SecretName } from '../../../shared/model/customization.ts';
import { guestWords, secretWords } from '../parts/guestWords.ts';

/** Everything that was chosen; of secrets only that they are set. */
export function SpecReview({ values, pools, secretNames }: { values: CustomizationValues | null; pools: readonly IpPool[]; secretNames: readonly SecretName[] }) {
  if (values === null) return <p className="app-note">Something is missing on an earlier step.</p>;
  return <KeyValueList items={itemsOf(values, pools, secretNames)} />;
}

const list = (items: readonly string[]): string => (items.length === 0 ? 'None' : items.join(', '));

function itemsOf(values: CustomizationValues, pools: readonly IpPool[], secretNames: readonly SecretName[]): KeyValueItem[] {
  const { network } = values;
  return [
    { label: 'Name', value: values.name },
    { label: 'Guest operating system', value: guestWords[values.guest] },
    { label: 'Computer name', value: computerNameWords(values.computerName) },
    ...(values.guest === 'windows'
      ? [
          { label: 'Owner', value: `${values.owner}, ${values.organization}` },
          { label: 'Member of', value: values.membership.kind === 'domain' ? `Domain ${values.membership.domain}, joined by ${values.membership.userName}` : `Workgroup ${values.membership.workgroup}` },
          { label: 'Logs on automatically', value: values.autoLogonCount === 0 ? 'Never' : `${values.autoLogonCount} times` },
        ]
      : [{ label: 'Domain', value: values.domain === '' ? 'None' : values.domain }]),
    { label: 'Time zone', value: values.timeZone },
    ...(network.kind === 'standard' ? [{ label: 'Network', value: 'DHCP on every adapter' }] : network.nics.map((nic, index) => ({ label: `Adapter ${index + 1}`, value: nicRuleWords(nic, pools) }))),
    { label: 'DNS servers', value: list(values.dnsServers) },
    { label: 'DNS suffixes', value: list(values.dnsSuffixes) },
    { label: 'Commands', value: values.commands.length === 0 ? 'None' : <pre className="app-commands">{values.commands.join('\n')}</pre> },
    { label: 'Secrets that are set', value: list(secretNames.map((name) => secretWords[name])) },
  ];
}

function computerNameWords(rule: ComputerNameRule): string {
  if (rule.kind === 'fixed') return rule.name;
  return rule.kind === 'prefix' ? `${rule.prefix} and the number of the virtual machine` : "Made of the virtual machine's name";
}

function nicRuleWords(nic: NicRule, pools: readonly IpPool[]): string {
  if (nic.kind === 'dhcp') return 'By DHCP';
  if (nic.kind === 'pool') return `From the pool ${pools.find(({ id }) => id === nic.poolId)?.values.name ?? 'that is gone'}`;
  return `${nic.address}/${nic.prefixLength}${nic.gateway === null ? '' : `, gateway ${nic.gateway}`}`;
}
