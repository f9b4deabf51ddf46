/** What clusters, hosts and datastores can be chosen for machines, and what speaks against one, as the plans would refuse it. Pure. */
import type { SelectOption } from '../../ui/Select.tsx';
import type { ObjectId } from '../../../shared/ids.ts';
import { datastoreIdsOf, type Container, type Datastore, type Host, type VmRow } from '../../../shared/model/inventory.ts';
import { formatBytes } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { listOf } from './listOf.ts';
import { connectionWords, containerIcon, maintenanceWords } from './objectLook.ts';

/** Whether `id` is the container or lies in it. */
function isWithin(containers: readonly Container[], container: Container, id: ObjectId): boolean {
  let at: Container | undefined = container;
  while (at !== undefined && at.id !== id) {
    const { parentId }: Container = at;
    at = containers.find((other) => other.id === parentId);
  }
  return at !== undefined;
}

/** The connected hosts at or below a place; all of them where none is connected, as that is told of the place itself. */
export function hostsAt(containers: readonly Container[], placeId: ObjectId | null): Host[] {
  if (placeId === null) return [];
  const hosts = containers.filter((container): container is Host => container.kind === 'host' && isWithin(containers, container, placeId));
  const connected = hosts.filter(({ connectionState }) => connectionState === 'connected');
  return connected.length === 0 ? hosts : connected;
}

/** The place that "where the source is" stands for: the cluster of that host, or the host alone. */
export function computeAround(containers: readonly Container[], hostId: ObjectId | undefined): ObjectId | null {
  const host = containers.find(({ id }) => id === hostId);
  if (host === undefined) return null;
  return containers.find(({ id, kind }) => id === host.parentId && kind === 'cluster')?.id ?? host.id;
}

/** "In maintenance mode", "No connected host"; null where machines can be made. */
export function computeProblem(containers: readonly Container[], computeId: ObjectId | null): string | null {
  const compute = containers.find(({ id }) => id === computeId);
  if (compute?.kind === 'host') return compute.connectionState === 'connected' ? null : connectionWords[compute.connectionState];
  if (compute?.kind !== 'cluster') return null;
  return hostsAt(containers, compute.id).some(({ connectionState }) => connectionState === 'connected') ? null : say('parts.noConnectedHost');
}

/** What keeps all of these hosts from the datastore, or null. One that sees it is enough. */
export function reachProblem(containers: readonly Container[], { parentId, unmountedHostIds }: Datastore, hosts: readonly Host[]): 'far' | 'unmounted' | null {
  const near = hosts.filter((host) => isWithin(containers, host, parentId));
  if (hosts.length > 0 && near.length === 0) return 'far';
  return hosts.length === 0 || near.some(({ id }) => unmountedHostIds?.includes(id) !== true) ? null : 'unmounted';
}

/** Why no machine of any of these hosts can be put on the datastore, or null. */
export function datastoreProblem(containers: readonly Container[], datastore: Datastore, hosts: readonly Host[]): string | null {
  if (datastore.maintenanceMode !== undefined) return maintenanceWords[datastore.maintenanceMode];
  const problem = reachProblem(containers, datastore, hosts);
  if (problem === 'far') return say('parts.inAnotherDatacenter');
  if (problem === null) return null;
  return say('parts.notMountedOn', { count: hosts.length, host: hosts[0]?.name ?? '' });
}

/** What a machine has lying on, each once. */
export type DatastoresOfMachine = readonly Datastore[];

/** The datastores of each machine, each combination once. */
export function datastoresOfEach(vms: readonly Pick<VmRow, 'datastoreId' | 'otherDatastoreIds'>[], datastores: readonly Datastore[]): DatastoresOfMachine[] {
  const combinations = new Map(vms.map((vm) => [datastoreIdsOf(vm).toSorted().join(), datastoreIdsOf(vm)]));
  return Array.from(combinations.values(), (ids) => datastores.filter(({ id }) => ids.includes(id)));
}

