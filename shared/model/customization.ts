/** What makes a clone a machine of its own: specifications, pools of addresses, and what was applied to whom. */
import * as z from 'zod';
import { customizationSpecIdSchema, ipPoolIdSchema, objectIdSchema } from '../ids.ts';
import { computerNameProblem } from '../computerName.ts';
import { addressProblem, parseIpv4 } from '../ipv4.ts';

export const customizationGuestSchema = z.enum(['windows', 'linux']);
export type CustomizationGuest = z.infer<typeof customizationGuestSchema>;

/** Nothing in it may end a line early, carry a control sequence into a file of the guest, or be what XML cannot hold. */
const line = (limitChars: number) =>
  z
    .string()
    .max(limitChars, `At most ${limitChars} characters.`)
    .refine((text) => !/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u.test(text), 'No line breaks or control characters.');
const neededLine = (limitChars: number, what: string) => line(limitChars).refine((text) => text.trim() !== '', `${what} is needed.`);

export const specNameSchema = neededLine(80, 'A name').refine((name) => name === name.trim(), 'A name cannot begin or end with a space.');

/** How long the numbers of virtual machines may grow beside a prefix. */
const numberChars = 6;

export const computerNameRuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), name: z.string() }),
  z.strictObject({ kind: z.literal('prefix'), prefix: z.string() }),
  z.strictObject({ kind: z.literal('vmName') }),
]);
export type ComputerNameRule = z.infer<typeof computerNameRuleSchema>;

const address = z.string().refine((text) => parseIpv4(text) !== null, 'An IPv4 address such as 10.0.0.1.');
const prefixLength = z.number().int().min(1, 'At least 1.').max(30, 'At most 30.');

/** Where an adapter of the guest gets its address. */
export const nicRuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('dhcp') }),
  z
    .strictObject({ kind: z.literal('static'), address, prefixLength, gateway: address.nullable() })
    .superRefine((nic, context) => {
      const problem = addressProblem(nic.address, nic.prefixLength, nic.gateway);
      if (problem !== null) context.addIssue({ code: 'custom', message: problem, path: ['address'] });
    }),
  z.strictObject({ kind: z.literal('pool'), poolId: ipPoolIdSchema }),
]);
export type NicRule = z.infer<typeof nicRuleSchema>;

/** `standard`: DHCP on every adapter, however many there are. `custom`: one rule for each, in their order. */
export const networkRuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('standard') }),
  z.strictObject({ kind: z.literal('custom'), nics: z.array(nicRuleSchema).min(1, 'At least one adapter.').max(10, 'At most 10 adapters.') }),
]);
export type NetworkRule = z.infer<typeof networkRuleSchema>;

const domainName = line(253).regex(/^(?!-)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/, 'A domain such as example.org.');

const common = {
  name: specNameSchema,
  description: line(1024),
  computerName: computerNameRuleSchema,
  network: networkRuleSchema,
  dnsServers: z.array(address).max(8, 'At most 8 servers.'),
  dnsSuffixes: z.array(domainName).max(16, 'At most 16 suffixes.'),
  /** Carried out once by the guest, in order, when it starts for the first time. */
  commands: z.array(neededLine(1024, 'A command')).max(32, 'At most 32 commands.'),
};

export const membershipSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('workgroup'), workgroup: neededLine(15, 'A workgroup') }),
  z.strictObject({ kind: z.literal('domain'), domain: domainName, userName: neededLine(104, 'A user name'), organizationalUnit: line(1024).nullable() }),
]);
export type Membership = z.infer<typeof membershipSchema>;

const windowsFields = {
  guest: z.literal('windows'),
  owner: neededLine(63, 'An owner'),
  organization: neededLine(63, 'An organization'),
  /** How often the administrator is logged on by itself after the first start; 0 for never. */
  autoLogonCount: z.number().int().min(0).max(9999),
  /** As Windows names it: "W. Europe Standard Time". */
  timeZone: neededLine(64, 'A time zone'),
  membership: membershipSchema,
};
const linuxFields = {
  guest: z.literal('linux'),
  /** Follows the computer name: "example.org"; empty for none. */
  domain: z.union([z.literal(''), domainName]),
  /** As the IANA database names it: "Europe/Berlin". */
  timeZone: neededLine(64, 'A time zone'),
};

/** Everything of a specification but its secrets. */
export const customizationValuesSchema = z
  .discriminatedUnion('guest', [z.strictObject({ ...common, ...windowsFields }), z.strictObject({ ...common, ...linuxFields })])
  .superRefine(({ computerName, guest }, context) => {
    if (computerName.kind === 'vmName') return;
    const isFixed = computerName.kind === 'fixed';
    // The shortest name that the prefix can lead to must be a name, and the longest must keep room for the number.
    const problem = isFixed ? computerNameProblem(computerName.name, guest) : prefixProblem(computerName.prefix, guest);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem, path: ['computerName', isFixed ? 'name' : 'prefix'] });
  });
export type CustomizationValues = z.infer<typeof customizationValuesSchema>;

function prefixProblem(prefix: string, guest: CustomizationGuest): string | null {
  if (prefix === '') return 'A prefix is needed.';
  const limit = (guest === 'windows' ? 15 : 63) - numberChars;
  if (prefix.length > limit) return `A prefix has at most ${limit} characters, so that a number fits behind it; this one has ${prefix.length}.`;
  return /^\d/.test(prefix) ? 'A prefix begins with a letter.' : computerNameProblem(`${prefix}1`, guest);
}

