import { Alert } from '../../ui/Alert.tsx';
import { KeyValueList, type KeyValueItem } from '../../ui/KeyValueList.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { usePolicyBook } from '../../stores/policies.ts';
import { useFixes, type Fixes } from '../../stores/offloadFixes.ts';
import type { Loaded } from '../../stores/requests.ts';
import type { ClonePlan } from '../../../shared/model/clonePlan.ts';
import { formatBytes, formatCount, formatDuration, formatPercent } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { BeforeAfter } from '../parts/BeforeAfter.tsx';
import { Bytes } from '../parts/Bytes.tsx';
import { CapacityTable } from '../parts/CapacityTable.tsx';
import { FixNotice } from '../parts/DecisionFixes.tsx';
import { DecisionSummary } from '../parts/DecisionSummary.tsx';
import { diskFormatWords } from '../parts/DiskFormatSelect.tsx';
import { DiskRoutes } from '../parts/DiskRoutes.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { Filled, slots } from '../parts/Filled.tsx';

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
  if (plan.fault !== null && !plan.isLoading) return <FaultAlert fault={plan.fault} action={{ label: say('common.tryAgain'), onAction: plan.reload }} />;
  if (plan.value === null || plan.isLoading) return <ProgressBar label={say('common.workingOutWhatWillHappen')} isLabelVisible />;
  return <PlanFacts plan={plan.value} fixes={fixes} />;
}

function PlanFacts({ plan, fixes }: { plan: ClonePlan; fixes: Fixes }) {
  const { datastore, datastores, routes, clones, source } = plan;
  const isOne = datastores.length === 1;
  const policyName = usePolicyBook().nameOf(plan.spec.policyId);
  const hosts = new Set(clones.map((clone) => clone.hostId)).size;
  const addedPhysicalBytes = datastores.reduce((sum, { before, after }) => sum + after.physicalBytes - before.physicalBytes, 0);
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
          { label: say('common.source'), value: say('rapidClone.sourceWithData', { source: source.name, size: formatBytes(source.sizeBytes), logical: formatBytes(source.logicalBytes) }) },
          { label: say('common.clones'), value: `${formatCount(plan.spec.count)}: ${namesOf(plan)}` },
          { label: say('common.mechanism'), value: routes.length > 1 ? <DiskRoutes routes={routes} isCounted fixes={fixes} /> : <Mechanisms plan={plan} fixes={fixes} /> },
          ...(plan.spec.diskFormat === undefined ? [] : [{ label: say('common.diskFormat'), value: diskFormatWords[plan.spec.diskFormat] }]),
          { label: say('common.runsOn'), value: hosts > 1 ? say('rapidClone.spreadOver', { place: plan.computeName, hosts: say('counts.host', { count: hosts }) }) : plan.computeName },
          { label: say('common.folder'), value: plan.folderName },
          { label: say('common.power'), value: plan.spec.powerOn ? say('rapidClone.poweredOnAfterCreation') : say('rapidClone.leftPoweredOff') },
          { label: isOne ? say('common.datastore') : say('common.datastores'), value: datastores.map(({ name }) => name).join(', ') },
          ...(plan.spec.policyId === undefined ? [] : [{ label: say('common.storagePolicy'), value: policyName }]),
          { label: say('common.dataToCopy'), value: plan.bytesToCopy === 0 ? say('rapidClone.noneEveryBlockIsShared') : <Bytes value={plan.bytesToCopy} /> },
          ...(isOne ? spaceItems(datastore) : [{ label: say('common.capacity'), value: <CapacityTable rows={datastores} /> }]),
          {
            label: say('rapidClone.worstCase'),
            value: (
              <Filled text={say('rapidClone.worstCaseSize', { size: slots[0] })}>
                <Bytes value={plan.worstCaseBytes} />
              </Filled>
            ),
          },
          { label: say('common.time'), value: estimateWords(plan) },
        ]}
      />
      {plan.refusals.length > 0 ? null : (
        <p className="app-note">
          {addedPhysicalBytes === 0 ? say('rapidClone.clonesTakeNothing') : say('rapidClone.clonesTake', { size: formatBytes(addedPhysicalBytes) })}{' '}
          {say('rapidClone.nothingChangedYet')}
        </p>
      )}
    </>
  );
}

function spaceItems({ before, after, capacityBytes }: ClonePlan['datastore']): KeyValueItem[] {
  return [
    { label: say('common.provisioned'), value: <BeforeAfter before={before.provisionedBytes} after={after.provisionedBytes} /> },
    { label: say('common.physical'), value: <BeforeAfter before={before.physicalBytes} after={after.physicalBytes} /> },
    {
      label: say('common.free'),
      value: (
        <Filled text={say('rapidClone.freeOfCapacity', { free: slots[0], share: formatPercent(after.freeBytes, capacityBytes) })}>
          <BeforeAfter before={before.freeBytes} after={after.freeBytes} />
        </Filled>
      ),
    },
  ];
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
  if (plan.estimate === null) return say('rapidClone.timeUnknown');
  const { durationMs, measuredClonesPerSecond } = plan.estimate;
  return say('rapidClone.timeEstimate', { duration: formatDuration(durationMs), count: Math.round(measuredClonesPerSecond) });
}
