/** Copies the disks of one machine into half-made files that are published together with its record. */
import type { Decision } from '../../shared/model/offload.ts';
import { deviceOf } from '../acceleration/machineFacts.ts';
import type { FileFormat } from '../array/portTypes.ts';
import { CommandFailed, type Device } from '../offload/device/deviceTypes.ts';
import { DistrustedClone, OffloadFailure, type CopyOutcome } from '../offload/engineTypes.ts';
import { decideClone } from '../offload/rules/decideClone.ts';
import { decideZero } from '../offload/rules/decideLocal.ts';
import type { CloneRuleFacts } from '../offload/rules/facts.ts';
import type { TaskRun } from '../tasks/taskRun.ts';
import { rateOf, type CloneRooms } from './facts.ts';
import { givenUp, zeroAfterRefusal } from './fallBack.ts';
import { discard, stageDisks, type SourceDisk } from './stageDisks.ts';
import { addCopyTrails, placeOf, trailOf } from '../offload/trailDrafts.ts';

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
  const { facts, disks, vmName, detailLead } = copy;
  const target = deviceOf(rooms, facts.target.id);
  const { staged, decision, zero } = await stage(rooms, run, copy, target);
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

/**
 * Gives up a copy that was made and cannot be recorded: its files go, its trail stays unless somebody wanted it to end.
 * To be called ahead of throwing `error`.
 */
export async function giveUpCopy(rooms: CloneRooms, run: TaskRun, { facts, vmName }: Pick<MachineCopy, 'facts' | 'vmName'>, { disks, outcome }: MachineCopied, error: unknown): Promise<void> {
  await rooms.array.commit((tx) => {
    discard(rooms, tx, disks);
    if (!run.signal.aborted) addCopyTrails(rooms.trails, tx, outcome, placeOf(facts, run.id, [vmName]), messageOf(error));
  });
}

interface Staged {
  readonly staged: readonly SourceDisk[];
  readonly decision: Decision;
  /** What becomes of the holes of eager-zeroed disks; null where none are asked for. */
  readonly zero: Decision | null;
}

/** Where Reserve Space is refused, hosts set the space aside themselves, by the zeros of eager-zeroed disks. A device that only said it had done so is marked. */
async function stage(rooms: CloneRooms, run: TaskRun, { facts, decision, disks, vmName }: MachineCopy, target: Device): Promise<Staged> {
  const { array, trails } = rooms;
  const formats = disks.map((_, index): FileFormat => facts.targetFormat ?? facts.machine.disks[index]?.format ?? 'thin');
  const zero = decideZero({ host: facts.host, machine: facts.machine, datastore: facts.target });
  const zeroIfEager = (made: Decision): Decision | null => (formats.includes('eagerZeroedThick') ? made : null);
  const make = (isReserved: boolean): Promise<SourceDisk[]> => array.commit((tx) => stageDisks(rooms, tx, { target, disks, formats, isReserved }));
  try {
    const isReserved = target.type === 'NFS' && zero.isOffloaded;
    try {
      return { staged: await make(isReserved), decision, zero: zeroIfEager(zero) };
    } catch (error) {
      if (!isReserved || !(error instanceof CommandFailed || error instanceof DistrustedClone)) throw error;
      target.note('nasReserveSpace', false, error.message);
      if (error instanceof DistrustedClone) target.distrustIt(error.message);
      const isStillTrusted = target.distrust === null || !decision.isOffloaded;
      const after = isStillTrusted ? decision : decideClone({ ...facts, target: { ...facts.target, distrust: target.distrust } });
      return { staged: await make(false), decision: after, zero: zeroIfEager(zeroAfterRefusal(zero, error, facts.target)) };
    }
  } catch (error) {
    const why = messageOf(error);
    await array.commit((tx) => trails.add(tx, trailOf('clone', givenUp(decision, why), placeOf(facts, run.id, [vmName]), why)));
    throw error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function pick<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`There is no item ${index}.`);
  return item;
}
