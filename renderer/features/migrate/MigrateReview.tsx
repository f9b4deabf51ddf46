import { Alert } from '../../ui/Alert.tsx';
import { KeyValueList, type KeyValueItem } from '../../ui/KeyValueList.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { containerOf } from '../../stores/inventory.ts';
import { usePolicyBook } from '../../stores/policies.ts';
import { useFixes, type Fixes } from '../../stores/offloadFixes.ts';
import type { Loaded } from '../../stores/requests.ts';
import type { MigrationDatastore, MigrationPlan, PlannedDisk, PlannedMigration } from '../../../shared/model/migration.ts';
import { mechanismWords } from '../../../shared/offloadWords.ts';
import { formatBytes, formatDuration } from '../../../shared/units.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { CapacityTable } from '../parts/CapacityTable.tsx';
import { FixNotice } from '../parts/DecisionFixes.tsx';
import { DecisionSummary } from '../parts/DecisionSummary.tsx';
import { diskFormatWords } from '../parts/DiskFormatSelect.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { countOf } from '../parts/objectLook.ts';
import { capacityRows } from './migrateDraft.ts';

const noReload = (): void => undefined;
const shownNames = 6;
const shownStaying = 8;

/** Ready to complete: exactly what Finish will do. Nothing has happened yet. */
export function MigrateReview({ plan }: { plan: Loaded<MigrationPlan> }) {
  // What a fix changes is followed, and the plan is worked out anew when it has changed.
  const fixes = useFixes(noReload);
  return (
    <>
      <FixNotice fixes={fixes} />
      <Plan plan={plan} fixes={fixes} />
    </>
  );
}

function Plan({ plan, fixes }: { plan: Loaded<MigrationPlan>; fixes: Fixes }) {
  if (plan.fault !== null && !plan.isLoading) return <FaultAlert fault={plan.fault} action={{ label: 'Try again', onAction: plan.reload }} />;
  if (plan.value === null || plan.isLoading) return <ProgressBar label="Working out what will happen" isLabelVisible />;
  return <PlanFacts plan={plan.value} fixes={fixes} />;
}

function PlanFacts({ plan, fixes }: { plan: MigrationPlan; fixes: Fixes }) {
  const policyName = usePolicyBook().nameOf(plan.spec.policyId);
  const { spec, machines, mechanisms, datastores, refusals, warnings } = plan;
  const going = machines.filter(({ refusal }) => refusal === null);
  const staying = machines.filter(({ refusal }) => refusal !== null);
  const [only] = machines.length === 1 ? going : [];
  const isApart = new Set(going.flatMap(({ disks }) => disks.map(({ fromDatastoreId, toDatastoreId }) => `${fromDatastoreId} ${toDatastoreId}`))).size > 1;
  return (
    <>
      {refusals.map((fault) => (
        <FaultAlert key={`${fault.code} ${fault.message}`} fault={fault} />
      ))}
      {warnings.map((warning) => (
        <Alert key={warning} tone="warning">
          {warning}
        </Alert>
      ))}
      {going.length === 0 ? null : (
        <KeyValueList
          items={[
            { label: going.length === 1 ? 'Virtual machine' : 'Virtual machines', value: namesOf(going) },
            ...(spec.hostId === null ? [] : [{ label: 'Host', value: fromTo(going, ({ fromHostName }) => fromHostName, plan.hostName ?? '') }]),
            ...(spec.datastoreId === null ? [] : [{ label: isApart ? 'Home of the machine' : 'Datastore', value: fromTo(going, ({ fromDatastoreName }) => fromDatastoreName, containerOf(spec.datastoreId)?.name ?? '') }]),
            ...(only === undefined || !isApart ? [] : only.disks.map((disk) => ({ label: disk.label, value: diskWords(disk) }))),
            ...(spec.policyId === undefined ? [] : [{ label: 'Storage policy', value: policyName }]),
            ...(mechanisms.length === 0 ? [] : [{ label: 'Mechanism', value: <Mechanisms plan={plan} fixes={fixes} /> }]),
            ...(spec.diskFormat === undefined ? [] : [{ label: 'Disk format', value: diskFormatWords[spec.diskFormat] }]),
            { label: 'Data to copy', value: plan.bytesToCopy === 0 ? 'None' : <Bytes value={plan.bytesToCopy} /> },
            ...(datastores.length > 2 || isApart ? [{ label: 'Capacity', value: <CapacityTable rows={capacityRows(plan)} /> }] : datastores.flatMap(datastoreItems)),
            { label: 'Time', value: timeWords(plan) },
          ]}
        />
      )}
      {staying.length === 0 || going.length === 0 ? null : <Staying machines={staying} />}
      {refusals.length > 0 ? null : <p className="app-note">{datastores.length === 0 ? 'No disk is moved.' : 'The disks stay where they are until all of their data has been copied and checked.'} Nothing has been changed yet.</p>}
    </>
  );
}

