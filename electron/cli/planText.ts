/** A clone plan for people: what will be made, where, how and at what cost. */
import type { ClonePlan } from '../../shared/model/clonePlan.ts';
import { mechanismWords } from '../../shared/offloadWords.ts';
import { formatBytes, formatCount, formatDuration } from '../../shared/units.ts';
import { decisionText } from './decisionText.ts';
import { capacityFields, routeFields, routeParts } from './diskPlaces.ts';
import type { NameOf } from './offload.ts';
import { diskFormatWords } from './offloadWords.ts';
import { formatFields } from './table.ts';
import { countOf } from './text.ts';

export function planText(plan: ClonePlan, nameOf: NameOf): string {
  const isApart = plan.routes.length > 1;
  const fields: [string, string][] = [
    ['Source', `${plan.source.name}, ${formatBytes(plan.source.sizeBytes)}, ${formatBytes(plan.source.logicalBytes)} of it data`],
    ['Makes', `${countOf(plan.spec.count, 'virtual machine')}: ${nameRange(plan)}`],
    [plan.datastores.length > 1 ? 'Home' : 'Datastore', plan.datastore.name],
    ['Compute', plan.computeName],
    ['Folder', plan.folderName],
    ['Power on', plan.spec.powerOn ? 'yes' : 'no'],
    ['Disks', plan.spec.diskFormat === undefined ? 'each keeps its format where that is offered' : diskFormatWords[plan.spec.diskFormat]],
    ...(isApart ? routeFields(plan.routes) : plan.mechanisms.map(({ mechanism, count, reason }): [string, string] => ['Mechanism', `${mechanismWords[mechanism]} for ${formatCount(count)}: ${reason}`])),
    ['Copies', plan.bytesToCopy === 0 ? 'nothing, every block is shared' : formatBytes(plan.bytesToCopy)],
    ...capacityFields(plan.datastores),
    ['Worst case', `${formatBytes(plan.worstCaseBytes)} more if every clone overwrites every block`],
    [
      'Time',
      plan.estimate
        ? `about ${formatDuration(plan.estimate.durationMs)}, at ${Math.round(plan.estimate.measuredClonesPerSecond)} per second as last measured here`
        : 'not measured on this machine yet',
    ],
  ];
  const decisions = isApart ? routeParts(plan.routes, nameOf, 'clone') : plan.mechanisms.map(({ count, decision }) => `How ${countOf(count, 'clone')} would be made\n\n${decisionText(decision, nameOf)}`);
  return [[formatFields(fields), ...plan.warnings.map((warning) => `Warning: ${warning}`)].join('\n'), ...decisions].join('\n\n');
}

function nameRange(plan: ClonePlan): string {
  const first = plan.clones[0]?.name ?? plan.spec.pattern;
  const last = plan.clones.at(-1)?.name ?? first;
  return first === last ? first : `${first} … ${last}`;
}
