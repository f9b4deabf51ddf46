/**
 * What cloud-init reads from a disk labelled CIDATA: "NoCloud", "Cloud config examples" and "Networking config version 2"
 * of the cloud-init documentation.
 */
import type { Customized } from './customized.ts';

type Yaml = string | number | boolean | readonly Yaml[] | { readonly [key: string]: Yaml };

/** File names and their content. */
export function cloudInitFiles({ values, applied, instanceId }: Customized): Record<string, string> {
  if (values.guest !== 'linux') return {};
  const { computerName } = applied;
  const fullName = values.domain === '' ? computerName : `${computerName}.${values.domain}`;
  const userData: Yaml = {
    hostname: computerName,
    fqdn: fullName,
    preserve_hostname: false,
    manage_etc_hosts: true,
    timezone: values.timeZone,
    ...(values.commands.length === 0 ? {} : { runcmd: values.commands }),
  };
  return {
    'meta-data': yamlOf({ 'instance-id': instanceId, 'local-hostname': fullName }),
    'user-data': `#cloud-config\n${yamlOf(userData)}`,
    'network-config': yamlOf({ version: 2, ethernets: Object.fromEntries(applied.nics.map((nic, index) => [`nic${index}`, adapterOf(nic, applied)])) }),
  };
}

/** Adapters are told by their hardware address: their names are up to each guest. */
function adapterOf({ macAddress, address }: Customized['applied']['nics'][number], { dnsServers, dnsSuffixes }: Customized['applied']): Yaml {
  const names = {
    ...(dnsServers.length === 0 ? {} : { addresses: dnsServers }),
    ...(dnsSuffixes.length === 0 ? {} : { search: dnsSuffixes }),
  };
  return {
    match: { macaddress: macAddress ?? '' },
    ...(address === null
      ? { dhcp4: true }
      : {
          dhcp4: false,
          addresses: [`${address.address}/${address.prefixLength}`],
          ...(address.gateway === null ? {} : { routes: [{ to: '0.0.0.0/0', via: address.gateway }] }),
        }),
    ...(Object.keys(names).length === 0 ? {} : { nameservers: names }),
  };
}

/** Block style, with every text quoted as in JSON, which YAML reads alike: nothing in a text can become structure. */
export function yamlOf(value: Yaml): string {
  return `${linesOf(value, '').join('\n')}\n`;
}

function linesOf(value: Yaml, indent: string): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: Yaml) => {
      const [first = '', ...rest] = linesOf(item, `${indent}  `);
      return [`${indent}- ${first.trimStart()}`, ...rest];
    });
  }
  if (typeof value !== 'object') return [indent + scalarOf(value)];
  return Object.entries(value).flatMap(([key, item]: [string, Yaml]) => {
    if (typeof item !== 'object') return [`${indent}${key}: ${scalarOf(item)}`];
    if (Object.keys(item).length === 0) return [`${indent}${key}: ${Array.isArray(item) ? '[]' : '{}'}`];
    return [`${indent}${key}:`, ...linesOf(item, `${indent}  `)];
  });
}

function scalarOf(value: string | number | boolean): string {
  // Code points beyond the first plane stand as they are: YAML knows no pairs of surrogates.
  return JSON.stringify(value);
}
