import { useMemo } from 'react';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import { objectIdSchema, type ObjectId, type StoragePolicyId } from '../../../shared/ids.ts';
import type { Container } from '../../../shared/model/inventory.ts';
import { nameKey, nameProblem } from '../../../shared/naming.ts';
import { say } from '../../strings/say.ts';
import { DatastoreSelect, roomiest, useDatastores } from '../parts/DatastoreSelect.tsx';
import { IncompatibleNotice, PolicySelect } from '../parts/PolicySelect.tsx';
import { computeOptions, computeProblem, datastoreProblem, hostsAt, optionsOf, problemText, usableAt } from '../parts/places.ts';

/** What can be said to run in a new machine; nothing depends on it but what is shown. */
export const guestSystems = [
  'Other (64-bit)', 'Other Linux (64-bit)', 'Debian GNU/Linux 12 (64-bit)', 'Red Hat Enterprise Linux 9 (64-bit)', 'Ubuntu Linux (64-bit)',
  'Microsoft Windows 11 (64-bit)', 'Microsoft Windows Server 2022 (64-bit)', 'FreeBSD 13 (64-bit)',
] as const;

export interface MachinePlace {
  readonly name: string;
  readonly guestOs: string;
  readonly folderId: ObjectId | null;
  readonly computeId: ObjectId | null;
  readonly datastoreId: ObjectId | null;
  readonly policyId: StoragePolicyId | null;
}

interface StepProps {
  place: MachinePlace;
  onChange: (change: Partial<MachinePlace>) => void;
}

/** Why the name cannot be given, or null. */
export function useNameProblem(name: string): string | null {
  const vms = useInventory((state) => state.vms);
  const problem = nameProblem(name);
  if (problem !== null) return problem;
  const isTaken = [...vms.values()].some((vm) => nameKey(vm.name) === nameKey(name));
  return isTaken ? say('common.nameInUse', { name }) : null;
}

/** Where it goes when nobody has said where: what there is only one of, and the datastore with the most room. */
export function useFirstPlace({ computeId, folderId, datastoreId }: Pick<MachinePlace, 'computeId' | 'folderId' | 'datastoreId'>): Pick<MachinePlace, 'computeId' | 'folderId' | 'datastoreId'> {
  const { containers } = useInventoryIndex();
  const datastores = useDatastores();
  const folders = containers.filter(({ kind }) => kind === 'folder');
  const firstCompute = computeId ?? onlyOf(containers, 'cluster') ?? onlyOf(containers, 'host');
  return {
    computeId: firstCompute,
    folderId: folderId ?? (folders.find(({ name }) => name === 'Virtual machines') ?? folders[0])?.id ?? null,
    datastoreId: datastoreId ?? roomiest(usableAt(containers, datastores, firstCompute))?.id ?? null,
  };
}

/** Why nothing can be made where it is to run and to be stored, or null. */
export function usePlaceProblem({ computeId, datastoreId }: Pick<MachinePlace, 'computeId' | 'datastoreId'>): string | null {
  const { containers } = useInventoryIndex();
  if (computeId === null || datastoreId === null) return say('hardware.choosePlace');
  const datastore = containers.find(({ id }) => id === datastoreId);
  return problemText(computeProblem(containers, computeId) ?? (datastore?.kind === 'datastore' ? datastoreProblem(containers, datastore, hostsAt(containers, computeId)) : null)) ?? null;
}

export function NameStep({ place, onChange, problem }: StepProps & { problem: string | undefined }) {
  const { containers } = useInventoryIndex();
  const folders = useMemo(() => optionsOf(containers, 'folder'), [containers]);
  return (
    <>
      <TextField label={say('common.name')} value={place.name} onChange={(name) => onChange({ name })} errorText={problem} autoFocus />
      <Select label={say('common.folder')} value={place.folderId} onChange={(id) => onChange({ folderId: objectIdSchema.parse(id) })} options={folders} />
      <Select label={say('common.guestOS')} value={place.guestOs} onChange={(guestOs) => onChange({ guestOs })} options={guestSystems.map((id) => ({ id, label: id }))} />
    </>
  );
}

export function PlaceStep({ place, onChange }: StepProps) {
  const { containers } = useInventoryIndex();
  const computes = useMemo(() => computeOptions(containers), [containers]);
  return (
    <>
      <Select
        label={say('hardware.clusterOrHost')}
        value={place.computeId}
        onChange={(id) => onChange({ computeId: objectIdSchema.parse(id) })}
        description={say('hardware.clusterPlaces')}
        errorText={problemText(computeProblem(containers, place.computeId))}
        options={computes}
      />
      <PolicySelect value={place.policyId} onChange={(choice) => onChange({ policyId: choice === 'same' ? null : choice })} />
      <DatastoreSelect value={place.datastoreId} computeId={place.computeId} onChange={(datastoreId) => onChange({ datastoreId })} policyId={place.policyId} />
      <IncompatibleNotice policyId={place.policyId} datastoreId={place.datastoreId} />
    </>
  );
}

function onlyOf(containers: readonly Container[], kind: Container['kind']): ObjectId | null {
  const [only, ...others] = containers.filter((container) => container.kind === kind);
  return only !== undefined && others.length === 0 ? only.id : null;
}
