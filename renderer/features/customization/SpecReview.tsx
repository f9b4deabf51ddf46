import { KeyValueList, type KeyValueItem } from '../../ui/KeyValueList.tsx';
import type { ComputerNameRule, CustomizationValues, IpPool, NicRule, SecretName } from '../../../shared/model/customization.ts';
import { say } from '../../strings/say.ts';
import { guestWords, secretWords } from '../parts/guestWords.ts';

/** Everything that was chosen; of secrets only that they are set. */
export function SpecReview({ values, pools, secretNames }: { values: CustomizationValues | null; pools: readonly IpPool[]; secretNames: readonly SecretName[] }) {
  if (values === null) return <p className="app-note">{say('customization.earlierStepIncomplete')}</p>;
  return <KeyValueList items={itemsOf(values, pools, secretNames)} />;
}

const list = (items: readonly string[]): string => (items.length === 0 ? say('common.none') : items.join(', '));

function itemsOf(values: CustomizationValues, pools: readonly IpPool[], secretNames: readonly SecretName[]): KeyValueItem[] {
  const { network } = values;
  return [
    { label: say('common.name'), value: values.name },
    { label: say('customization.guestOperatingSystem'), value: guestWords[values.guest] },
    { label: say('customization.computerName'), value: computerNameWords(values.computerName) },
    ...(values.guest === 'windows'
      ? [
          { label: say('customization.owner'), value: `${values.owner}, ${values.organization}` },
          { label: say('customization.memberOf'), value: values.membership.kind === 'domain' ? say('customization.domainJoinedBy', { domain: values.membership.domain, userName: values.membership.userName }) : say('customization.workgroupNamed', { workgroup: values.membership.workgroup }) },
          { label: say('customization.logsOnAutomatically'), value: values.autoLogonCount === 0 ? say('customization.never') : say('customization.logOnTimes', { count: values.autoLogonCount }) },
        ]
      : [{ label: say('customization.domain'), value: values.domain === '' ? say('common.none') : values.domain }]),
    { label: say('customization.timeZone'), value: values.timeZone },
    ...(network.kind === 'standard' ? [{ label: say('common.network'), value: say('customization.dhcpOnEveryAdapter') }] : network.nics.map((nic, index) => ({ label: say('customization.adapterNumber', { number: index + 1 }), value: nicRuleWords(nic, pools) }))),
    { label: say('customization.dnsServers'), value: list(values.dnsServers) },
    { label: say('customization.dnsSuffixes'), value: list(values.dnsSuffixes) },
    { label: say('customization.commands'), value: values.commands.length === 0 ? say('common.none') : <pre className="app-commands">{values.commands.join('\n')}</pre> },
    { label: say('customization.secretsThatAreSet'), value: list(secretNames.map((name) => secretWords[name])) },
  ];
}

function computerNameWords(rule: ComputerNameRule): string {
  if (rule.kind === 'fixed') return rule.name;
  return rule.kind === 'prefix' ? say('customization.prefixAndMachineNumber', { prefix: rule.prefix }) : say('customization.namedByMachine');
}

function nicRuleWords(nic: NicRule, pools: readonly IpPool[]): string {
  if (nic.kind === 'dhcp') return say('customization.byDHCP');
  if (nic.kind === 'pool') {
    const pool = pools.find(({ id }) => id === nic.poolId);
    return pool === undefined ? say('customization.fromPoolThatIsGone') : say('customization.fromPoolNamed', { pool: pool.values.name });
  }
  const address = `${nic.address}/${nic.prefixLength}`;
  return nic.gateway === null ? address : say('customization.addressWithGateway', { address, gateway: nic.gateway });
}
