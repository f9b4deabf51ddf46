import { Alert } from '../../ui/Alert.tsx';
import { KeyValueList, type KeyValueItem } from '../../ui/KeyValueList.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { vmOf } from '../../stores/inventory.ts';
import { usePolicyBook } from '../../stores/policies.ts';
import { useFixes, type Fixes } from '../../stores/offloadFixes.ts';
import type { Loaded } from '../../stores/requests.ts';
import type { DeployPlan } from '../../../shared/model/deploy.ts';
import { formatBytes, formatCount, formatDuration } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { BeforeAfter } from '../parts/BeforeAfter.tsx';
import { Bytes } from '../parts/Bytes.tsx';
import { CapacityTable } from '../parts/CapacityTable.tsx';
import { FixNotice } from '../parts/DecisionFixes.tsx';
import { DecisionSummary } from '../parts/DecisionSummary.tsx';
import { diskFormatWords } from '../parts/DiskFormatSelect.tsx';
import { DiskRoutes } from '../parts/DiskRoutes.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { secretsWarning } from '../parts/guestWords.ts';

const noReload = (): void => undefined;

/** Ready to complete: exactly what Finish will do. Nothing has happened yet. */
export function ReviewStep({ plan }: { plan: Loaded<DeployPlan> }) {
  // What a fix changes is followed, and the plan is worked out anew when it has changed.
  const fixes = useFixes(noReload);
  return (
    <>
      <FixNotice fixes={fixes} />
      <Plan plan={plan} fixes={fixes} />
    </>
  );
}

function Plan({ plan, fixes }: { plan: Loaded<DeployPlan>; fixes: Fixes }) {
  const book = usePolicyBook();
  if (plan.fault !== null && !plan.isLoading) return <FaultAlert fault={plan.fault} action={{ label: say('common.tryAgain'), onAction: plan.reload }} />;
  if (plan.value === null || plan.isLoading) return <ProgressBar label={say('common.workingOutWhatWillHappen')} isLabelVisible />;
  const { refusals, customization, spec, source } = plan.value;
  const policyName = book.nameOf(spec.policyId === undefined ? vmOf(source.id)?.policyId : spec.policyId);
  const warnings = [...plan.value.warnings, secretsWarning(customization?.secretsOnDisk ?? []) ?? []].flat();
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
      <KeyValueList items={itemsOf(plan.value, fixes, policyName)} />
      {refusals.length > 0 ? null : <p className="app-note">{say('deploy.nothingHasBeenChangedYet')}</p>}
    </>
  );
}

function itemsOf(plan: DeployPlan, fixes: Fixes, policyName: string): KeyValueItem[] {
  const { spec, source, datastore, datastores, routes, decision, host, computeName } = plan;
  const isOne = datastores.length === 1;
  return [
    { label: say('common.template'), value: say('deploy.templateWithData', { template: source.name, size: formatBytes(source.sizeBytes), data: formatBytes(source.logicalBytes) }) },
    { label: say('common.name'), value: spec.name },
    { label: say('common.folder'), value: plan.folderName },
    { label: say('common.runsOn'), value: host === null || host.name === computeName ? computeName : say('deploy.hostInCluster', { host: host.name, cluster: computeName }) },
    { label: say('deploy.cPUs'), value: other(formatCount(plan.cpuCount.machine), formatCount(plan.cpuCount.template)) },
    { label: say('common.memory'), value: other(formatBytes(plan.memoryBytes.machine), formatBytes(plan.memoryBytes.template)) },
    ...plan.disks.map((disk) => ({ label: disk.label, value: isOne ? sizeWords(disk) : say('deploy.diskOnDatastore', { disk: sizeWords(disk), datastore: disk.datastoreName }) })),
    ...plan.nics.map((nic) => ({ label: nic.label, value: nicWords(nic) })),
    ...(plan.customization === null ? [] : [{ label: say('deploy.guest'), value: say('deploy.guestBySpecification', { computer: plan.customization.computerName, specification: plan.customization.spec.name }) }]),
    { label: say('common.power'), value: spec.powerOn ? say('deploy.poweredOnAfterCreation') : say('deploy.leftPoweredOff') },
    { label: isOne ? say('common.datastore') : say('deploy.homeOfTheMachine'), value: datastore.name },
    { label: say('common.storagePolicy'), value: spec.policyId === undefined ? say('deploy.asTheTemplate', { setting: policyName }) : policyName },
    { label: say('common.diskFormat'), value: spec.diskFormat === undefined ? say('deploy.sameAsTheTemplate') : diskFormatWords[spec.diskFormat] },
    ...(decision === null ? [] : [{ label: say('common.mechanism'), value: routes.length > 1 ? <DiskRoutes routes={routes} fixes={fixes} /> : <DecisionSummary decision={decision} fixes={fixes} /> }]),
    { label: say('common.dataToCopy'), value: plan.bytesToCopy === 0 ? say('deploy.noneEveryBlockIsShared') : <Bytes value={plan.bytesToCopy} /> },
    ...(isOne
      ? [
          { label: say('common.provisioned'), value: <BeforeAfter before={datastore.before.provisionedBytes} after={datastore.after.provisionedBytes} /> },
          { label: say('common.free'), value: <BeforeAfter before={datastore.before.freeBytes} after={datastore.after.freeBytes} /> },
        ]
      : [{ label: say('common.capacity'), value: <CapacityTable rows={datastores} /> }]),
    { label: say('common.time'), value: timeWords(plan) },
  ];
}

function sizeWords({ templateBytes, machineBytes }: DeployPlan['disks'][number]): string {
  return templateBytes === null ? say('deploy.addedEmpty', { size: formatBytes(machineBytes) }) : other(formatBytes(machineBytes), formatBytes(templateBytes));
}

function nicWords({ templateNetwork, machineNetwork, isConnected }: DeployPlan['nics'][number]): string {
  if (machineNetwork === null) return say('deploy.leftOut', { network: templateNetwork ?? say('deploy.noNetwork') });
  const words = templateNetwork === null ? say('deploy.adapterAdded', { network: machineNetwork }) : other(machineNetwork, templateNetwork);
  return isConnected ? words : say('deploy.adapterDisconnected', { adapter: words });
}

function other(machine: string, template: string): string {
  return machine === template ? say('deploy.asTheTemplate', { setting: machine }) : say('deploy.insteadOf', { setting: machine, former: template });
}

function timeWords({ estimate }: DeployPlan): string {
  if (estimate === null) return say('deploy.estimateUnknown');
  return say('deploy.estimateFromLastRun', { duration: formatDuration(estimate.durationMs) });
}
