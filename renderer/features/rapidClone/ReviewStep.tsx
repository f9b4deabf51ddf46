import { Alert } from '../../ui/Alert.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { usePolicyBook } from '../../stores/policies.ts';
import { useFixes, type Fixes } from '../../stores/offloadFixes.ts';
import type { Loaded } from '../../stores/requests.ts';
import type { ClonePlan } from '../../../shared/model/clonePlan.ts';
import { formatBytes, formatCount, formatDuration, formatPercent } from '../../../shared/units.ts';
import { BeforeAfter } from '../parts/BeforeAfter.tsx';
import { Bytes } from '../parts/Bytes.tsx';
import { FixNotice } from '../parts/DecisionFixes.tsx';
import { DecisionSummary } from '../parts/DecisionSummary.tsx';
import { diskFormatWords } from '../parts/DiskFormatSelect.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { countOf } from '../parts/objectLook.ts';

const noReload = (): void => undefined;

/** Ready to complete: exactly what Finish will do. Nothing has happened yet. */
export function ReviewStep({ plan }: { plan: Loaded<ClonePlan> }) {
  // What a fix changes is followed, and the plan is worked out anew when it has changed.
  const fixes = useFixes(noReload);
  return (
    <>
      <FixNotice fixes={fixes} />
      <Plan plan={plan} fixes={fixes} />
    </>
  );
}

function Plan({ plan, fixes }: { plan: Loaded<ClonePlan>; fixes: Fixes }) {
  if (plan.fault !== null && !plan.isLoading) return <FaultAlert fault={plan.fault} action={{ label: 'Try again', onAction: plan.reload }} />;
  if (plan.value === null || plan.isLoading) return <ProgressBar label="Working out what will happen" isLabelVisible />;
  return <PlanFacts plan={plan.value} fixes={fixes} />;
}

function PlanFacts({ plan, fixes }: { plan: ClonePlan; fixes: Fixes }) {
  const { datastore, clones, source } = plan;
  const policyName = usePolicyBook().nameOf(plan.spec.policyId);
  const hosts = new Set(clones.map((clone) => clone.hostId)).size;
  const addedPhysicalBytes = datastore.after.physicalBytes - datastore.before.physicalBytes;
  return (
    <>
      {plan.refusals.map((fault) => (
        <FaultAlert key={`${fault.code} ${fault.message}`} fault={fault} />
      ))}
      {plan.warnings.map((warning) => (
        <Alert key={warning} tone="warning">
          {warning}
        </Alert>
      ))}
      <KeyValueList
        items={[
          { label: 'Source', value: `${source.name}, ${formatBytes(source.sizeBytes)} with ${formatBytes(source.logicalBytes)} of data` },
          { label: 'Clones', value: `${formatCount(plan.spec.count)}: ${namesOf(plan)}` },
          { label: 'Mechanism', value: <Mechanisms plan={plan} fixes={fixes} /> },
          ...(plan.spec.diskFormat === undefined ? [] : [{ label: 'Disk format', value: diskFormatWords[plan.spec.diskFormat] }]),
          { label: 'Runs on', value: hosts > 1 ? `${plan.computeName}, spread over ${countOf(hosts, 'host')}` : plan.computeName },
          { label: 'Folder', value: plan.folderName },
          { label: 'Power', value: plan.spec.powerOn ? 'Powered on after creation' : 'Left powered off' },
          { label: 'Datastore', value: datastore.name },
          ...(plan.spec.policyId === undefined ? [] : [{ label: 'Storage policy', value: policyName }]),
          { label: 'Data to copy', value: plan.bytesToCopy === 0 ? 'None: every block is shared' : <Bytes value={plan.bytesToCopy} /> },
          {
            label: 'Provisioned',
            value: <BeforeAfter before={datastore.before.provisionedBytes} after={datastore.after.provisionedBytes} />,
          },
          { label: 'Physical', value: <BeforeAfter before={datastore.before.physicalBytes} after={datastore.after.physicalBytes} /> },
          {
            label: 'Free',
            value: (
              <>
                <BeforeAfter before={datastore.before.freeBytes} after={datastore.after.freeBytes} /> ({formatPercent(datastore.after.freeBytes, datastore.capacityBytes)} of
                capacity)
              </>
            ),
          },
          {
            label: 'Worst case',
            value: (
              <>
                <Bytes value={plan.worstCaseBytes} /> more, if every clone came to overwrite every block
              </>
            ),
          },
          { label: 'Time', value: estimateWords(plan) },
        ]}
      />
      {plan.refusals.length > 0 ? null : (
        <p className="app-note">
          {addedPhysicalBytes === 0
            ? 'The clones take no physical space for data until they write.'
            : `The clones take ${formatBytes(addedPhysicalBytes)} of physical space.`}{' '}
          Nothing has been changed yet.
        </p>
      )}
    </>
  );
}

const shownEnds = 3;

function namesOf(plan: ClonePlan): string {
  const names = plan.clones.map((clone) => clone.name);
  if (names.length <= shownEnds * 2) return names.join(', ');
  return `${names.slice(0, shownEnds).join(', ')} … ${names.at(-1) ?? ''}`;
}

function Mechanisms({ plan, fixes }: { plan: ClonePlan; fixes: Fixes }) {
  return (
    <>
      {plan.mechanisms.map(({ mechanism, count, reason, decision }) => (
        <DecisionSummary key={`${mechanism} ${reason}`} decision={decision} count={count} fixes={fixes} />
      ))}
    </>
  );
}

function estimateWords(plan: ClonePlan): string {
  if (plan.estimate === null) return 'Not known yet: no clone run has been measured on this machine';
  const { durationMs, measuredClonesPerSecond } = plan.estimate;
  return `About ${formatDuration(durationMs)}, from ${formatCount(Math.round(measuredClonesPerSecond))} clones per second in the last run on this machine`;
}
