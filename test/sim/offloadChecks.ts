/** What must be true of trails and of what lies on the arrays, whatever has gone wrong. */
import assert from 'node:assert/strict';
import type { VmRecord } from '../../electron/inventory/records.ts';
import { filesOfVm } from '../../electron/inventory/records.ts';
import type { FileFormat } from '../../electron/array/portTypes.ts';
import { nothingMoved } from '../../electron/offload/trailDrafts.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { DatastoreAcceleration, DeviceCounters, HostAcceleration, Trail } from '../../shared/model/offload.ts';
import type { Held, OffloadWorld } from './offloadWorld.ts';

/** Whatever is handed over, as a device counts it. Locks are not. */
export const offloadCounters: readonly (keyof DeviceCounters)[] = [
  'cloneRead', 'cloneWrite', 'cloneFailed', 'zero', 'zeroFailed', 'nasFullFileClone', 'nasFastFileClone', 'nasReserveSpace', 'nasFailed',
];

/** What a source holds, without and with what its last blocks have beyond the ends of the disks. */
export function bytesOf({ disks }: Held): { dataBytes: number; logicalBytes: number } {
  return { dataBytes: disks.reduce((sum, disk) => sum + disk.dataBytes, 0), logicalBytes: disks.reduce((sum, disk) => sum + disk.logicalBytes, 0) };
}

/** What decides about the formats of clones, as it was ahead of the act. */
export interface FormatFacts {
  /** Undefined: that of the source. */
  readonly asked: FileFormat | undefined;
  readonly datastores: readonly DatastoreAcceleration[];
  readonly hosts: readonly HostAcceleration[];
  /** Found out during the act. */
  readonly distrustedSince: ReadonlySet<ObjectId>;
}

/** One, unless the device was found out on the way: then it depends on when that was. */
function formatsFor(theirs: FileFormat, { datastoreId, hostId }: VmRecord, { asked, datastores, hosts, distrustedSince }: FormatFacts): readonly FileFormat[] {
  if (asked !== undefined) return [asked];
  const target = datastores.find((one) => one.datastoreId === datastoreId);
  const host = hosts.find((one) => one.hostId === hostId);
  assert.ok(target && host);
  if (theirs === 'thin' || target.type === 'VMFS') return [theirs];
  const hasReserveSpace = target.primitives.some(({ primitive, isOffered }) => primitive === 'nasReserveSpace' && isOffered);
  const isOffered = hasReserveSpace && target.switches.isInitOn && host.switches.isNasPluginInstalled && target.distrust === null;
  if (!isOffered) return ['thin'];
  return distrustedSince.has(datastoreId) ? [theirs, 'thin'] : [theirs];
}

/** Every disk is there, has the format it ought to have, and is what the source held, byte by byte. */
export async function checkClone(world: OffloadWorld, clone: VmRecord, source: Held, facts: FormatFacts): Promise<void> {
  assert.deepEqual(clone.disks.map(({ label }) => label), source.disks.map(({ label }) => label), `"${clone.name}" has other disks than its source.`);
  for (const [index, { fileId, label, sizeBytes }] of clone.disks.entries()) {
    const theirs = source.disks[index];
    assert.ok(theirs);
    const info = world.array.file(fileId);
    assert.equal(sizeBytes, theirs.content.length);
    const formats = formatsFor(theirs.format, clone, facts);
    assert.ok(formats.includes(info.format), `"${label}" of "${clone.name}" is ${info.format} and ought to be ${formats.join(' or ')}.`);
    assert.equal(info.logicalBytes, theirs.logicalBytes, `"${label}" of "${clone.name}" takes ${info.logicalBytes} bytes.`);
    assert.ok(theirs.content.equals(await world.read(fileId)), `"${label}" of "${clone.name}" is not what its source holds.`);
  }
}

/** Every file of every volume belongs to a machine or one of its snapshots, and every machine has all its files. */
export function checkNothingLeaked(world: OffloadWorld, records: readonly VmRecord[]): void {
  const owned = records.flatMap(filesOfVm).toSorted((a, b) => a - b);
  const stored = world.array.volumeIds().flatMap((id) => [...world.array.fileIds(id)]).toSorted((a, b) => a - b);
  assert.deepEqual(stored, owned, 'Files of the array and of the inventory differ.');
}

