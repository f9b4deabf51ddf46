/** The plan of a deployment for people. */
import type { DeployPlan } from '../../shared/model/deploy.ts';
import { mechanismWords } from '../../shared/offloadWords.ts';
import { formatBytes, formatDuration } from '../../shared/units.ts';
import { decisionText } from './decisionText.ts';
import { capacityFields, routeFields, routeParts } from './diskPlaces.ts';
import type { NameOf } from './offload.ts';
import { diskFormatWords } from './offloadWords.ts';
import { formatFields } from './table.ts';

export function deployPlanText(plan: DeployPlan, nameOf: NameOf): string {
  const { spec, source, datastore, routes, decision, host, customization } = plan;
  const isApart = plan.datastores.length > 1;
  const fields: [string, string][] = [
    ['Template', `${source.name}, ${formatBytes(source.sizeBytes)}, ${formatBytes(source.logicalBytes)} of it data`],
    ['Makes', spec.name],
    ['Folder', plan.folderName],
    ['Compute', host === null || host.name === plan.computeName ? plan.computeName : `${plan.computeName}, on ${host.name} as things are now`],
    ['CPUs', other(String(plan.cpuCount.machine), String(plan.cpuCount.template))],
    ['Memory', other(formatBytes(plan.memoryBytes.machine), formatBytes(plan.memoryBytes.template))],
    ...plan.disks.map(({ label, templateBytes, machineBytes, datastoreName }): [string, string] => [
      label,
      `${templateBytes === null ? `${formatBytes(machineBytes)}, new` : other(formatBytes(machineBytes), formatBytes(templateBytes))}${isApart ? `, on ${datastoreName}` : ''}`,
    ]),
    ...plan.nics.map(({ label, templateNetwork, machineNetwork, isConnected }): [string, string] => [
      label,
      machineNetwork === null ? 'left out' : `${templateNetwork === null ? `${machineNetwork}, new` : other(machineNetwork, templateNetwork)}${isConnected ? '' : ', disconnected'}`,
    ]),
    ...(customization === null ? [] : [['Guest', `named ${customization.computerName}, customized by "${customization.spec.name}"`] satisfies [string, string]]),
    ['Power on', spec.powerOn ? 'yes' : 'no'],
    [isApart ? 'Home' : 'Datastore', datastore.name],
    ['Disks', spec.diskFormat === undefined ? 'each keeps its format where that is offered' : diskFormatWords[spec.diskFormat]],
    ...(routes.length > 1 ? routeFields(routes) : decision === null ? [] : [['Mechanism', `${mechanismWords[decision.mechanism]}: ${decision.reason}`] satisfies [string, string]]),
    ['Copies', plan.bytesToCopy === 0 ? 'nothing, every block is shared' : formatBytes(plan.bytesToCopy)],
    ...capacityFields(plan.datastores),
    ['Time', plan.estimate ? `about ${formatDuration(plan.estimate.durationMs)}, as last measured here` : 'not measured on this machine yet'],
  ];
  const parts = [[formatFields(fields), ...plan.warnings.map((warning) => `Warning: ${warning}`)].join('\n')];
  if (routes.length > 1) parts.push(...routeParts(routes, nameOf, 'machine'));
  else if (decision !== null) parts.push(`How it would be made\n\n${decisionText(decision, nameOf)}`);
  return parts.join('\n\n');
}

function other(machine: string, template: string): string {
  return machine === template ? machine : `${machine}, the template has ${template}`;
}
