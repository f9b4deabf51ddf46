/** Copies the disks of one machine into half-made files that are published together with its record. */
import type { FileId } from '../../shared/ids.ts';
import type { Decision } from '../../shared/model/offload.ts';
import { deviceOf } from '../acceleration/machineFacts.ts';
import type { FileFormat, FileOptions } from '../array/portTypes.ts';
import type { MetaTx } from '../meta/meta.ts';
import type { Device } from '../offload/device/deviceTypes.ts';
import { OffloadFailure, type CopyOutcome } from '../offload/engineTypes.ts';
import { decideZero } from '../offload/rules/decideLocal.ts';
import type { CloneRuleFacts } from '../offload/rules/facts.ts';
import type { TaskRun } from '../tasks/taskRun.ts';
import { rateOf, type CloneRooms } from './facts.ts';
import { addCopyTrails, placeOf } from './trails.ts';

export interface SourceDisk {
  readonly fileId: FileId;
  readonly sizeBytes: number;
  readonly label: string;
}

export interface MachineCopy {
  readonly facts: CloneRuleFacts;
  readonly decision: Decision;
  readonly disks: readonly SourceDisk[];
  /** Of what comes into being, for the trail. */
  readonly vmName: string;
  /** Ahead of what the task says of its progress: "Clone 3 of 10". */
  readonly detailLead?: string;
  /** False where the progress of the task counts machines. */
  readonly tellsBytes: boolean;
}

export interface MachineCopied {
  /** Half-made: to be published in the transaction that records the machine, or deleted. */
  readonly disks: readonly SourceDisk[];
  readonly outcome: CopyOutcome;
}

/**
 * The disks must not change meanwhile. When it fails, nothing is left of it but its trail.
 * @throws the signal's reason; what kept even the host from copying
 */
export async function copyMachine(rooms: CloneRooms, run: TaskRun, copy: MachineCopy): Promise<MachineCopied> {
  const { array, engine, measurements, trails } = rooms;
  const { facts, decision, disks, vmName, detailLead } = copy;
  const target = deviceOf(rooms, facts.target.id);
  const formats = disks.map((_, index) => facts.targetFormat ?? facts.machine.disks[index]?.format ?? 'thin');
  const staged = await array.commit((tx) => stage(rooms, tx, target, disks, formats));
  const zero = formats.includes('eagerZeroedThick') ? decideZero({ host: facts.host, machine: facts.machine, datastore: facts.target }) : null;
  try {
    const outcome = await engine.copy({
      host: facts.host,
      source: deviceOf(rooms, facts.source.id),
      target,
      targetDatastore: facts.target,
      decision,
      disks: disks.map(({ fileId, sizeBytes }, index) => ({ from: fileId, into: pick(staged, index).fileId, sizeBytes, logicalBytes: array.file(fileId).logicalBytes })),
      zero,
      signal: run.signal,
      onProgress: (moved, total) => copy.tellsBytes && run.progress('bytes', moved, total),
      onDetail: (text) => run.detail(detailLead === undefined ? text : `${detailLead}: ${text}`),
    });
    const movedBytes = outcome.attempts.at(-1)?.movedBytes ?? 0;
    const rate = outcome.attempts.some((attempt) => attempt.outcome === 'failed') ? null : rateOf(outcome.mechanism);
    if (rate !== null && movedBytes > 0) measurements.set(rate, movedBytes / (outcome.elapsedMs / 1000));
    return { disks: staged, outcome };
  } catch (error) {
    await array.commit((tx) => {
      discard(rooms, tx, staged);
      if (error instanceof OffloadFailure) addCopyTrails(trails, tx, error.outcome, placeOf(facts, run.id, [vmName]), error.message);
    });
    throw error instanceof OffloadFailure ? error.cause : error;
  }
}

/** Takes back what a copy has made. */
export function discard({ array }: Pick<CloneRooms, 'array'>, tx: MetaTx, disks: readonly SourceDisk[]): void {
  for (const { fileId } of disks) array.deleteFile(tx, fileId);
}

/** The files read as zeros and are all in one group; thick ones on NFS are asked for by Reserve Space. */
function stage({ array }: CloneRooms, tx: MetaTx, target: Device, disks: readonly SourceDisk[], formats: readonly FileFormat[]): SourceDisk[] {
  let groupOf: FileId | undefined;
  return disks.map((disk, index) => {
    const format = formats[index] ?? 'thin';
    const options: FileOptions = { isStaging: true, ...(groupOf !== undefined && { groupOf }) };
    const isReserved = target.type === 'NFS' && target.profile.primitives.has('nasReserveSpace');
    const fileId = format !== 'thin' && isReserved ? target.reserveSpace(tx, disk.sizeBytes, format, options) : array.createFile(tx, target.volumeId, disk.sizeBytes, { ...options, format });
    groupOf ??= fileId;
    return { ...disk, fileId };
  });
}

function pick<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`There is no item ${index}.`);
  return item;
}