/** The attempts of a trail, the last of which was used unless it failed altogether. */
export function checkAttempts(trail: Trail): void {
  const say = (what: string): string => `${what}: ${JSON.stringify(trail.attempts.map(({ mechanism, primitive, outcome, reason }) => ({ mechanism, primitive, outcome, reason })))}`;
  const last = trail.attempts.at(-1);
  assert.ok(last, say('There is no attempt'));
  assert.equal(trail.mechanism, last.mechanism, say('The mechanism is not the last one'));
  assert.equal(trail.isOffloaded, trail.mechanism !== 'hostCopy');
  assert.equal(trail.attempts.filter(({ outcome }) => outcome === 'planned').length, 0, say('Something is still planned'));
  for (const attempt of trail.attempts.slice(0, -1)) assert.notEqual(attempt.outcome, 'used', say('More than one way was used'));
  if (trail.failure === null) assert.equal(last.outcome, 'used', say('The last way was not used'));
  for (const attempt of trail.attempts) {
    const failedRules = attempt.rules.filter(({ verdict }) => verdict === 'failed');
    const ran = failedRules.filter(({ id }) => id === 'acceptedByArray' || id === 'verified');
    if (attempt.outcome === 'used') assert.deepEqual(failedRules, [], say('A way was used though a rule failed'));
    if (attempt.outcome === 'refused') assert.ok(failedRules.length === 1 && ran.length === 0, say('A refusal needs one rule of the decision'));
    // What failed altogether may not have been begun: there was no room for the files, or no name at the end.
    const isRunsRuleNeeded = attempt.outcome === 'failed' && attempt.mechanism !== 'hostCopy' && (trail.failure === null || attempt !== last);
    if (isRunsRuleNeeded) assert.ok(failedRules.length === 1 && ran.length === 1, say('A failure needs the rule that the run answered'));
    assert.notEqual(attempt.reason, '');
  }
  if (trail.attempts.some(({ outcome, rules }) => outcome === 'refused' || (outcome === 'failed' && rules.some(({ verdict }) => verdict === 'failed')))) assert.notEqual(trail.firstFailed, null);
}

/**
 * The only trail that may name the array as the one who clones although it never copies: the clone has failed ahead of the first
 * command, such as for want of room for its files, and what was planned is all there is to tell.
 */
export function checkNeverBegun(trail: Trail): void {
  const say = `A device that never copies was believed: ${JSON.stringify(trail)}`;
  const last = trail.attempts.at(-1);
  assert.notEqual(trail.failure, null, say);
  assert.deepEqual([last?.outcome, last?.movedBytes, last?.reason], ['failed', 0, trail.failure], say);
  assert.deepEqual(trail.moved, nothingMoved, say);
  for (const { rules } of trail.attempts) assert.ok(rules.every(({ id }) => id !== 'acceptedByArray' && id !== 'verified'), say);
}

export interface CloneTrailFacts {
  readonly dataBytes: number;
  readonly logicalBytes: number;
  /** Whether a read or write of a host has failed meanwhile. */
  readonly hadPlainFault: boolean;
}

/** Bytes of a finished clone. */
export function checkMoved(trail: Trail, { dataBytes, logicalBytes, hadPlainFault }: CloneTrailFacts): void {
  const { networkReadBytes, networkWriteBytes } = trail.moved;
  const begun = trail.attempts.filter(({ outcome }) => outcome === 'used' || outcome === 'failed');
  const used = begun.at(-1);
  assert.ok(used);
  for (const attempt of begun) assert.ok(attempt.movedBytes <= logicalBytes, `${attempt.mechanism} moved ${attempt.movedBytes} of ${logicalBytes} bytes.`);
  if (begun.every(({ mechanism }) => mechanism === 'fileClone')) assert.deepEqual([networkReadBytes, networkWriteBytes, used.movedBytes], [0, 0, 0]);
  if (used.mechanism === 'xcopy' || used.mechanism === 'fullCopy') {
    assert.ok(used.movedBytes >= dataBytes, `${used.mechanism} moved ${used.movedBytes} of ${dataBytes} bytes.`);
    assert.equal(networkWriteBytes, 0);
    // Not more than a few blocks of each command are compared unless blocks ought to be shared and are not.
    assert.ok(networkReadBytes > 0, 'Nothing was verified.');
  }
  if (used.mechanism === 'hostCopy') {
    assert.equal(networkWriteBytes, used.movedBytes);
    if (begun.length === 1) {
      assert.equal(used.movedBytes, dataBytes);
      if (!hadPlainFault) assert.equal(networkReadBytes, dataBytes);
    } else {
      const byArray = begun.slice(0, -1).reduce((sum, { movedBytes }) => sum + movedBytes, 0);
      assert.ok(used.movedBytes + byArray >= dataBytes, 'Neither of the two has moved all of it.');
    }
  }
}
