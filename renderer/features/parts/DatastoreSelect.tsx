import { Select } from '../../ui/Select.tsx';
import { useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import { usePolicyBook } from '../../stores/policies.ts';
import { objectIdSchema, type ObjectId, type StoragePolicyId } from '../../../shared/ids.ts';
import type { Datastore } from '../../../shared/model/inventory.ts';
import { formatBytes } from '../../../shared/units.ts';
import { compatibleFirst } from './PolicySelect.tsx';
import { maintenanceWords } from './objectLook.ts';

/** All datastores by name, with their present space. */
export function useDatastores(): Datastore[] {
  const index = useInventoryIndex();
  const table = useInventory((state) => state.containers);
  return index.containers.flatMap(({ id }) => {
    const container = table.get(id);
    return container?.kind === 'datastore' ? [container] : [];
  });
}

export interface DatastoreSelectProps {
  value: ObjectId | null;
  onChange: (id: ObjectId) => void;
  /** The least free space that is needed, in bytes; datastores with less say so. */
  neededBytes?: number;
  errorText?: string | undefined;
  /** Datastores that fit it come first. */
  policyId?: StoragePolicyId | null;
}

/** Chooses a datastore by its free space. */
export function DatastoreSelect({ value, onChange, neededBytes = 0, errorText, policyId }: DatastoreSelectProps) {
  const book = usePolicyBook();
  const datastores = useDatastores();
  return (
    <Select
      label="Datastore"
      value={value}
      onChange={(id) => onChange(objectIdSchema.parse(id))}
      errorText={errorText}
      options={compatibleFirst(datastores.map(({ id, name, type, space, maintenanceMode }) => ({
        id,
        label: name,
        icon: 'datastore',
        isDisabled: maintenanceMode !== undefined,
        description: maintenanceMode !== undefined ? maintenanceWords[maintenanceMode] : `${type}, ${formatBytes(space.freeBytes)} free of ${formatBytes(space.capacityBytes)}${space.freeBytes < neededBytes ? ' (not enough)' : ''}`,
      })), book, policyId)}
    />
  );
}

/** The datastore with the most free space: the one to propose when nothing else says where. */
export function roomiest(datastores: readonly Datastore[]): Datastore | undefined {
  return datastores.filter(({ maintenanceMode }) => maintenanceMode === undefined).toSorted((a, b) => b.space.freeBytes - a.space.freeBytes)[0];
}
