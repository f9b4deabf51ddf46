/** What Windows reads at its first start: "Unattended Windows Setup Reference", Microsoft. */
import type { CustomizationValues } from '../../shared/model/customization.ts';
import type { Customized } from './customized.ts';

type WindowsValues = Extract<CustomizationValues, { guest: 'windows' }>;

/** An element with text or with elements inside; null leaves it out. */
interface Element {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly content: string | readonly (Element | null)[];
}

const element = (name: string, content: Element['content'], attributes?: Element['attributes']): Element => ({ name, content, ...(attributes && { attributes }) });
const added = (name: string, content: Element['content'], key?: string): Element =>
  element(name, content, { 'wcm:action': 'add', ...(key === undefined ? {} : { 'wcm:keyValue': key }) });

function component(name: string, content: Element['content']): Element {
  return element('component', content, {
    name: `Microsoft-Windows-${name}`,
    processorArchitecture: 'amd64',
    publicKeyToken: '31bf3856ad364e35',
    language: 'neutral',
    versionScope: 'nonSxS',
  });
}

export function answerFile(customized: Customized): string {
  const { values } = customized;
  if (values.guest !== 'windows') return '';
  const root = element(
    'unattend',
    [
      element('settings', [identity(values, customized), join(values, customized), adapters(customized), nameServers(customized)], { pass: 'specialize' }),
      element('settings', [firstLogon(values, customized)], { pass: 'oobeSystem' }),
    ],
    { xmlns: 'urn:schemas-microsoft-com:unattend', 'xmlns:wcm': 'http://schemas.microsoft.com/WMIConfig/2002/State' },
  );
  return `<?xml version="1.0" encoding="utf-8"?>\n${textOf(root, '')}`;
}

function identity({ owner, organization, timeZone }: WindowsValues, { applied, secrets }: Customized): Element {
  return component('Shell-Setup', [
    element('ComputerName', applied.computerName),
    secrets.productKey === undefined ? null : element('ProductKey', secrets.productKey),
    element('RegisteredOrganization', organization),
    element('RegisteredOwner', owner),
    element('TimeZone', timeZone),
  ]);
}

function join({ membership }: WindowsValues, { secrets }: Customized): Element {
  if (membership.kind === 'workgroup') return component('UnattendedJoin', [element('Identification', [element('JoinWorkgroup', membership.workgroup)])]);
  const { domain, userName, organizationalUnit } = membership;
  return component('UnattendedJoin', [
    element('Identification', [
      element('Credentials', [element('Domain', domain), element('Password', secrets.domainPassword ?? ''), element('Username', userName)]),
      element('JoinDomain', domain),
      organizationalUnit === null ? null : element('MachineObjectOU', organizationalUnit),
    ]),
  ]);
}

/** Windows writes hardware addresses with hyphens. */
function identifierOf(macAddress: string | null): string {
  return (macAddress ?? '').replaceAll(':', '-').toUpperCase();
}

function adapters({ applied }: Customized): Element | null {
  if (applied.nics.length === 0) return null;
  return component('TCPIP', [
    element(
      'Interfaces',
      applied.nics.map(({ macAddress, address }) =>
        added('Interface', [
          element('Identifier', identifierOf(macAddress)),
          element('Ipv4Settings', [element('DhcpEnabled', String(address === null))]),
          address === null ? null : element('UnicastIpAddresses', [added('IpAddress', `${address.address}/${address.prefixLength}`, '1')]),
          address?.gateway
            ? element('Routes', [added('Route', [element('Identifier', '0'), element('NextHopAddress', address.gateway), element('Prefix', '0.0.0.0/0')])])
            : null,
        ]),
      ),
    ),
  ]);
}

function nameServers({ applied: { dnsServers, dnsSuffixes, nics } }: Customized): Element | null {
  if (dnsServers.length === 0 && dnsSuffixes.length === 0) return null;
  return component('DNS-Client', [
    dnsSuffixes.length === 0 ? null : element('DNSSuffixSearchOrder', dnsSuffixes.map((suffix, index) => added('DomainName', suffix, String(index + 1)))),
    dnsServers.length === 0 || nics.length === 0
      ? null
      : element(
          'Interfaces',
          nics.map(({ macAddress }) =>
            added('Interface', [
              element('Identifier', identifierOf(macAddress)),
              element('DNSServerSearchOrder', dnsServers.map((server, index) => added('IpAddress', server, String(index + 1)))),
            ]),
          ),
        ),
  ]);
}

function firstLogon({ autoLogonCount, commands }: WindowsValues, { secrets: { adminPassword } }: Customized): Element {
  const password = (name: string, value: string): Element => element(name, [element('Value', value), element('PlainText', 'true')]);
  return component('Shell-Setup', [
    autoLogonCount === 0 || adminPassword === undefined
      ? null
      : element('AutoLogon', [password('Password', adminPassword), element('Enabled', 'true'), element('LogonCount', String(autoLogonCount)), element('Username', 'Administrator')]),
    commands.length === 0
      ? null
      : element('FirstLogonCommands', commands.map((command, index) => added('SynchronousCommand', [element('CommandLine', command), element('Order', String(index + 1))]))),
    element('OOBE', [element('HideEULAPage', 'true'), element('ProtectYourPC', '3')]),
    adminPassword === undefined ? null : element('UserAccounts', [password('AdministratorPassword', adminPassword)]),
  ]);
}

function textOf({ name, attributes = {}, content }: Element, indent: string): string {
  const start = `${indent}<${name}${Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(value)}"`).join('')}>`;
  if (typeof content === 'string') return `${start}${escape(content)}</${name}>\n`;
  const inside = content.map((child) => (child === null ? '' : textOf(child, `${indent}  `))).join('');
  return `${start}\n${inside}${indent}</${name}>\n`;
}

/** Control characters, which XML cannot hold, are refused where specifications are made. */
function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
