/** What can be asked about hosts, datastores and the other containers. */
import type { Container, ContainerKind, Datastore, Host, MaintenanceMode, Network } from '../model/inventory.ts';
import { noPlace, type Places } from './places.ts';
import { yesNo, yesNoWord, type Choice, type QueryField } from './queryField.ts';

/** A container with where it is. */
export interface Placed<Kind extends Container = Container> {
  readonly container: Kind;
  readonly places: Places;
}

const kinds: Readonly<Record<ContainerKind, string>> = {
  vcenter: 'vCenter', datacenter: 'Datacenter', cluster: 'Cluster', host: 'Host', folder: 'Folder', datastore: 'Datastore', network: 'Network',
};
const kindChoices: readonly Choice[] = Object.entries(kinds).map(([word, label]) => ({ word, label }));

const placeOf = ({ container, places }: Placed) => places.get(container.id) ?? noPlace;

/** For every container. */
export const containerFields: readonly QueryField<Placed>[] = [
  { name: 'name', label: 'Name', type: 'text', read: ({ container }) => container.name },
  { name: 'kind', label: 'Kind of object', type: 'choice', choices: kindChoices, read: ({ container }) => container.kind },
  { name: 'datacenter', label: 'Datacenter', type: 'text', read: (placed) => placeOf(placed).datacenter },
  { name: 'id', label: 'Object id, such as host-7', type: 'text', read: ({ container }) => container.id },
];

const connectionChoices: readonly Choice[] = [
  { word: 'connected', label: 'Connected' },
  { word: 'disconnected', label: 'Disconnected' },
  { word: 'enteringMaintenance', label: 'Entering maintenance mode' },
  { word: 'maintenance', label: 'In maintenance mode' },
];

export const hostFields: readonly QueryField<Placed<Host>>[] = [
  ...containerFields,
  { name: 'cluster', label: 'Cluster', type: 'text', read: (placed) => placeOf(placed).cluster },
  { name: 'state', aliases: ['connection'], label: 'Connection', type: 'choice', choices: connectionChoices, read: ({ container }) => container.connectionState },
  { name: 'model', label: 'Model', type: 'text', read: ({ container }) => container.model },
  { name: 'cores', label: 'Processor cores', type: 'count', read: ({ container }) => container.cpuCoreCount },
  { name: 'mhz', label: 'Clock of a core in MHz', type: 'count', read: ({ container }) => container.cpuMhz },
  { name: 'memory', label: 'Memory', type: 'size', read: ({ container }) => container.memoryBytes },
];

const typeChoices: readonly Choice[] = [
  { word: 'nfs', label: 'NFS' },
  { word: 'vmfs', label: 'VMFS' },
];

const modeChoices: readonly Choice[] = [
  { word: 'normal', label: 'Normal' },
  { word: 'entering', label: 'Entering maintenance mode' },
  { word: 'maintenance', label: 'In maintenance mode' },
];
const modeWords: Readonly<Record<MaintenanceMode | 'normal', string>> = { normal: 'normal', enteringMaintenance: 'entering', inMaintenance: 'maintenance' };

/** The share of the capacity that is not free, in percent. */
function usedPercent({ capacityBytes, freeBytes }: Datastore['space']): number | null {
  return capacityBytes === 0 ? null : ((capacityBytes - freeBytes) / capacityBytes) * 100;
}

export const datastoreFields: readonly QueryField<Placed<Datastore>>[] = [
  ...containerFields,
  { name: 'type', label: 'NFS or VMFS', type: 'choice', choices: typeChoices, read: ({ container }) => container.type.toLowerCase() },
  { name: 'mode', label: 'Normal, or maintenance mode', type: 'choice', choices: modeChoices, read: ({ container }) => modeWords[container.maintenanceMode ?? 'normal'] },
  { name: 'capacity', aliases: ['size'], label: 'Capacity', type: 'size', read: ({ container }) => container.space.capacityBytes },
  { name: 'free', label: 'Free', type: 'size', read: ({ container }) => container.space.freeBytes },
  { name: 'used', label: 'Used share of the capacity', type: 'percent', read: ({ container }) => usedPercent(container.space) },
  { name: 'provisioned', label: 'Provisioned', type: 'size', read: ({ container }) => container.space.provisionedBytes },
  { name: 'logical', label: 'Logical: what full copies would take', type: 'size', read: ({ container }) => container.space.logicalBytes },
  { name: 'physical', label: 'Physical; at most, until exact', type: 'size', read: ({ container }) => container.space.physicalBytes },
  { name: 'saved', label: 'Saved by clones and dedupe', type: 'size', read: ({ container }) => container.space.savedBytes },
  { name: 'exact', label: 'Whether physical is exact', type: 'choice', choices: yesNo, read: ({ container }) => yesNoWord(container.space.isExact) },
];

export const networkFields: readonly QueryField<Placed<Network>>[] = [
  ...containerFields,
  { name: 'vlan', label: 'VLAN number; networks without one have none', type: 'count', read: ({ container }) => container.vlanId },
];
