import { Select } from '../../ui/Select.tsx';
import { useInventoryIndex } from '../../stores/inventory.ts';
import { usePolicyBook } from '../../stores/policies.ts';
import { objectIdSchema } from '../../../shared/ids.ts';
import type { Datastore, Host, VmRow } from '../../../shared/model/inventory.ts';
import { formatBytes } from '../../../shared/units.ts';
import { useDatastores } from '../parts/DatastoreSelect.tsx';
import { chosenPolicy, compatibleFirst, IncompatibleNotice, PolicySelect } from '../parts/PolicySelect.tsx';
import { DiskFormatSelect } from '../parts/DiskFormatSelect.tsx';
import { datastoreOption, datastoreProblem, datastoresOfEach, hostOptions, problemText } from '../parts/places.ts';
import { changesDatastore, changesHost, commonPlace, type MigrateDraft } from './migrateDraft.ts';

export interface TargetStepProps {
  vms: readonly VmRow[];
  draft: MigrateDraft;
  onChange: (change: Partial<MigrateDraft>) => void;
  isValidationShown: boolean;
}

/** Where the machines go. What does not apply says why. */
export function TargetStep({ vms, draft, onChange, isValidationShown }: TargetStepProps) {
  const { containers } = useInventoryIndex();
  const datastores = useDatastores();
  const hostNow = commonPlace(vms, (vm) => vm.hostId);
  const datastoreNow = commonPlace(vms, (vm) => vm.datastoreId);
  const book = usePolicyBook();
  const isOnePolicy = vms.every((vm) => book.find(vm.policyId) === book.find(vms[0]?.policyId));
  const policyId = chosenPolicy(draft.policy, isOnePolicy ? vms[0]?.policyId : undefined);
  const neededBytes = vms.reduce((sum, { space }) => sum + space.logicalBytes, 0);
  const there = vms.length === 1 ? 'It is there now' : 'All of them are there now';
  // Together with the datastore, the machines come to that host; otherwise each stays on its own.
  const hostIds = changesHost(draft.type) ? [draft.hostId] : vms.map((vm) => vm.hostId);
  const hosts = containers.filter((container): container is Host => container.kind === 'host' && hostIds.includes(container.id));
  const problemOf = (datastore: Datastore) => datastoreProblem(containers, datastore, hosts);
  const chosen = datastores.find(({ id }) => id === draft.datastoreId);
  const staying = changesDatastore(draft.type) ? [] : datastoresOfEach(vms, datastores);
  return (
    <>
      {changesHost(draft.type) ? (
        <Select
          label="Host"
          placeholder="Choose a host"
          value={draft.hostId}
          onChange={(id) => onChange({ hostId: objectIdSchema.parse(id) })}
          description="From then on the settings of this host apply, those of hardware acceleration too."
          errorText={isValidationShown && draft.hostId === null ? 'Choose the host to migrate to.' : undefined}
          options={hostOptions(containers, staying, { hostId: hostNow, text: there })}
        />
      ) : null}
      {changesDatastore(draft.type) ? (
        <>
          <PolicySelect value={draft.policy} onChange={(policy) => onChange({ policy })} sameLabel={isOnePolicy ? `Keep the present one: ${book.nameOf(vms[0]?.policyId)}` : 'Each keeps its own'} />
          <Select
            label="Datastore"
            placeholder="Choose a datastore"
            value={draft.datastoreId}
            onChange={(id) => onChange({ datastoreId: objectIdSchema.parse(id) })}
            description={`All disks and snapshots are copied there: ${formatBytes(neededBytes)} of data on the disks. The review tells how.`}
            errorText={isValidationShown && draft.datastoreId === null ? 'Choose the datastore to migrate to.' : chosen === undefined ? undefined : problemText(problemOf(chosen))}
            options={compatibleFirst(datastores.map((datastore) => datastoreOption(datastore, datastore.id === datastoreNow ? there : problemOf(datastore), neededBytes)), book, policyId)}
          />
          <IncompatibleNotice policyId={policyId} datastoreId={draft.datastoreId} />
          <DiskFormatSelect
            sourceId={vms[0]?.id ?? null}
            placement={{ datastoreId: draft.datastoreId, computeId: changesHost(draft.type) ? draft.hostId : null, folderId: null }}
            value={draft.diskFormat}
            onChange={(diskFormat) => onChange({ diskFormat })}
          />
        </>
      ) : null}
    </>
  );
}
