import { Select } from '../../ui/Select.tsx';
import { useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import { usePolicyBook } from '../../stores/policies.ts';
import { objectIdSchema, type ObjectId, type StoragePolicyId } from '../../../shared/ids.ts';
import type { Datastore } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';
import { compatibleFirst } from './PolicySelect.tsx';
import { datastoreOption, datastoreProblem, hostsAt, problemText, usableAt } from './places.ts';

/** All datastores by name, with their present space. */
export function useDatastores(): Datastore[] {
  const index = useInventoryIndex();
  const table = useInventory((state) => state.containers);
  return index.containers.flatMap(({ id }) => {
    const container = table.get(id);
    return container?.kind === 'datastore' ? [container] : [];
  });
}

/** Those that disks of machines there can lie on. @param placeId a cluster, a host, or null for any */
export function useUsableDatastores(placeId: ObjectId | null): Datastore[] {
  const { containers } = useInventoryIndex();
  return usableAt(containers, useDatastores(), placeId);
}

export interface DatastoreSelectProps {
  value: ObjectId | null;
  onChange: (id: ObjectId) => void;
  /** The least free space that is needed, in bytes; datastores with less say so. */
  neededBytes?: number;
  /** The cluster or host whose machines it is for. Null: any host of its datacenter. */
  computeId?: ObjectId | null;
  /** Datastores that fit it come first. */
  policyId?: StoragePolicyId | null;
}

/** Chooses a datastore by its free space. */
export function DatastoreSelect({ value, onChange, neededBytes = 0, computeId = null, policyId }: DatastoreSelectProps) {
  const book = usePolicyBook();
  const { containers } = useInventoryIndex();
  const datastores = useDatastores();
  const problemOf = (datastore: Datastore) => datastoreProblem(containers, datastore, hostsAt(containers, computeId ?? datastore.parentId));
  const chosen = datastores.find(({ id }) => id === value);
  return (
    <Select
      label={say('common.datastore')}
      value={value}
      onChange={(id) => onChange(objectIdSchema.parse(id))}
      errorText={chosen === undefined ? undefined : problemText(problemOf(chosen))}
      options={compatibleFirst(datastores.map((datastore) => datastoreOption(datastore, problemOf(datastore), neededBytes)), book, policyId)}
    />
  );
}

/** The datastore with the most free space of those that can be used: the one to propose when nothing else says where. */
export function roomiest(datastores: readonly Datastore[]): Datastore | undefined {
  return datastores.toSorted((a, b) => b.space.freeBytes - a.space.freeBytes)[0];
}
