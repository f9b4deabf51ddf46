import { useMemo } from 'react';
import { Select, type SelectOption } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { containerOf, useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import { objectIdSchema, type ObjectId, type StoragePolicyId } from '../../../shared/ids.ts';
import type { Container } from '../../../shared/model/inventory.ts';
import { nameKey, nameProblem } from '../../../shared/naming.ts';
import { DatastoreSelect, roomiest, useDatastores } from '../parts/DatastoreSelect.tsx';
import { IncompatibleNotice, PolicySelect } from '../parts/PolicySelect.tsx';
import { containerIcon } from '../parts/objectLook.ts';

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
  return isTaken ? `The name ${name} is already in use.` : null;
}

/** Where it goes when nobody has said where: what there is only one of, and the datastore with the most room. */
export function useFirstPlace({ computeId, folderId, datastoreId }: Pick<MachinePlace, 'computeId' | 'folderId' | 'datastoreId'>): Pick<MachinePlace, 'computeId' | 'folderId' | 'datastoreId'> {
  const { containers } = useInventoryIndex();
  const datastores = useDatastores();
  const folders = containers.filter(({ kind }) => kind === 'folder');
  return {
    computeId: computeId ?? onlyOf(containers, 'cluster') ?? onlyOf(containers, 'host'),
    folderId: folderId ?? (folders.find(({ name }) => name === 'Virtual machines') ?? folders[0])?.id ?? null,
    datastoreId: datastoreId ?? roomiest(datastores)?.id ?? null,
  };
}

export function NameStep({ place, onChange, problem }: StepProps & { problem: string | undefined }) {
  const { containers } = useInventoryIndex();
  const folders = useMemo(() => optionsOf(containers, 'folder'), [containers]);
  return (
    <>
      <TextField label="Name" value={place.name} onChange={(name) => onChange({ name })} errorText={problem} autoFocus />
      <Select label="Folder" value={place.folderId} onChange={(id) => onChange({ folderId: objectIdSchema.parse(id) })} options={folders} />
      <Select label="Guest OS" value={place.guestOs} onChange={(guestOs) => onChange({ guestOs })} options={guestSystems.map((id) => ({ id, label: id }))} />
    </>
  );
}

export function PlaceStep({ place, onChange }: StepProps) {
  const { containers } = useInventoryIndex();
  const computes = useMemo(() => [...optionsOf(containers, 'cluster'), ...optionsOf(containers, 'host')], [containers]);
  return (
    <>
      <Select
        label="Cluster or host"
        value={place.computeId}
        onChange={(id) => onChange({ computeId: objectIdSchema.parse(id) })}
        description="In a cluster it goes to the connected host with the fewest virtual machines."
        options={computes}
      />
      <PolicySelect value={place.policyId} onChange={(choice) => onChange({ policyId: choice === 'same' ? null : choice })} />
      <DatastoreSelect value={place.datastoreId} onChange={(datastoreId) => onChange({ datastoreId })} policyId={place.policyId} />
      <IncompatibleNotice policyId={place.policyId} datastoreId={place.datastoreId} />
    </>
  );
}

function onlyOf(containers: readonly Container[], kind: Container['kind']): ObjectId | null {
  const [only, ...others] = containers.filter((container) => container.kind === kind);
  return only !== undefined && others.length === 0 ? only.id : null;
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
