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
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { CapacityTable } from '../parts/CapacityTable.tsx';
import { FixNotice } from '../parts/DecisionFixes.tsx';
import { DecisionSummary } from '../parts/DecisionSummary.tsx';
import { diskFormatWords } from '../parts/DiskFormatSelect.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { Filled, slots } from '../parts/Filled.tsx';
import { firstOf } from '../parts/listOf.ts';

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
  if (plan.fault !== null && !plan.isLoading) return <FaultAlert fault={plan.fault} action={{ label: say('common.tryAgain'), onAction: plan.reload }} />;
  if (plan.value === null || plan.isLoading) return <ProgressBar label={say('common.workingOutWhatWillHappen')} isLabelVisible />;
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
            { label: say('migrate.virtualMachine', { count: going.length }), value: namesOf(going) },
            ...(spec.hostId === null ? [] : [{ label: say('common.host'), value: fromTo(going, ({ fromHostName }) => fromHostName, plan.hostName ?? '') }]),
            ...(spec.datastoreId === null ? [] : [{ label: isApart ? say('migrate.homeOfTheMachine') : say('common.datastore'), value: fromTo(going, ({ fromDatastoreName }) => fromDatastoreName, containerOf(spec.datastoreId)?.name ?? '') }]),
            ...(only === undefined || !isApart ? [] : only.disks.map((disk) => ({ label: disk.label, value: diskWords(disk) }))),
            ...(spec.policyId === undefined ? [] : [{ label: say('common.storagePolicy'), value: policyName }]),
            ...(mechanisms.length === 0 ? [] : [{ label: say('common.mechanism'), value: <Mechanisms plan={plan} fixes={fixes} /> }]),
            ...(spec.diskFormat === undefined ? [] : [{ label: say('common.diskFormat'), value: diskFormatWords[spec.diskFormat] }]),
            { label: say('common.dataToCopy'), value: plan.bytesToCopy === 0 ? say('common.none') : <Bytes value={plan.bytesToCopy} /> },
            ...(datastores.length > 2 || isApart ? [{ label: say('common.capacity'), value: <CapacityTable rows={datastores} /> }] : datastores.flatMap(datastoreItems)),
            { label: say('common.time'), value: timeWords(plan) },
          ]}
        />
      )}
      {staying.length === 0 || going.length === 0 ? null : <Staying machines={staying} />}
      {refusals.length > 0 ? null : <p className="app-note">{datastores.length === 0 ? say('migrate.nothingMoved') : say('migrate.nothingCopiedYet')}</p>}
    </>
  );
}

function diskWords({ fromDatastoreName, toDatastoreName, mechanism, bytesToCopy }: PlannedDisk): string {
  if (mechanism === null) return say('migrate.staysOn', { datastore: fromDatastoreName });
  return say('migrate.diskFromTo', { from: fromDatastoreName, to: toDatastoreName, size: formatBytes(bytesToCopy), mechanism: mechanismWords[mechanism] });
}

function namesOf(machines: readonly PlannedMigration[]): string {
  const names = machines.map(({ name }) => name);
  return firstOf(names, shownNames);
}

function fromTo(machines: readonly PlannedMigration[], fromOf: (machine: PlannedMigration) => string, to: string): string {
  const from = [...new Set(machines.map(fromOf))];
  const shown = from.length > 3 ? say('counts.place', { count: from.length }) : from.join(', ');
  return say('migrate.fromTo', { from: shown, to });
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

function datastoreItems({ name, before, after, isAtLeast }: MigrationDatastore): KeyValueItem[] {
  const free = (
    <Filled text={say('parts.sizeBeforeAfter', { before: slots[0], after: slots[1] })}>
      <Bytes value={before.freeBytes} />
      <Bytes value={after.freeBytes} isAtLeast={isAtLeast} />
    </Filled>
  );
  const provisioned = (
    <Filled text={say('parts.sizeBeforeAfter', { before: slots[0], after: slots[1] })}>
      <Bytes value={before.provisionedBytes} />
      <Bytes value={after.provisionedBytes} />
    </Filled>
  );
  return [{ label: say('migrate.freeOn', { datastore: name }), value: free }, { label: say('migrate.provisionedOn', { datastore: name }), value: provisioned }];
}

/** Machines that are left out, each with its reason. */
function Staying({ machines }: { machines: readonly PlannedMigration[] }) {
  const shown = machines.slice(0, shownStaying);
  return (
    <section aria-label={say('migrate.stayWhereTheyAre')}>
      <h3 className="app-subhead">{say('migrate.stayWhereTheyAre')}</h3>
      <ul className="app-name-list">
        {shown.map(({ vmId, refusal }) => (
          <li key={vmId}>
            {refusal?.message} {refusal?.hint}
          </li>
        ))}
      </ul>
      {machines.length > shown.length ? <p className="app-note">{say('migrate.andMoreStay', { count: machines.length - shown.length })}</p> : null}
    </section>
  );
}

function timeWords({ estimateMs }: MigrationPlan): string {
  if (estimateMs === null) return say('migrate.estimateUnknown');
  return estimateMs === 0 ? say('migrate.atOnce') : say('migrate.estimateFromLastCopy', { duration: formatDuration(estimateMs) });
}
