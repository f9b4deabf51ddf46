import { Alert } from '../../ui/Alert.tsx';
import { KeyValueList, type KeyValueItem } from '../../ui/KeyValueList.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { vmOf } from '../../stores/inventory.ts';
import { usePolicyBook } from '../../stores/policies.ts';
import { useFixes, type Fixes } from '../../stores/offloadFixes.ts';
import type { Loaded } from '../../stores/requests.ts';
import type { DeployPlan } from '../../../shared/model/deploy.ts';
import { formatBytes, formatCount, formatDuration } from '../../../shared/units.ts';
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
  if (plan.fault !== null && !plan.isLoading) return <FaultAlert fault={plan.fault} action={{ label: 'Try again', onAction: plan.reload }} />;
  if (plan.value === null || plan.isLoading) return <ProgressBar label="Working out what will happen" isLabelVisible />;
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
      {refusals.length > 0 ? null : <p className="app-note">Nothing has been changed yet.</p>}
    </>
  );
}

function itemsOf(plan: DeployPlan, fixes: Fixes, policyName: string): KeyValueItem[] {
  const { spec, source, datastore, datastores, routes, decision, host, computeName } = plan;
  const isOne = datastores.length === 1;
  return [
    { label: 'Template', value: `${source.name}, ${formatBytes(source.sizeBytes)} with ${formatBytes(source.logicalBytes)} of data` },
    { label: 'Name', value: spec.name },
    { label: 'Folder', value: plan.folderName },
    { label: 'Runs on', value: host === null || host.name === computeName ? computeName : `${host.name} in ${computeName}, as things are now` },
    { label: 'CPUs', value: other(formatCount(plan.cpuCount.machine), formatCount(plan.cpuCount.template)) },
    { label: 'Memory', value: other(formatBytes(plan.memoryBytes.machine), formatBytes(plan.memoryBytes.template)) },
    ...plan.disks.map((disk) => ({ label: disk.label, value: `${sizeWords(disk)}${isOne ? '' : `, on ${disk.datastoreName}`}` })),
    ...plan.nics.map((nic) => ({ label: nic.label, value: nicWords(nic) })),
    ...(plan.customization === null ? [] : [{ label: 'Guest', value: `${plan.customization.computerName}, by ${plan.customization.spec.name}` }]),
    { label: 'Power', value: spec.powerOn ? 'Powered on after creation' : 'Left powered off' },
    { label: isOne ? 'Datastore' : 'Home of the machine', value: datastore.name },
    { label: 'Storage policy', value: spec.policyId === undefined ? `${policyName}, as the template` : policyName },
    { label: 'Disk format', value: spec.diskFormat === undefined ? 'Same as the template' : diskFormatWords[spec.diskFormat] },
    ...(decision === null ? [] : [{ label: 'Mechanism', value: routes.length > 1 ? <DiskRoutes routes={routes} fixes={fixes} /> : <DecisionSummary decision={decision} fixes={fixes} /> }]),
    { label: 'Data to copy', value: plan.bytesToCopy === 0 ? 'None: every block is shared' : <Bytes value={plan.bytesToCopy} /> },
    ...(isOne
      ? [
          { label: 'Provisioned', value: <BeforeAfter before={datastore.before.provisionedBytes} after={datastore.after.provisionedBytes} /> },
          { label: 'Free', value: <BeforeAfter before={datastore.before.freeBytes} after={datastore.after.freeBytes} /> },
        ]
      : [{ label: 'Capacity', value: <CapacityTable rows={datastores} /> }]),
    { label: 'Time', value: timeWords(plan) },
  ];
}

function sizeWords({ templateBytes, machineBytes }: DeployPlan['disks'][number]): string {
  return templateBytes === null ? `${formatBytes(machineBytes)}, added empty` : other(formatBytes(machineBytes), formatBytes(templateBytes));
}

function nicWords({ templateNetwork, machineNetwork, isConnected }: DeployPlan['nics'][number]): string {
  if (machineNetwork === null) return `Left out: the template is on ${templateNetwork ?? 'no network'}`;
  const words = templateNetwork === null ? `${machineNetwork}, added` : other(machineNetwork, templateNetwork);
  return isConnected ? words : `${words}, disconnected`;
}

function other(machine: string, template: string): string {
  return machine === template ? `${machine}, as the template` : `${machine} instead of ${template}`;
}

function timeWords({ estimate }: DeployPlan): string {
  if (estimate === null) return 'Not known yet: nothing of this kind has been measured on this machine';
  return `About ${formatDuration(estimate.durationMs)}, from the last run on this machine`;
}
