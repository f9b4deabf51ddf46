import { Checkbox } from '../../ui/Checkbox.tsx';
import { Select } from '../../ui/Select.tsx';
import { useInventoryIndex } from '../../stores/inventory.ts';
import { usePolicyBook } from '../../stores/policies.ts';
import type { Loaded } from '../../stores/requests.ts';
import { objectIdSchema } from '../../../shared/ids.ts';
import type { Datastore, Host, VmRow } from '../../../shared/model/inventory.ts';
import type { MigrationPlan } from '../../../shared/model/migration.ts';
import { formatBytes } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { CapacityTable } from '../parts/CapacityTable.tsx';
import { useDatastores } from '../parts/DatastoreSelect.tsx';
import { DiskFormatSelect } from '../parts/DiskFormatSelect.tsx';
import { DiskPlaceTable } from '../parts/DiskPlaceTable.tsx';
import { targetsOf, type PlacedDisk } from '../parts/diskPlaces.ts';
import { chosenPolicy, compatibleFirst, IncompatibleNotice, PolicySelect } from '../parts/PolicySelect.tsx';
import { choiceText, datastoreOption, datastoreProblem, datastoresOfEach, hostOptions } from '../parts/places.ts';
import { changesDatastore, changesHost, commonPlace, type MigrateDraft } from './migrateDraft.ts';

export interface TargetStepProps {
  vms: readonly VmRow[];
  /** Of a single machine, once they are known; null otherwise. */
  disks: readonly PlacedDisk[] | null;
  draft: MigrateDraft;
  onChange: (change: Partial<MigrateDraft>) => void;
  plan: Loaded<MigrationPlan>;
  isValidationShown: boolean;
}

/** Where the machines go. What does not apply says why. */
export function TargetStep({ vms, disks, draft, onChange, plan, isValidationShown }: TargetStepProps) {
  const { containers } = useInventoryIndex();
  const datastores = useDatastores();
  const hostNow = commonPlace(vms, (vm) => vm.hostId);
  // Each machine stays on its own, unless it comes to a host together with its disks.
  const staying = changesDatastore(draft.type) ? [] : datastoresOfEach(vms, datastores);
  return (
    <>
      {changesHost(draft.type) ? (
        <Select
          label={say('common.host')}
          placeholder={say('migrate.chooseAHost')}
          value={draft.hostId}
          onChange={(id) => onChange({ hostId: objectIdSchema.parse(id) })}
          description={say('migrate.hostSettingsApply')}
          errorText={isValidationShown && draft.hostId === null ? say('migrate.chooseHostProblem') : undefined}
          options={hostOptions(containers, staying, { hostId: hostNow, text: thereWords(vms) })}
        />
      ) : null}
      {changesDatastore(draft.type) ? <StorageFields vms={vms} disks={disks} draft={draft} onChange={onChange} plan={plan} isValidationShown={isValidationShown} /> : null}
    </>
  );
}

const staysHere = 'stays';

function StorageFields({ vms, disks, draft, onChange, plan, isValidationShown }: TargetStepProps) {
  const { containers } = useInventoryIndex();
  const datastores = useDatastores();
  const book = usePolicyBook();
  const [first] = vms;
  const isOnePolicy = vms.every((vm) => book.find(vm.policyId) === book.find(first?.policyId));
  const policyId = chosenPolicy(draft.policy, isOnePolicy ? first?.policyId : undefined);
  // Together with the datastore, the machines come to that host; otherwise each stays on its own.
  const hostIds = changesHost(draft.type) ? [draft.hostId] : vms.map((vm) => vm.hostId);
  const hosts = containers.filter((container): container is Host => container.kind === 'host' && hostIds.includes(container.id));
  const problemOf = (datastore: Datastore) => datastoreProblem(containers, datastore, hosts);
  const placesDisks = draft.placesDisks && disks !== null && first !== undefined;
  // Machines with disks elsewhere can gather them at home.
  const datastoreNow = vms.some((vm) => vm.otherDatastoreIds !== undefined) ? null : commonPlace(vms, (vm) => vm.datastoreId);
  const neededBytes = placesDisks ? 0 : vms.reduce((sum, { space }) => sum + space.logicalBytes, 0);
  const targetIds = placesDisks ? targetsOf(disks, draft.datastoreId, first.datastoreId, draft.diskPlaces) : draft.datastoreId === null ? [] : [draft.datastoreId];
  const homeName = datastores.find(({ id }) => id === first?.datastoreId)?.name ?? '';
  const options = compatibleFirst(datastores.map((datastore) => datastoreOption(datastore, datastore.id === datastoreNow ? thereWords(vms) : problemOf(datastore), neededBytes)), book, policyId);
  const missing = isValidationShown && plan.value === null && draft.datastoreId === null;
  return (
    <>
      <PolicySelect value={draft.policy} onChange={(policy) => onChange({ policy })} sameLabel={isOnePolicy ? say('migrate.keepThePresentOne', { policy: book.nameOf(first?.policyId) }) : say('migrate.eachKeepsItsOwn')} />
      <Select
        label={say('common.datastore')}
        placeholder={say('migrate.chooseADatastore')}
        value={draft.datastoreId ?? (placesDisks ? staysHere : null)}
        onChange={(id) => onChange({ datastoreId: id === staysHere ? null : objectIdSchema.parse(id) })}
        description={
          placesDisks
            ? say('migrate.restComesThere')
            : say('migrate.allDisksAreCopied', { size: formatBytes(neededBytes) })
        }
        errorText={missing ? (placesDisks ? say('migrate.chooseADatastoreForMachineOrDisk') : say('migrate.chooseDatastoreProblem')) : draft.datastoreId === null ? undefined : choiceText(containers, datastores, draft.datastoreId, hosts)}
        options={placesDisks ? [{ id: staysHere, label: say('migrate.whereItIsNowOn', { datastore: homeName }), icon: 'datastore' }, ...options] : options}
      />
      {disks === null || datastores.length < 2 ? null : (
        <Checkbox label={say('common.configurePerDisk')} isSelected={draft.placesDisks} onChange={(next) => onChange({ placesDisks: next })} description={say('migrate.perDiskExplained')} />
      )}
      {placesDisks ? (
        <DiskPlaceTable disks={disks} places={draft.diskPlaces} onChange={(diskPlaces) => onChange({ diskPlaces })} homeId={draft.datastoreId} besideWords={say('migrate.whereItIsNow')} hosts={hosts} policyId={policyId} />
      ) : null}
      {targetIds.map((id) => (
        <IncompatibleNotice key={id} policyId={policyId} datastoreId={id} />
      ))}
      <DiskFormatSelect
        sourceId={first?.id ?? null}
        placement={{ datastoreId: draft.datastoreId, computeId: changesHost(draft.type) ? draft.hostId : null, folderId: null }}
        targetIds={placesDisks ? targetIds : undefined}
        value={draft.diskFormat}
        onChange={(diskFormat) => onChange({ diskFormat })}
      />
      {placesDisks && plan.value !== null && plan.value.datastores.length > 0 ? <Capacity plan={plan.value} isLoading={plan.isLoading} /> : null}
    </>
  );
}

function Capacity({ plan, isLoading }: { plan: MigrationPlan; isLoading: boolean }) {
  return (
    <section className="app-clone-decision" aria-label={say('common.capacity')} aria-busy={isLoading}>
      <h4 className="app-subhead">{say('common.capacityOfTheDatastores')}</h4>
      <CapacityTable rows={plan.datastores} />
    </section>
  );
}

function thereWords(vms: readonly VmRow[]): string {
  return say('migrate.areThereNow', { count: vms.length });
}
