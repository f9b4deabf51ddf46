import { useMemo } from 'react';
import { Select, type SelectOption } from '../../ui/Select.tsx';
import { containerOf, useInventoryIndex, useVm } from '../../stores/inventory.ts';
import { usePolicyBook } from '../../stores/policies.ts';
import { objectIdSchema, type ObjectId, type StoragePolicyId } from '../../../shared/ids.ts';
import type { Container } from '../../../shared/model/inventory.ts';
import { formatBytes } from '../../../shared/units.ts';
import { useDatastores } from './DatastoreSelect.tsx';
import { compatibleFirst } from './PolicySelect.tsx';
import { containerIcon } from './objectLook.ts';

/** Null: where the source is. */
export interface Placement {
  readonly computeId: ObjectId | null;
  readonly folderId: ObjectId | null;
  readonly datastoreId: ObjectId | null;
}

export interface PlacementFieldsProps {
  sourceId: ObjectId | null;
  value: Placement;
  onChange: (change: Partial<Placement>) => void;
  computeDescription?: string;
  datastoreDescription: string;
  /** Datastores that fit it come first. */
  policyId?: StoragePolicyId | null | undefined;
}

const sourcePlace = 'source';
const idOrNull = (value: string): ObjectId | null => (value === sourcePlace ? null : objectIdSchema.parse(value));

/** Where a clone runs, lies and is stored. Everything may stay where the source is. */
export function PlacementFields({ sourceId, value, onChange, computeDescription, datastoreDescription, policyId }: PlacementFieldsProps) {
  const book = usePolicyBook();
  const { containers } = useInventoryIndex();
  const datastores = useDatastores();
  const source = useVm(sourceId);
  const nameOf = (id: ObjectId | undefined) => (id === undefined ? '' : (containerOf(id)?.name ?? ''));
  const sourceHost = source === undefined ? undefined : containerOf(source.hostId);
  const sourceCompute = sourceHost?.parentId?.startsWith('domain') === true ? nameOf(sourceHost.parentId) : (sourceHost?.name ?? '');
  const computeOptions = useMemo(() => [...optionsOf(containers, 'cluster'), ...optionsOf(containers, 'host')], [containers]);
  const folderOptions = useMemo(() => optionsOf(containers, 'folder'), [containers]);

  return (
    <>
      <Select
        label="Cluster or host"
        value={value.computeId ?? sourcePlace}
        onChange={(id) => onChange({ computeId: idOrNull(id) })}
        {...(computeDescription === undefined ? {} : { description: computeDescription })}
        options={[sameAsSource(sourceCompute), ...computeOptions]}
      />
      <Select
        label="Folder"
        value={value.folderId ?? sourcePlace}
        onChange={(id) => onChange({ folderId: idOrNull(id) })}
        options={[sameAsSource(nameOf(source?.folderId)), ...folderOptions]}
      />
      <Select
        label="Datastore"
        value={value.datastoreId ?? sourcePlace}
        onChange={(id) => onChange({ datastoreId: idOrNull(id) })}
        description={datastoreDescription}
        options={compatibleFirst([
          sameAsSource(nameOf(source?.datastoreId)),
          ...datastores.map(({ id, name, type, space }) => ({
            id,
            label: name,
            icon: 'datastore' as const,
            description: `${type}, ${formatBytes(space.freeBytes)} free of ${formatBytes(space.capacityBytes)}`,
          })),
        ], book, policyId)}
      />
    </>
  );
}

function sameAsSource(name: string): SelectOption {
  return { id: sourcePlace, label: name === '' ? 'Where the source is' : `Where the source is: ${name}` };
}

/** Containers of a kind; what they lie in tells equal names apart. */
function optionsOf(containers: readonly Container[], kind: 'cluster' | 'host' | 'folder'): SelectOption[] {
  return containers
    .filter((container) => container.kind === kind)
    .map((container) => {
      const parent = container.parentId === null ? undefined : containerOf(container.parentId);
      return { id: container.id, label: container.name, icon: containerIcon(container), ...(parent === undefined ? {} : { description: `in ${parent.name}` }) };
    });
}