function diskWords({ fromDatastoreName, toDatastoreName, mechanism, bytesToCopy }: PlannedDisk): string {
  if (mechanism === null) return `Stays on ${fromDatastoreName}`;
  return `From ${fromDatastoreName} to ${toDatastoreName}, ${formatBytes(bytesToCopy)}: ${mechanismWords[mechanism]}`;
}

function namesOf(machines: readonly PlannedMigration[]): string {
  const names = machines.map(({ name }) => name);
  const shown = names.slice(0, shownNames).join(', ');
  return names.length > shownNames ? `${shown} and ${countOf(names.length - shownNames, 'more', 'more')}` : shown;
}

function fromTo(machines: readonly PlannedMigration[], fromOf: (machine: PlannedMigration) => string, to: string): string {
  const from = [...new Set(machines.map(fromOf))];
  const shown = from.length > 3 ? countOf(from.length, 'place') : from.join(', ');
  return `From ${shown} to ${to}`;
}

function Mechanisms({ plan: { mechanisms }, fixes }: { plan: MigrationPlan; fixes: Fixes }) {
  const isOne = mechanisms.length === 1 && mechanisms[0]?.count === 1;
  return (
    <>
      {mechanisms.map(({ mechanism, count, decision }) => (
        <DecisionSummary key={`${mechanism} ${decision.reason}`} decision={decision} {...(isOne ? {} : { count })} fixes={fixes} />
      ))}
    </>
  );
}

function datastoreItems({ name, role, before, after }: MigrationDatastore): KeyValueItem[] {
  const free = (
    <>
      <Bytes value={before.freeBytes} /> now, <Bytes value={after.freeBytes} isAtLeast={role === 'source'} /> afterwards
    </>
  );
  const provisioned = (
    <>
      <Bytes value={before.provisionedBytes} /> now, <Bytes value={after.provisionedBytes} /> afterwards
    </>
  );
  return [{ label: `Free on ${name}`, value: free }, { label: `Provisioned on ${name}`, value: provisioned }];
}

/** Machines that are left out, each with its reason. */
function Staying({ machines }: { machines: readonly PlannedMigration[] }) {
  const shown = machines.slice(0, shownStaying);
  return (
    <section aria-label="Stay where they are">
      <h3 className="app-subhead">Stay where they are</h3>
      <ul className="app-name-list">
        {shown.map(({ vmId, refusal }) => (
          <li key={vmId}>
            {refusal?.message} {refusal?.hint}
          </li>
        ))}
      </ul>
      {machines.length > shown.length ? <p className="app-note">And {countOf(machines.length - shown.length, 'more', 'more')}.</p> : null}
    </section>
  );
}

function timeWords({ estimateMs }: MigrationPlan): string {
  if (estimateMs === null) return 'Not known yet: no copy of this kind has been measured on this machine';
  return estimateMs === 0 ? 'At once' : `About ${formatDuration(estimateMs)}, from the last copy of this kind on this machine`;
}
