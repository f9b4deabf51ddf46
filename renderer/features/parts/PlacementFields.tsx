import { useMemo } from 'react';
import { Select, type SelectOption } from '../../ui/Select.tsx';
import { containerOf, useInventoryIndex, useVm } from '../../stores/inventory.ts';
import { usePolicyBook } from '../../stores/policies.ts';
import { objectIdSchema, type ObjectId, type StoragePolicyId } from '../../../shared/ids.ts';
import { datastoreIdsOf, type Datastore } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';
import { useDatastores } from './DatastoreSelect.tsx';
import { compatibleFirst } from './PolicySelect.tsx';
import { computeAround, computeOptions, computeProblem, datastoreOption, datastoreProblem, hostsAt, optionsOf, problemText } from './places.ts';

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
  const sourceComputeId = computeAround(containers, source?.hostId);
  const computeId = value.computeId ?? sourceComputeId;
  const hosts = useMemo(() => hostsAt(containers, computeId), [containers, computeId]);
  const problemOf = (datastore: Datastore) => datastoreProblem(containers, datastore, hosts);
  const sourceDatastores = datastores.filter(({ id }) => source !== undefined && datastoreIdsOf(source).includes(id));
  const targets = value.datastoreId === null ? sourceDatastores : datastores.filter(({ id }) => id === value.datastoreId);
  const firstProblem = (of: readonly Datastore[]) => of.map(problemOf).find((problem) => problem !== null) ?? null;
  const computes = useMemo(() => computeOptions(containers), [containers]);
  const folderOptions = useMemo(() => optionsOf(containers, 'folder'), [containers]);

  return (
    <>
      <Select
        label={say('parts.clusterOrHost')}
        value={value.computeId ?? sourcePlace}
        onChange={(id) => onChange({ computeId: idOrNull(id) })}
        {...(computeDescription === undefined ? {} : { description: computeDescription })}
        errorText={problemText(computeProblem(containers, computeId))}
        options={[sameAsSource(nameOf(sourceComputeId ?? undefined), computeProblem(containers, sourceComputeId)), ...computes]}
      />
      <Select
        label={say('common.folder')}
        value={value.folderId ?? sourcePlace}
        onChange={(id) => onChange({ folderId: idOrNull(id) })}
        options={[sameAsSource(nameOf(source?.folderId)), ...folderOptions]}
      />
      <Select
        label={say('common.datastore')}
        value={value.datastoreId ?? sourcePlace}
        onChange={(id) => onChange({ datastoreId: idOrNull(id) })}
        description={datastoreDescription}
        errorText={problemText(firstProblem(targets))}
        options={compatibleFirst([
          besideSource(sourceDatastores, firstProblem(sourceDatastores)),
          ...datastores.map((datastore) => datastoreOption(datastore, problemOf(datastore))),
        ], book, policyId)}
      />
    </>
  );
}

/** Where the source has disks on several datastores, each disk goes beside its original. */
function besideSource(datastores: readonly Datastore[], problem: string | null): SelectOption {
  const names = datastores.map(({ name }) => name).join(', ');
  const option = sameAsSource(names, problem);
  return datastores.length < 2 ? option : { ...option, label: say('parts.eachDiskBesideItsOriginal', { datastores: names }) };
}

function sameAsSource(name: string, problem: string | null = null): SelectOption {
  const label = name === '' ? say('parts.whereTheSourceIs') : say('parts.whereTheSourceIsNamed', { place: name });
  return { id: sourcePlace, label, ...(problem === null ? {} : { isDisabled: true, description: problem }) };
}