/** Kept encrypted. They leave the yard on the disk that is made for a guest, and in no other way. */
export const secretNameSchema = z.enum(['adminPassword', 'productKey', 'domainPassword']);
export type SecretName = z.infer<typeof secretNameSchema>;
export const secretNames = secretNameSchema.options;

/** New value of a secret; null takes it away, and what is left out stays as it is. */
export const secretChangesSchema = z.strictObject({
  adminPassword: neededLine(127, 'A password').nullable().optional(),
  productKey: z.string().regex(/^[A-Za-z0-9]{5}(?:-[A-Za-z0-9]{5}){4}$/, 'A product key has five groups of five letters and digits.').nullable().optional(),
  domainPassword: neededLine(127, 'A password').nullable().optional(),
});
export type SecretChanges = z.infer<typeof secretChangesSchema>;

export const customizationDraftSchema = z.strictObject({ values: customizationValuesSchema, secrets: secretChangesSchema });
export type CustomizationDraft = z.infer<typeof customizationDraftSchema>;

/** `keychain`: the key is kept by the operating system. `keyFile`: the key lies beside the data, readable for its owner only. */
export const secretProtectionSchema = z.enum(['keychain', 'keyFile']);
export type SecretProtection = z.infer<typeof secretProtectionSchema>;

export const secretStateSchema = z.object({
  name: secretNameSchema,
  protectedBy: secretProtectionSchema,
  /** Why it cannot be read now; null when it can. */
  problem: z.string().nullable(),
});
export type SecretState = z.infer<typeof secretStateSchema>;

export const customizationSpecSchema = z.object({
  id: customizationSpecIdSchema,
  /** Grows by one with every change; a change says which one it was made from. */
  version: z.number().int().positive(),
  modifiedAtMs: z.number().int(),
  values: customizationValuesSchema,
  /** Those that are set. */
  secrets: z.array(secretStateSchema),
});
export type CustomizationSpec = z.infer<typeof customizationSpecSchema>;

/** Addresses to be given out, both ends included, and what goes with them. */
export const ipPoolValuesSchema = z
  .strictObject({ name: specNameSchema, firstAddress: address, lastAddress: address, prefixLength, gateway: address.nullable() })
  .superRefine((pool, context) => {
    const first = parseIpv4(pool.firstAddress);
    const last = parseIpv4(pool.lastAddress);
    if (first === null || last === null) return;
    const report = (path: string, message: string): void => context.addIssue({ code: 'custom', message, path: [path] });
    if (last < first) return report('lastAddress', 'The last address is ahead of the first one.');
    if (last - first >= 65_536) return report('lastAddress', 'A pool has at most 65,536 addresses.');
    for (const [path, end] of [['firstAddress', pool.firstAddress], ['lastAddress', pool.lastAddress]] as const) {
      const problem = addressProblem(end, pool.prefixLength, null);
      if (problem !== null) report(path, problem);
    }
    if (Math.floor(first / 2 ** (32 - pool.prefixLength)) !== Math.floor(last / 2 ** (32 - pool.prefixLength))) report('lastAddress', 'Both ends must be in one network.');
    const gateway = pool.gateway === null ? null : parseIpv4(pool.gateway);
    if (gateway === null) return;
    if (Math.floor(first / 2 ** (32 - pool.prefixLength)) !== Math.floor(gateway / 2 ** (32 - pool.prefixLength))) report('gateway', 'The gateway is not in the network of the addresses.');
    if (gateway >= first && gateway <= last) report('gateway', 'The gateway is among the addresses to be given out.');
  });
export type IpPoolValues = z.infer<typeof ipPoolValuesSchema>;

export const ipPoolSchema = z.object({
  id: ipPoolIdSchema,
  version: z.number().int().positive(),
  values: ipPoolValuesSchema,
  addressCount: z.number().int().positive(),
  /** Who has which of them; an address is free again when its machine is deleted or customized anew. */
  leases: z.array(z.object({ address: z.string(), vmId: objectIdSchema, vmName: z.string() })),
});
export type IpPool = z.infer<typeof ipPoolSchema>;

/** One adapter as a guest is told to set it up. */
export const appliedNicSchema = z.object({
  label: z.string(),
  /** Null while the machine does not exist. */
  macAddress: z.string().nullable(),
  /** Null: by DHCP. */
  address: z.object({ address: z.string(), prefixLength: z.number().int(), gateway: z.string().nullable() }).nullable(),
  /** The pool that its address is from. */
  pool: z.object({ id: ipPoolIdSchema, name: z.string() }).nullable(),
});
export type AppliedNic = z.infer<typeof appliedNicSchema>;

/** What a guest is told to become, without secrets. */
export const customizationPreviewSchema = z.object({
  spec: z.object({ id: customizationSpecIdSchema, name: z.string() }),
  guest: customizationGuestSchema,
  computerName: z.string(),
  timeZone: z.string(),
  /** "Workgroup WORKGROUP", "Domain example.org"; null where there is neither. */
  membership: z.string().nullable(),
  nics: z.array(appliedNicSchema),
  dnsServers: z.array(z.string()),
  dnsSuffixes: z.array(z.string()),
  commandCount: z.number().int().nonnegative(),
  /** Secrets that the disk holds in a form that the guest can use, and so can whoever reads the disk. */
  secretsOnDisk: z.array(secretNameSchema),
  /** Names of the files on the disk. */
  files: z.array(z.string()),
});
export type CustomizationPreview = z.infer<typeof customizationPreviewSchema>;

export const appliedCustomizationSchema = customizationPreviewSchema.extend({ appliedAtMs: z.number().int(), diskLabel: z.string() });
export type AppliedCustomization = z.infer<typeof appliedCustomizationSchema>;
