/** What can be asked about virtual machines and templates. */
import { datastoreIdsOf, type VmRow } from '../model/inventory.ts';
import { defaultPolicyName } from '../model/policies.ts';
import type { PolicyBook } from '../storagePolicy.ts';
import { yesNo, yesNoWord, type Choice, type QueryField } from './queryField.ts';
import { noPlace, type Places } from './places.ts';

/** A machine with where it is. */
export interface Machine {
  readonly vm: VmRow;
  readonly places: Places;
  /** Left out where nobody has read the storage policies: nobody has one then. */
  readonly policies?: PolicyBook | undefined;
}

const powerChoices: readonly Choice[] = [
  { word: 'on', label: 'Powered on' },
  { word: 'off', label: 'Powered off' },
  { word: 'suspended', label: 'Suspended' },
];
const powerWord = { poweredOn: 'on', poweredOff: 'off', suspended: 'suspended' } as const;

const kindChoices: readonly Choice[] = [
  { word: 'vm', label: 'Virtual machine' },
  { word: 'template', label: 'Template' },
];

const complianceChoices: readonly Choice[] = [
  { word: 'compliant', label: 'Compliant' },
  { word: 'noncompliant', label: 'Not compliant' },
];
const complianceWord = { compliant: 'compliant', nonCompliant: 'noncompliant', none: null } as const;

type Field = QueryField<Machine>;

const placeOf = ({ vm, places }: Machine) => places.get(vm.hostId) ?? noPlace;

export const machineFields: readonly Field[] = [
  { name: 'name', label: 'Name', type: 'text', read: ({ vm }) => vm.name },
  { name: 'kind', label: 'Virtual machine or template', type: 'choice', choices: kindChoices, read: ({ vm }) => (vm.isTemplate ? 'template' : 'vm') },
  { name: 'power', aliases: ['state'], label: 'Power state; templates have none', type: 'choice', choices: powerChoices, read: ({ vm }) => (vm.isTemplate ? null : powerWord[vm.powerState]) },
  { name: 'template', aliases: ['source'], label: 'What it was cloned from', type: 'text', read: ({ vm }) => vm.source?.name ?? [] },
  { name: 'host', label: 'Host', type: 'text', read: (machine) => placeOf(machine).host },
  { name: 'cluster', label: 'Cluster of the host', type: 'text', read: (machine) => placeOf(machine).cluster },
  { name: 'datacenter', label: 'Datacenter', type: 'text', read: (machine) => placeOf(machine).datacenter },
  { name: 'folder', label: 'Folder, or any folder around it', type: 'text', read: ({ vm, places }) => (places.get(vm.folderId) ?? noPlace).folders },
  { name: 'datastore', label: 'Any datastore that holds something of it', type: 'text', read: ({ vm, places }) => datastoreIdsOf(vm).map((id) => (places.get(id) ?? noPlace).name) },
  { name: 'policy', label: 'Storage policy', type: 'text', read: ({ vm, policies }) => policies?.nameOf(vm.policyId) ?? defaultPolicyName },
  { name: 'compliance', label: 'Whether its datastore fits its storage policy', type: 'choice', choices: complianceChoices, read: ({ vm, policies }) => complianceWord[policies?.stateOf(vm) ?? 'none'] },
  { name: 'network', label: 'Any network of its adapters', type: 'text', read: ({ vm, places }) => vm.networkIds.map((id) => (places.get(id) ?? noPlace).name) },
  { name: 'guest', aliases: ['guestos', 'os'], label: 'Guest OS', type: 'text', read: ({ vm }) => vm.guestOs },
  { name: 'cpu', label: 'Virtual processors', type: 'count', read: ({ vm }) => vm.cpuCount },
  { name: 'memory', label: 'Memory', type: 'size', read: ({ vm }) => vm.memoryBytes },
  { name: 'provisioned', label: 'Provisioned', type: 'size', read: ({ vm }) => vm.space.provisionedBytes },
  { name: 'logical', label: 'Logical: blocks that are not zero', type: 'size', read: ({ vm }) => vm.space.logicalBytes },
  { name: 'unique', label: 'Unique; at least, until exact', type: 'size', read: ({ vm }) => vm.space.uniqueBytes },
  { name: 'shared', label: 'Shared; at most, until exact', type: 'size', read: ({ vm }) => vm.space.sharedBytes },
  { name: 'exact', label: 'Whether unique and shared are exact', type: 'choice', choices: yesNo, read: ({ vm }) => yesNoWord(vm.space.isExact) },
  { name: 'snapshots', label: 'Number of snapshots', type: 'count', read: ({ vm }) => vm.snapshotCount },
  { name: 'created', label: 'Created', type: 'time', read: ({ vm }) => vm.createdAtMs },
  { name: 'id', label: 'Object id, such as vm-42', type: 'text', read: ({ vm }) => vm.id },
];
