import { useMemo } from 'react';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Select, type SelectOption } from '../../ui/Select.tsx';
import { useInventoryIndex, useVm } from '../../stores/inventory.ts';
import { containerOf } from '../../stores/inventory.ts';
import { objectIdSchema, type ObjectId } from '../../../shared/ids.ts';
import type { Container } from '../../../shared/model/inventory.ts';
import { formatBytes } from '../../../shared/units.ts';
import { useDatastores } from '../parts/DatastoreSelect.tsx';
import { containerIcon } from '../parts/objectLook.ts';
import type { CloneDraft } from './draft.ts';

export interface PlacementStepProps {
  draft: CloneDraft;
  onChange: (change: Partial<CloneDraft>) => void;
}

const sourcePlace = 'source';
const idOrNull = (value: string): ObjectId | null => (value === sourcePlace ? null : objectIdSchema.parse(value));

/** Where the clones run, lie and are stored. Everything may stay where the source is. */
export function PlacementStep({ draft, onChange }: PlacementStepProps) {
  const { containers } = useInventoryIndex();
  const datastores = useDatastores();
  const source = useVm(draft.sourceId);
  const nameOf = (id: ObjectId | undefined) => (id === undefined ? '' : (containerOf(id)?.name ?? ''));
  const sourceHost = source === undefined ? undefined : containerOf(source.hostId);
  const sourceCompute = sourceHost?.parentId?.startsWith('domain') === true ? nameOf(sourceHost.parentId) : (sourceHost?.name ?? '');
  const computeOptions = useMemo(() => [...optionsOf(containers, 'cluster'), ...optionsOf(containers, 'host')], [containers]);
  const folderOptions = useMemo(() => optionsOf(containers, 'folder'), [containers]);

  return (
    <>
      <Select
        label="Cluster or host"
        value={draft.computeId ?? sourcePlace}
        onChange={(id) => onChange({ computeId: idOrNull(id) })}
        description="In a cluster the clones are spread evenly over its hosts."
        options={[sameAsSource(sourceCompute), ...computeOptions]}
      />
      <Select
        label="Folder"
        value={draft.folderId ?? sourcePlace}
        onChange={(id) => onChange({ folderId: idOrNull(id) })}
        options={[sameAsSource(nameOf(source?.folderId)), ...folderOptions]}
      />
      <Select
        label="Datastore"
        value={draft.datastoreId ?? sourcePlace}
        onChange={(id) => onChange({ datastoreId: idOrNull(id) })}
        description="On the datastore of the source, clones share its blocks. The review tells what happens elsewhere."
        options={[
          sameAsSource(nameOf(source?.datastoreId)),
          ...datastores.map(({ id, name, type, space }) => ({
            id,
            label: name,
            icon: 'datastore' as const,
            description: `${type}, ${formatBytes(space.freeBytes)} free of ${formatBytes(space.capacityBytes)}`,
          })),
        ]}
      />
      <Checkbox label="Power on after creation" isSelected={draft.powerOn} onChange={(powerOn) => onChange({ powerOn })} />
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
