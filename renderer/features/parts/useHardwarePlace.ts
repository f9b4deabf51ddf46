/** What the place of a machine offers to its hardware: networks of its datacenter, disk formats of its datastore. */
import { useAcceleration } from '../../stores/acceleration.ts';
import { containerOf, useInventoryIndex } from '../../stores/inventory.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { Container, Network } from '../../../shared/model/inventory.ts';
import { thinOnlyReason } from './thinOnly.ts';

function datacenterOf(id: ObjectId | null): ObjectId | null {
  let at: Container | undefined = id === null ? undefined : containerOf(id);
  while (at !== undefined && at.kind !== 'datacenter') at = at.parentId === null ? undefined : containerOf(at.parentId);
  return at?.id ?? null;
}

/** By name; the untagged ones first, as a new adapter is put on the first. */
export function networksOf(containers: readonly Container[], computeId: ObjectId | null): Network[] {
  const datacenterId = datacenterOf(computeId);
  const networks = containers.filter((container): container is Network => container.kind === 'network' && container.parentId === datacenterId);
  return networks.toSorted((a, b) => Number(a.vlanId !== null) - Number(b.vlanId !== null));
}

export function useNetworksOf(computeId: ObjectId | null): Network[] {
  const { containers } = useInventoryIndex();
  return networksOf(containers, computeId);
}

/** Why disks on the datastore can be thin only, or null. Within a cluster any host may come to make them. */
export function useThinOnly(datastoreId: ObjectId | null, computeId: ObjectId | null): string | null {
  return useAcceleration(({ datastores, hosts }) =>
    thinOnlyReason(datastoreId === null ? undefined : datastores.get(datastoreId), computeId === null ? undefined : hosts.get(computeId)),
  );
}
