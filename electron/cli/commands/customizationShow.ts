import type { Command } from 'commander';
import type { ComputerNameRule, CustomizationValues, IpPool, NicRule, SecretState } from '../../../shared/model/customization.ts';
import { findSpec, protectionWords, secretWords, specView } from '../customization.ts';
import type { Shell } from '../shell.ts';
import { formatFields } from '../table.ts';

export function addCustomizationShow(parent: Command, shell: Shell): void {
  parent
    .command('show')
    .description('show a customization specification; secrets are only named')
    .argument('<name>', 'specification')
    .action(async (name: string) => {
      await shell.inYard(async ({ client }) => {
        const spec = await findSpec(client, name);
        const { pools } = await client.customization.list();
        shell.answer(specView(spec), () => formatFields([...fieldsOf(spec.values, pools), ...spec.secrets.map(secretField)]));
      });
    });
}

type Field = [string, string];

function fieldsOf(values: CustomizationValues, pools: readonly IpPool[]): Field[] {
  const list = (items: readonly string[]): string => (items.length === 0 ? '-' : items.join(', '));
  const { network } = values;
  return [
    ['Name', values.name],
    ['Description', values.description || '-'],
    ['Guest', values.guest === 'windows' ? 'Windows' : 'Linux'],
    ['Computer name', computerNameText(values.computerName)],
    ...(values.guest === 'windows'
      ? ([['Owner', values.owner], ['Organization', values.organization], ['Membership', values.membership.kind === 'domain' ? `domain ${values.membership.domain} as ${values.membership.userName}` : `workgroup ${values.membership.workgroup}`], ['Logs on by itself', values.autoLogonCount === 0 ? 'never' : `${values.autoLogonCount} times`]] satisfies Field[])
      : ([['Domain', values.domain || '-']] satisfies Field[])),
    ['Time zone', values.timeZone],
    ...(network.kind === 'standard' ? ([['Network', 'DHCP on every adapter']] satisfies Field[]) : network.nics.map((nic, index): Field => [`Adapter ${index + 1}`, nicText(nic, pools)])),
    ['DNS servers', list(values.dnsServers)],
    ['DNS suffixes', list(values.dnsSuffixes)],
    ...values.commands.map((command, index): Field => [`Command ${index + 1}`, command]),
  ];
}

function secretField({ name, protectedBy, problem }: SecretState): Field {
  const words = secretWords[name];
  return [`${words.charAt(0).toUpperCase()}${words.slice(1)}`, problem ?? `set, protected by ${protectionWords[protectedBy]}`];
}

function computerNameText(rule: ComputerNameRule): string {
  if (rule.kind === 'fixed') return rule.name;
  return rule.kind === 'prefix' ? `${rule.prefix} and the number of the virtual machine` : 'made of the name of the virtual machine';
}

function nicText(nic: NicRule, pools: readonly IpPool[]): string {
  if (nic.kind === 'dhcp') return 'DHCP';
  if (nic.kind === 'static') return `${nic.address}/${nic.prefixLength}${nic.gateway === null ? '' : `, gateway ${nic.gateway}`}`;
  return `from the pool "${pools.find(({ id }) => id === nic.poolId)?.values.name ?? nic.poolId}"`;
}
