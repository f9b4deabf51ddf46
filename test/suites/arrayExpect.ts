/** Says of every counter what it must be, first as the bound that the port promises, then, after the exact pass, to the block. */
import { expect } from 'vitest';
import type { StorageArray } from '../../electron/array/port.ts';
import type { FileId, SnapshotId, VolumeId } from '../../shared/ids.ts';
import { blockBytes } from './arraySubject.ts';

/** True sizes in blocks; what is left out is not compared. */
export interface TrueVolume {
  readonly logical?: number;
  readonly physical?: number;
  readonly snapshot?: number;
  readonly inherited?: number;
  readonly reserved?: number;
  readonly saved?: number;
}

export interface TrueFile {
  readonly logical?: number;
  readonly unique?: number;
  /** Compared after the exact pass only, which finds it. */
  readonly group?: number;
  /** Like `group`; a fraction. */
  readonly fairShare?: number;
}

export interface TrueSnapshot {
  readonly logical?: number;
  readonly unique?: number;
}

export interface TrueSpace {
  readonly volumes?: readonly (readonly [VolumeId, TrueVolume])[];
  readonly files?: readonly (readonly [FileId, TrueFile])[];
  readonly snapshots?: readonly (readonly [SnapshotId, TrueSnapshot])[];
}

type Relation = 'equal' | 'lower bound' | 'upper bound';

/** Appends what is wrong, so that one failed assertion lists everything. */
class Findings {
  readonly problems: string[] = [];

  compare(what: string, bytes: number, expectedBlocks: number | undefined, relation: Relation): void {
    if (expectedBlocks === undefined) return;
    const blocks = bytes / blockBytes;
    const holds = relation === 'equal' ? blocks === expectedBlocks : relation === 'lower bound' ? blocks <= expectedBlocks : blocks >= expectedBlocks;
    if (!holds) this.problems.push(`${what} is ${blocks} blocks, ${relation === 'equal' ? 'but should be' : `which is no ${relation} of`} ${expectedBlocks}`);
  }
}

function compareCounters(array: StorageArray, truth: TrueSpace, mustBeExact: boolean): string[] {
  const findings = new Findings();
  const noteExactness = (what: string, isExact: boolean): void => {
    if (mustBeExact && !isExact) findings.problems.push(`${what} is not exact after the exact pass`);
  };
  for (const [id, expected] of truth.volumes ?? []) {
    const found = array.volume(id);
    const [place, low, high]: [string, Relation, Relation] = [`volume ${id},`, found.isExact ? 'equal' : 'lower bound', found.isExact ? 'equal' : 'upper bound'];
    noteExactness(`volume ${id}`, found.isExact);
    findings.compare(`${place} logical`, found.logicalBytes, expected.logical, 'equal');
    findings.compare(`${place} physical`, found.physicalBytes, expected.physical, high);
    findings.compare(`${place} snapshot`, found.snapshotBytes, expected.snapshot, low);
    findings.compare(`${place} inherited`, found.inheritedBytes, expected.inherited, high);
    findings.compare(`${place} reserved`, found.reservedBytes, expected.reserved, 'equal');
    findings.compare(`${place} saved by dedupe`, found.savedByDedupeBytes, expected.saved, low);
  }
  for (const [id, expected] of truth.files ?? []) {
    const found = array.file(id);
    noteExactness(`file ${id}`, found.isExact);
    findings.compare(`file ${id}, logical`, found.logicalBytes, expected.logical, 'equal');
    findings.compare(`file ${id}, unique`, found.uniqueBytes, expected.unique, found.isExact ? 'equal' : 'lower bound');
    if (mustBeExact) findings.compare(`file ${id}, group`, found.groupBytes, expected.group, 'equal');
  }
  for (const [id, expected] of truth.snapshots ?? []) {
    const found = array.snapshot(id);
    noteExactness(`snapshot ${id}`, found.isExact);
    findings.compare(`snapshot ${id}, logical`, found.logicalBytes, expected.logical, 'equal');
    findings.compare(`snapshot ${id}, unique`, found.uniqueBytes, expected.unique, found.isExact ? 'equal' : 'lower bound');
  }
  return findings.problems;
}

/** Fair shares are fractions of blocks; whoever rounds them may be off by a byte per file. */
function compareFairShares(array: StorageArray, truth: TrueSpace): string[] {
  const problems: string[] = [];
  const shareOf = (id: FileId): number => array.exactSpace(id)?.fairShareBytes ?? Number.NaN;
  for (const [id, { fairShare }] of truth.files ?? []) {
    if (fairShare !== undefined && !(Math.abs(shareOf(id) - fairShare * blockBytes) <= 1)) {
      problems.push(`file ${id}, fair share is ${shareOf(id) / blockBytes} blocks, but should be ${fairShare}`);
    }
  }
  for (const [id] of truth.volumes ?? []) {
    const ids = [...array.fileIds(id)];
    const { snapshotBytes, physicalBytes } = array.volume(id);
    const sum = ids.reduce((total, file) => total + shareOf(file), 0);
    if (!(Math.abs(sum + snapshotBytes - physicalBytes) <= 1 + ids.length)) {
      problems.push(`volume ${id}: fair shares of ${sum} and snapshots of ${snapshotBytes} do not add up to ${physicalBytes} bytes`);
    }
  }
  return problems;
}

export function expectBounds(array: StorageArray, truth: TrueSpace): void {
  expect(compareCounters(array, truth, false)).toEqual([]);
}

/** Checks the bounds, runs the exact pass and checks that every counter is exact. */
export async function expectSpace(array: StorageArray, truth: TrueSpace): Promise<void> {
  expectBounds(array, truth);
  await array.reclaim();
  const problems = compareCounters(array, truth, true);
  if (array.capabilities.has('exactSpace')) problems.push(...compareFairShares(array, truth));
  expect(problems).toEqual([]);
}
