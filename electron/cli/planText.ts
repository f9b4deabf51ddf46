/** A clone plan for people: what will be made, where, how and at what cost. */
import type { ClonePlan } from '../../shared/model/clonePlan.ts';
import { formatBytes, formatDuration } from '../../shared/units.ts';
import { formatFields } from './table.ts';
import { countOf } from './text.ts';

export function planText(plan: ClonePlan): string {
  const { before, after } = plan.datastore;
  const fields: [string, string][] = [
    ['Source', `${plan.source.name}, ${formatBytes(plan.source.sizeBytes)}, ${formatBytes(plan.source.logicalBytes)} of it data`],
    ['Makes', `${countOf(plan.spec.count, 'virtual machine')}: ${nameRange(plan)}`],
    ['Datastore', plan.datastore.name],
    ['Compute', plan.computeName],
    ['Folder', plan.folderName],
    ['Power on', plan.spec.powerOn ? 'yes' : 'no'],
    ...plan.mechanisms.map(({ mechanism, count, reason }): [string, string] => ['Mechanism', `${mechanism} for ${count}: ${reason}`]),
    ['Copies', plan.bytesToCopy === 0 ? 'nothing, every block is shared' : formatBytes(plan.bytesToCopy)],
    ['Provisioned', `${formatBytes(before.provisionedBytes)} before, ${formatBytes(after.provisionedBytes)} after`],
    ['Physical', `${formatBytes(before.physicalBytes)} before, ${formatBytes(after.physicalBytes)} after`],
    ['Worst case', `${formatBytes(plan.worstCaseBytes)} more if every clone overwrites every block`],
    [
      'Time',
      plan.estimate
        ? `about ${formatDuration(plan.estimate.durationMs)}, at ${Math.round(plan.estimate.measuredClonesPerSecond)} per second as last measured here`
        : 'not measured on this machine yet',
    ],
  ];
  return [formatFields(fields), ...plan.warnings.map((warning) => `Warning: ${warning}`)].join('\n');
}

function nameRange(plan: ClonePlan): string {
  const first = plan.clones[0]?.name ?? plan.spec.pattern;
  const last = plan.clones.at(-1)?.name ?? first;
  return first === last ? first : `${first} … ${last}`;
}
