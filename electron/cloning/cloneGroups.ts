/** Which clones of a run are made in which way. Pure: the same facts give the same groups. */
import type { Mechanism } from '../../shared/model/inventory.ts';
import type { Decision } from '../../shared/model/offload.ts';
import { decideClone } from '../offload/rules/decideClone.ts';
import { formatsOf } from '../offload/rules/diskFormats.ts';
import type { CloneRuleFacts } from '../offload/rules/facts.ts';
import { splitBySharing } from '../offload/rules/sharingRules.ts';

export const cloneOfCopyReason = 'Shares every block of the copy that was made on this datastore for the first clone.';

export interface CloneGroup {
  readonly count: number;
  readonly decision: Decision;
  /** What the clones are made from: the source, or the first of them once it has been copied. */
  readonly from: 'source' | 'firstClone';
}

/** Better ways first: those that share blocks, those that leave the copying to the array, the host. */
const ranks: Readonly<Record<Mechanism, number>> = { fileClone: 0, xcopy: 1, fullCopy: 2, hostCopy: 3, imported: 4, created: 5 };

export function isBetter(a: Decision, b: Decision): boolean {
  return ranks[a.mechanism] < ranks[b.mechanism];
}

/** Of the decisions about disks of one machine: the one that takes longest, the first of several alike; undefined of none. */
export function worstOf<T extends Pick<Decision, 'mechanism'>>(decisions: readonly T[]): T | undefined {
  return decisions.reduce<T | undefined>((worst, decision) => (worst && ranks[worst.mechanism] >= ranks[decision.mechanism] ? worst : decision), undefined);
}

/** True where a clone takes blocks of its own: once one has been made like this, others may share its blocks. */
export function copiesData(mechanism: Mechanism): boolean {
  return mechanism === 'fullCopy' || mechanism === 'hostCopy';
}

/** The facts of cloning a clone that lies on the target already: powered off, without snapshots, shared by nobody yet. */
function factsOfCopy(facts: CloneRuleFacts, count: number): CloneRuleFacts {
  const formats = formatsOf(facts);
  const disks = facts.machine.disks.map((disk, index) => ({ ...disk, format: formats[index] ?? disk.format }));
  return {
    ...facts,
    count,
    source: facts.target,
    targetFormat: null,
    machine: { ...facts.machine, name: 'the first clone', powerState: 'poweredOff', hasSnapshot: false, disks, cloneCount: 0 },
  };
}

/** The decision about clones of the first clone, told as such. */
export function decideFromCopy(decision: Decision): Decision {
  return decision.mechanism === 'fileClone' ? { ...decision, reason: cloneOfCopyReason } : decision;
}

/** @param facts of all clones of the run that go through hosts with the same settings */
export function groupClones(facts: CloneRuleFacts): CloneGroup[] {
  const groups: CloneGroup[] = [];
  for (const part of splitBySharing(facts)) {
    const decision = decideClone(part);
    if (!copiesData(decision.mechanism)) {
      groups.push({ count: part.count, decision, from: 'source' });
      continue;
    }
    const rest = part.count - 1;
    const later = rest > 0 ? decideFromCopy(decideClone(factsOfCopy(part, rest))) : null;
    if (!later || !isBetter(later, decision)) {
      groups.push({ count: part.count, decision, from: 'source' });
      continue;
    }
    groups.push({ count: 1, decision, from: 'source' }, { count: rest, decision: later, from: 'firstClone' });
  }
  return groups;
}
