import { useMemo } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { DataGrid, type DataGridColumn } from '../../ui/DataGrid.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { useInventoryIndex } from '../../stores/inventory.ts';
import { useFixes } from '../../stores/offloadFixes.ts';
import { usePolicyBook } from '../../stores/policies.ts';
import type { Loaded } from '../../stores/requests.ts';
import type { ObjectId, StoragePolicyId } from '../../../shared/ids.ts';
import type { DeployPlan } from '../../../shared/model/deploy.ts';
import type { Datastore, VmRow } from '../../../shared/model/inventory.ts';
import type { PolicyBook } from '../../../shared/storagePolicy.ts';
import { say } from '../../strings/say.ts';
import { BeforeAfter } from '../parts/BeforeAfter.tsx';
import { Bytes } from '../parts/Bytes.tsx';
import { CapacityTable } from '../parts/CapacityTable.tsx';
import { useDatastores } from '../parts/DatastoreSelect.tsx';
import { FixNotice } from '../parts/DecisionFixes.tsx';
import { DecisionSummary } from '../parts/DecisionSummary.tsx';
import { DiskFormatSelect } from '../parts/DiskFormatSelect.tsx';
import { DiskPlaceTable } from '../parts/DiskPlaceTable.tsx';
import { noPlaces, targetsOf } from '../parts/diskPlaces.ts';
import { DiskRoutes } from '../parts/DiskRoutes.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { gridMemory } from '../parts/gridMemory.ts';
import { itemNames } from '../parts/itemNames.ts';
import { NameCell } from '../parts/NameCell.tsx';
import { chosenPolicy, IncompatibleNotice, PolicySelect } from '../parts/PolicySelect.tsx';
import { datastoreProblem, hostsAt } from '../parts/places.ts';
import { PolicyStatus } from '../parts/PolicyStatus.tsx';
import type { TemplateHardware } from './deployDevices.ts';
import { storageRefusals, type DeployInput } from './deployInput.ts';

export interface StorageStepProps {
  template: VmRow;
  /** What it is to run on. */
  computeId: ObjectId | null;
  /** Null until it is known. */
  detail: TemplateHardware | null;
  input: DeployInput;
  onChange: (change: Partial<DeployInput>) => void;
  plan: Loaded<DeployPlan>;
}

const rowId = (datastore: Datastore) => datastore.id;
const noReload = (): void => undefined;

const columns: readonly DataGridColumn<Datastore>[] = [
  {
    id: 'name',
    header: say('common.name'),
    width: 160,
    isFlexible: true,
    canHide: false,
    cell: (datastore) => <NameCell icon="datastore" name={datastore.name} />,
    sortValue: (datastore) => datastore.name,
    filterText: (datastore) => datastore.name,
  },
  { id: 'type', header: say('common.type'), width: 70, cell: ({ type }) => type, sortValue: ({ type }) => type, filterText: ({ type }) => type },
  { id: 'capacity', header: say('common.capacity'), width: 92, align: 'end', cell: ({ space }) => <Bytes value={space.capacityBytes} />, sortValue: ({ space }) => space.capacityBytes, unit: 'bytes' },
  { id: 'provisioned', header: say('common.provisioned'), width: 104, align: 'end', cell: ({ space }) => <Bytes value={space.provisionedBytes} />, sortValue: ({ space }) => space.provisionedBytes, unit: 'bytes' },
  { id: 'free', header: say('common.free'), width: 92, align: 'end', cell: ({ space }) => <Bytes value={space.freeBytes} />, sortValue: ({ space }) => space.freeBytes, unit: 'bytes' },
];

/** Shown where some cannot be used. The plan below refuses those as well. */
function stateColumn(refused: ReadonlyMap<ObjectId, string>): DataGridColumn<Datastore> {
  const words = ({ id }: Datastore): string => refused.get(id) ?? say('deploy.canBeUsed');
  return { id: 'state', header: say('common.state'), width: 190, cell: words, sortValue: words, filterText: words };
}

function compatibilityColumn(book: PolicyBook, policyId: StoragePolicyId | null | undefined): DataGridColumn<Datastore> {
  const fits = ({ id }: Datastore): boolean => book.shortfalls(policyId, id).length === 0;
  const words = (datastore: Datastore): string => (fits(datastore) ? say('deploy.compatible') : say('deploy.incompatible'));
  return {
    id: 'compatibility',
    header: say('common.storagePolicy'),
    width: 130,
    cell: (datastore) => <PolicyStatus state={fits(datastore) ? 'compliant' : 'nonCompliant'} text={words(datastore)} title={book.shortfalls(policyId, datastore.id).join(' ')} />,
    sortValue: words,
    filterText: words,
  };
}