/** Why machines on these datastores cannot run on the host while they stay there, or null. The host has to see all that one of them lies on. */
export function hostProblem(containers: readonly Container[], hostId: ObjectId, machines: readonly DatastoresOfMachine[]): string | null {
  const own = computeProblem(containers, hostId);
  if (own !== null) return own;
  const hosts = hostsAt(containers, hostId);
  const unseen = machines.map((datastores) => datastores.filter((datastore) => reachProblem(containers, datastore, hosts) !== null));
  if (unseen.length === 0 || unseen.some((datastores) => datastores.length === 0)) return null;
  const all = unseen.flat();
  if (all.every((datastore) => reachProblem(containers, datastore, hosts) === 'far')) return say('parts.inAnotherDatacenter');
  const names = [...new Set(all.map(({ name }) => name))];
  if (unseen.length === 1 || names.length === 1) return say('parts.notMountedThere', { count: names.length, datastores: listOf(names) });
  return say('parts.noneSeesAllDatastores');
}

/** Datastores that machines of the place can be put on. */
export function usableAt(containers: readonly Container[], datastores: readonly Datastore[], placeId: ObjectId | null): Datastore[] {
  return datastores.filter((datastore) => datastoreProblem(containers, datastore, hostsAt(containers, placeId ?? datastore.parentId)) === null);
}

/** The words below a field whose choice has that problem. */
export function problemText(problem: string | null | undefined): string | undefined {
  return problem === null || problem === undefined ? undefined : say('parts.chooseAnother', { problem });
}

/** The words below a field whose choice of a datastore is one that is gone, or that no machine of any of these hosts can be put on. */
export function choiceText(containers: readonly Container[], datastores: readonly Datastore[], chosenId: ObjectId, hosts: readonly Host[]): string | undefined {
  const chosen = datastores.find(({ id }) => id === chosenId);
  return chosen === undefined ? say('parts.datastoreGoneChooseAnother') : problemText(datastoreProblem(containers, chosen, hosts));
}

/** A datastore with its free space, or with what speaks against it. @param neededBytes the least free space; with less, it says so */
export function datastoreOption({ id, name, type, space }: Datastore, problem: string | null, neededBytes = 0): SelectOption {
  const free = formatBytes(space.freeBytes);
  const capacity = formatBytes(space.capacityBytes);
  const room = space.freeBytes < neededBytes ? say('parts.freeOfCapacityNotEnough', { type, free, capacity }) : say('parts.freeOfCapacity', { type, free, capacity });
  return { id, label: name, icon: 'datastore', isDisabled: problem !== null, description: problem ?? room };
}

/** Clusters, then hosts. */
export function computeOptions(containers: readonly Container[]): SelectOption[] {
  return [...optionsOf(containers, 'cluster'), ...optionsOf(containers, 'host')].map((option) => greyed(option, computeProblem(containers, option.id)));
}

/** Hosts for machines that stay where they lie. @param now says of the host that they are on already */
export function hostOptions(containers: readonly Container[], machines: readonly DatastoresOfMachine[], now?: { readonly hostId: ObjectId | null; readonly text: string }): SelectOption[] {
  return optionsOf(containers, 'host').map((option) => greyed(option, option.id === now?.hostId ? now.text : hostProblem(containers, option.id, machines)));
}

function greyed(option: SelectOption, reason: string | null): SelectOption {
  return reason === null ? option : { ...option, isDisabled: true, description: reason };
}

/** Containers of a kind; what they lie in tells equal names apart. */
export function optionsOf(containers: readonly Container[], kind: 'cluster' | 'host' | 'folder'): (SelectOption & { id: ObjectId })[] {
  return containers
    .filter((container) => container.kind === kind)
    .map((container) => {
      const parent = containers.find(({ id }) => id === container.parentId);
      return { id: container.id, label: container.name, icon: containerIcon(container), ...(parent === undefined ? {} : { description: say('parts.inParent', { parent: parent.name }) }) };
    });
}
