/** The formats that the disks of clones get. */
import type { Decision } from '../../../shared/model/offload.ts';
import type { FileFormat } from '../../array/portTypes.ts';
import { offeredFormats } from './decideLocal.ts';
import type { CloneRuleFacts } from './facts.ts';
import { quote, quoteAll } from './rule.ts';

/**
 * Disk by disk: what was asked for; otherwise the format of the source, or thin where the destination does not offer that.
 * Source: vSphere 6.5 VM Administration, disk provisioning policies: NFS without hardware acceleration offers thin only.
 */
export function formatsOf({ host, machine, target, targetFormat }: CloneRuleFacts): FileFormat[] {
  if (targetFormat !== null) return machine.disks.map(() => targetFormat);
  const offered = offeredFormats({ host, machine, datastore: target });
  return machine.disks.map(({ format }) => (offered.includes(format) ? format : 'thin'));
}

/** Where disks cannot keep their formats although nobody has asked for another one, the decision says so. */
export function tellFormats(decision: Decision, facts: CloneRuleFacts): Decision {
  const { machine, target, targetFormat } = facts;
  const formats = targetFormat === null ? formatsOf(facts) : [];
  const thinned = machine.disks.filter(({ format }, index) => format !== (formats[index] ?? format)).map(({ label }) => label);
  if (thinned.length === 0) return decision;
  const text = `${quote(target.name)} offers thin disks only: ${quoteAll(thinned)} ${thinned.length === 1 ? 'becomes' : 'become'} thin.`;
  return {
    ...decision,
    reason: `${decision.reason} ${text}`,
    attempts: decision.attempts.map((attempt) => (attempt.outcome === 'planned' ? { ...attempt, reason: `${attempt.reason} ${text}` } : attempt)),
  };
}
