/** Rules about how much an array lets clones share, and how a run is cut to fit. */
import type { RuleResult } from '../../../shared/model/offload.ts';
import { formatBytes, formatCount } from '../../../shared/units.ts';
import type { CloneRuleFacts } from './facts.ts';
import { answer, countOf, notApplicable, quote } from './rule.ts';

/**
 * Only so many clones share the blocks of one file; beyond that an array writes full blocks. ONTAP: 255 sharers of a block, 32,767 from 8.1.
 * The clones of one call are taken together: see `splitBySharing`.
 * Source: blog.scottlowe 2008-12-03; "Dedupe FAQ NetApp" citing TR-3958.
 */
export function sharingLimit({ machine, target, count }: CloneRuleFacts): RuleResult {
  const title = 'Are there fewer sharers than the array allows?';
  const limit = target.profile.sharingLimit;
  if (limit === null) return notApplicable('sharingLimit', title, 'The array sets no limit.');
  const wanted = machine.cloneCount + count;
  const facts = `${countOf(machine.cloneCount, 'clone')} ${machine.cloneCount === 1 ? 'shares' : 'share'} the blocks of ${quote(machine.name)}; with ${formatCount(count)} more it would be ${formatCount(wanted)} of ${formatCount(limit)}.`;
  return answer('sharingLimit', title, wanted <= limit, facts);
}

/**
 * What clones share counts as data that may have to be split, and an array refuses clones above a limit.
 * Source: ONTAP CLI `volume file clone split load`.
 */
export function splitLoad(facts: CloneRuleFacts): RuleResult {
  const title = 'Is the split load below the limit of the array?';
  const limit = facts.target.profile.splitLoadLimitBytes;
  if (limit === null) return notApplicable('splitLoad', title, 'The array sets no limit.');
  const addedBytes = facts.count * splitBytesOf(facts);
  const isPassed = facts.splitLoadBytes + addedBytes <= limit;
  return answer('splitLoad', title, isPassed, `${formatBytes(facts.splitLoadBytes)} of clones may have to be split; with ${formatBytes(addedBytes)} more it would be ${formatBytes(facts.splitLoadBytes + addedBytes)} of ${formatBytes(limit)}.`);
}

/** How many of the `count` clones the array would let share, as far as the two limits go. */
export function sharingRoom(facts: CloneRuleFacts): number {
  const { sharingLimit: sharers, splitLoadLimitBytes } = facts.target.profile;
  const each = splitBytesOf(facts);
  const byCount = sharers === null ? facts.count : sharers - facts.machine.cloneCount;
  const byLoad = splitLoadLimitBytes === null || (each === 0 && facts.splitLoadBytes <= splitLoadLimitBytes) ? facts.count : Math.floor((splitLoadLimitBytes - facts.splitLoadBytes) / Math.max(each, 1));
  return Math.max(0, Math.min(facts.count, byCount, byLoad));
}

/**
 * Cuts a run in two where sharing ends, so that each part gets a decision of its own: the clones that fit, and the rest.
 * One part when all fit or none does. The counts add up to that of `facts`.
 */
export function splitBySharing(facts: CloneRuleFacts): CloneRuleFacts[] {
  const room = sharingRoom(facts);
  if (room === 0 || room === facts.count) return [facts];
  const rest: CloneRuleFacts = {
    ...facts,
    machine: { ...facts.machine, cloneCount: facts.machine.cloneCount + room },
    splitLoadBytes: facts.splitLoadBytes + room * splitBytesOf(facts),
    count: facts.count - room,
  };
  return [{ ...facts, count: room }, rest];
}

/** What splitting one clone would have to write: the data of all its disks. */
function splitBytesOf({ machine }: CloneRuleFacts): number {
  return machine.disks.reduce((sum, disk) => sum + disk.logicalBytes, 0);
}
