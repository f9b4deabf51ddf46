/** Storage policies by the names people type, and the shapes that `--json` prints. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { Fault } from '../../shared/faults.ts';
import type { StoragePolicyId } from '../../shared/ids.ts';
import type { VmRow } from '../../shared/model/inventory.ts';
import { primitiveSchema, type Primitive } from '../../shared/model/offload.ts';
import { defaultPolicyName, type PolicyRules, type StoragePolicy } from '../../shared/model/policies.ts';
import { nameKey } from '../../shared/naming.ts';
import { PolicyBook } from '../../shared/storagePolicy.ts';
import type { YardClient } from './session.ts';
import { parsePercent } from './volumes.ts';

export async function readPolicies(client: YardClient): Promise<PolicyBook> {
  return new PolicyBook(await client.policies.state());
}

/** @throws Fault ManagedObjectNotFound */
export async function findPolicy(client: YardClient, name: string): Promise<StoragePolicy> {
  const { policies } = await client.policies.state();
  const policy = policies.find(({ values }) => values.name === name) ?? policies.find(({ values }) => nameKey(values.name) === nameKey(name)) ?? policies.find(({ id }) => id === name);
  if (policy) return policy;
  throw new Fault('ManagedObjectNotFound', `There is no storage policy "${name}".`, { names: [name], hint: 'List them with: cloneyard policy ls' });
}

/** For options that take the name of a policy; null for "Datastore default". */
export async function policyIdNamed(client: YardClient, name: string): Promise<StoragePolicyId | null> {
  return nameKey(name) === nameKey(defaultPolicyName) ? null : (await findPolicy(client, name)).id;
}

export function policyView({ id, version, modifiedAtMs, values }: StoragePolicy) {
  const { name, description, rules } = values;
  return { id, name, description, version, modifiedAt: new Date(modifiedAtMs).toISOString(), rules };
}

/** Of one machine: null for "Datastore default", which nothing can fall short of. */
export function machinePolicyView(vm: VmRow, book: PolicyBook): { policy: string | null; isCompliant: boolean | null } {
  const state = book.stateOf(vm);
  return { policy: book.find(vm.policyId)?.values.name ?? null, isCompliant: state === 'none' ? null : state === 'compliant' };
}

/** "Gold", "Gold (not compliant)", "Datastore default". */
export function machinePolicyText({ policy, isCompliant }: ReturnType<typeof machinePolicyView>): string {
  return `${policy ?? defaultPolicyName}${isCompliant === false ? ' (not compliant)' : ''}`;
}

export interface RuleOptions {
  readonly type?: 'NFS' | 'VMFS' | 'any';
  readonly sharesClones?: boolean;
  readonly primitive?: readonly (Primitive | 'any')[];
  readonly dedupe?: 'on' | 'off' | 'any';
  readonly volume?: 'thin' | 'guaranteed' | 'any';
  readonly free?: number | 'any';
  readonly array?: string;
  readonly datastore?: readonly string[];
}

/** The options that say the rules of a policy, in words that every command about them shares. */
export function withRuleOptions(command: Command): Command {
  return command
    .addOption(new Option('--type <type>', 'type of the datastore').choices(['NFS', 'VMFS', 'any']))
    .option('--shares-clones', 'clones on it share their blocks')
    .option('--no-shares-clones', 'whether they do is no matter')
    .addOption(new Option('--primitive <primitives...>', 'primitives of hardware acceleration that can be used').choices([...primitiveSchema.options, 'any']))
    .addOption(new Option('--dedupe <state>', 'dedupe of its volume').choices(['on', 'off', 'any']))
    .addOption(new Option('--volume <kind>', 'how space is set aside for its volume').choices(['thin', 'guaranteed', 'any']))
    .option('--free <percent>', 'at least this share of its capacity is free, 1 to 99, or any', parseFree)
    .option('--array <name>', 'the array it lies on, or any')
    .option('--datastore <names...>', 'its name, or patterns for it such as gold-*, or any');
}

/** Takes a rule away. */
const any = 'any';

/** All of it free would be a datastore that nobody may use. */
function parseFree(text: string): number | 'any' {
  if (text === any) return any;
  const percent = parsePercent(text);
  if (percent > 99) throw new InvalidArgumentError('Give a percentage from 1 to 99.');
  return percent;
}

const guarantees = { thin: 'none', guaranteed: 'volume', any: null } as const;

/** `before` with what was said anew; `any` takes a rule away. */
export function rulesOf(options: RuleOptions, before: PolicyRules): PolicyRules {
  const { type, sharesClones, primitive, dedupe, volume, free, array, datastore } = options;
  return {
    type: type === undefined ? before.type : type === any ? null : type,
    sharesClones: sharesClones ?? before.sharesClones,
    primitives: primitive === undefined ? before.primitives : primitive.filter((one) => one !== any),
    dedupe: dedupe === undefined ? before.dedupe : dedupe === any ? null : dedupe,
    guarantee: volume === undefined ? before.guarantee : guarantees[volume],
    freePercent: free === undefined ? before.freePercent : free === any ? null : free,
    arrayName: array === undefined ? before.arrayName : array === any ? null : array,
    names: datastore === undefined ? before.names : datastore.filter((one) => one !== any),
  };
}