/** Where its disks lie and how space is set aside for them; what that takes, and whether the array does it, is told below. */
export function StorageStep({ template, computeId, detail, input, onChange, plan }: StorageStepProps) {
  const { containers } = useInventoryIndex();
  const datastores = useDatastores();
  const chosenId: ObjectId = input.datastoreId ?? template.datastoreId;
  const book = usePolicyBook();
  const policyId = chosenPolicy(input.policy, template.policyId);
  const hasPolicy = book.find(policyId) !== undefined;
  const hosts = useMemo(() => hostsAt(containers, computeId), [containers, computeId]);
  const refused = useMemo(() => {
    const found = new Map<ObjectId, string>();
    for (const datastore of datastores) {
      const problem = datastoreProblem(containers, datastore, hosts);
      if (problem !== null) found.set(datastore.id, problem);
    }
    return found;
  }, [containers, datastores, hosts]);
  const shownColumns = [...columns, ...(refused.size > 0 ? [stateColumn(refused)] : []), ...(hasPolicy ? [compatibilityColumn(book, policyId)] : [])];
  // What can be used comes first, and of that what fits the policy.
  const rows = datastores.toSorted((a, b) => Number(refused.has(a.id)) - Number(refused.has(b.id)) || book.shortfalls(policyId, a.id).length - book.shortfalls(policyId, b.id).length);
  // A template with disks on several datastores is not deployed to one of them unless that is chosen.
  const isBeside = input.datastoreId === null && template.otherDatastoreIds !== undefined;
  const selectedIds = useMemo(() => new Set<string>(isBeside ? [] : [chosenId]), [chosenId, isBeside]);
  const targetIds = targetsOf(detail?.disks ?? [], input.datastoreId, template.datastoreId, input.placesDisks ? input.diskPlaces : noPlaces);
  return (
    <>
      <PolicySelect value={input.policy} onChange={(policy) => onChange({ policy })} sameLabel={say('deploy.samePolicyAsTemplate', { policy: book.nameOf(template.policyId) })} />
      <DiskFormatSelect sourceId={template.id} placement={input} targetIds={detail === null ? undefined : targetIds} value={input.diskFormat} onChange={(diskFormat) => onChange({ diskFormat })} />
      <div className="app-deploy-grid">
        <DataGrid
          aria-label={say('common.datastores')}
          {...gridMemory('deployDatastores')}
          columns={shownColumns}
          rows={rows}
          getRowId={rowId}
          selectedIds={selectedIds}
          selectionMode="single"
          onSelectionChange={(ids) => {
            const chosen = datastores.find(({ id }) => ids.has(id));
            if (chosen !== undefined) onChange({ datastoreId: chosen.id });
          }}
          hasFilter={false}
          itemNames={itemNames.datastore}
        />
      </div>
      {template.otherDatastoreIds === undefined ? null : isBeside ? (
        <p className="app-note">{say('deploy.disksBesideTemplateExplained')}</p>
      ) : (
        <div>
          <Button variant="flat" onPress={() => onChange({ datastoreId: null })}>
            {say('deploy.putDisksBesideTemplate')}
          </Button>
        </div>
      )}
      {datastores.length < 2 && !input.placesDisks ? null : (
        <Checkbox label={say('common.configurePerDisk')} isSelected={input.placesDisks} onChange={(placesDisks) => onChange({ placesDisks })} description={say('deploy.perDiskExplained')} />
      )}
      {input.placesDisks && detail !== null ? (
        <DiskPlaceTable
          disks={detail.disks}
          places={input.diskPlaces}
          onChange={(diskPlaces) => onChange({ diskPlaces })}
          homeId={input.datastoreId}
          besideWords={say('deploy.besideThatOfTemplate')}
          hosts={hosts}
          policyId={policyId}
        />
      ) : null}
      {targetIds.map((id) => (
        <IncompatibleNotice key={id} policyId={policyId} datastoreId={id} />
      ))}
      <Outcome plan={plan} />
    </>
  );
}

function Outcome({ plan }: { plan: Loaded<DeployPlan> }) {
  const fixes = useFixes(noReload);
  if (plan.fault !== null && !plan.isLoading) return <FaultAlert fault={plan.fault} action={{ label: say('common.tryAgain'), onAction: plan.reload }} />;
  if (plan.value === null) return <ProgressBar label={say('deploy.workingOutSpace')} isLabelVisible />;
  const { decision, routes } = plan.value;
  return (
    <>
      {storageRefusals(plan.value).map((fault) => (
        <FaultAlert key={fault.message} fault={fault} />
      ))}
      <FixNotice fixes={fixes} />
      <section className="app-clone-decision" aria-label={say('deploy.howItWillBeMade')}>
        <h4 className="app-subhead">{say('deploy.howItWillBeMade')}</h4>
        {routes.length > 1 ? <DiskRoutes routes={routes} fixes={fixes} /> : decision === null ? null : <DecisionSummary decision={decision} fixes={fixes} />}
      </section>
      <CapacitySection plan={plan.value} isLoading={plan.isLoading} />
    </>
  );
}

/** What it takes of each datastore that something comes to. */
function CapacitySection({ plan: { datastore, datastores, bytesToCopy }, isLoading }: { plan: DeployPlan; isLoading: boolean }) {
  const { before, after } = datastore;
  const isOne = datastores.length === 1;
  const copied = { label: say('common.dataToCopy'), value: bytesToCopy === 0 ? say('deploy.noneEveryBlockIsShared') : <Bytes value={bytesToCopy} /> };
  return (
    <section className="app-clone-decision" aria-label={say('common.capacity')} aria-busy={isLoading}>
      <h4 className="app-subhead">{isOne ? say('deploy.capacityOf', { datastore: datastore.name }) : say('common.capacityOfTheDatastores')}</h4>
      <KeyValueList
        items={[
          copied,
          ...(isOne
            ? [
                { label: say('common.provisioned'), value: <BeforeAfter before={before.provisionedBytes} after={after.provisionedBytes} /> },
                { label: say('common.free'), value: <BeforeAfter before={before.freeBytes} after={after.freeBytes} /> },
              ]
            : []),
        ]}
      />
      {isOne ? null : <CapacityTable rows={datastores} />}
    </section>
  );
}
