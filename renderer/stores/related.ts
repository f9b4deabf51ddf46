/** What belongs to an object by kind: the lists behind the tabs of its page. Pure, and worked out once per membership. */
import type { ObjectId } from '../../shared/ids.ts';
import type { Container, ContainerKind, VmRow } from '../../shared/model/inventory.ts';
import { containerIdsUnder, vmIdsUnder, type InventoryIndex } from './inventoryIndex.ts';

/** Ids by kind, each list in the order of names. Lists stay the same arrays for as long as the index does. */
export interface Related {
  readonly vms: readonly ObjectId[];
  readonly templates: readonly ObjectId[];
  readonly datacenters: readonly ObjectId[];
  readonly clusters: readonly ObjectId[];
  readonly hosts: readonly ObjectId[];
  readonly datastores: readonly ObjectId[];
  readonly networks: readonly ObjectId[];
}

const cache = new WeakMap<InventoryIndex, Map<ObjectId, Related>>();

/**
 * Machines that run, lie or are stored in a container, or are on it; the containers below it; and what its datacenter
 * has for it: every host of a datacenter reaches every network of it, and every datastore that was not unmounted from it.
 */
export function relatedTo(index: InventoryIndex, container: Container): Related {
  const known = cache.get(index) ?? new Map<ObjectId, Related>();
  cache.set(index, known);
  const found = known.get(container.id) ?? workOut(index, container);
  known.set(container.id, found);
  return found;
}

function workOut(index: InventoryIndex, container: Container): Related {
  const { vms, templates } = splitTemplates(index, vmIdsUnder(index, container));
  const below = idsByKind(index, containerIdsUnder(index, container.id), container.id);
  const datacenterId = datacenterIdOf(index, container);
  const beside = datacenterId === null ? below : idsByKind(index, containerIdsUnder(index, datacenterId), datacenterId);
  const isCompute = container.kind === 'cluster' || container.kind === 'host';
  const isShared = container.kind === 'datastore' || container.kind === 'network';
  return {
    vms,
    templates,
    datacenters: below.datacenter ?? [],
    clusters: below.cluster ?? [],
    hosts: (isShared ? beside.host : below.host)?.filter((id) => isSeen(container, id)) ?? [],
    datastores: (isCompute ? beside.datastore : below.datastore)?.filter((id) => isSeenFrom(index, container, below.host ?? [], id)) ?? [],
    networks: (isCompute ? beside.network : below.network) ?? [],
  };
}

/** Whether the host sees the container, where that is a datastore. */
function isSeen(container: Container | undefined, hostId: ObjectId): boolean {
  return container?.kind !== 'datastore' || container.unmountedHostIds?.includes(hostId) !== true;
}

/** Whether a host sees the datastore, or any of the cluster that has `hostIds`; a cluster without hosts is not asked. */
function isSeenFrom(index: InventoryIndex, { id, kind }: Container, hostIds: readonly ObjectId[], datastoreId: ObjectId): boolean {
  const datastore = index.containerById.get(datastoreId);
  if (kind === 'host') return isSeen(datastore, id);
  return kind !== 'cluster' || hostIds.length === 0 || hostIds.some((hostId) => isSeen(datastore, hostId));
}

/** What a machine uses. */
export function networksOfVm({ networkIds }: Pick<VmRow, 'networkIds'>, index: InventoryIndex): ObjectId[] {
  return index.containers.flatMap(({ id }) => (networkIds.includes(id) ? [id] : []));
}

function splitTemplates(index: InventoryIndex, ids: readonly ObjectId[]): Pick<Related, 'vms' | 'templates'> {
  const isTemplate = new Set(index.templateIds);
  return { vms: ids.filter((id) => !isTemplate.has(id)), templates: ids.filter((id) => isTemplate.has(id)) };
}

/** In the order of names, without `except`. */
function idsByKind(index: InventoryIndex, ids: readonly ObjectId[], except: ObjectId): Partial<Record<ContainerKind, ObjectId[]>> {
  const wanted = new Set(ids);
  const found: Partial<Record<ContainerKind, ObjectId[]>> = {};
  for (const { id, kind } of index.containers) if (wanted.has(id) && id !== except) (found[kind] ??= []).push(id);
  return found;
}

/** The datacenter that a container is in; null for one that is in none. */
function datacenterIdOf(index: InventoryIndex, container: Container): ObjectId | null {
  let next: Container | undefined = container;
  while (next !== undefined && next.kind !== 'datacenter') next = next.parentId === null ? undefined : index.containerById.get(next.parentId);
  return next?.id ?? null;
}
