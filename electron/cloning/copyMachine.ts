/** Copies the disks of one machine into half-made files that are published together with its record. Goes on where an interrupted copy has stopped. */
import type { Decision } from '../../shared/model/offload.ts';
import { formatBytes } from '../../shared/units.ts';
import { deviceOf } from '../acceleration/machineFacts.ts';
import { CopyCheckpoints } from '../offload/copyCheckpoints.ts';
import type { CopyJobKey } from '../offload/copyJobs.ts';
import { CommandFailed, type Device } from '../offload/device/deviceTypes.ts';
import { DistrustedClone, OffloadFailure, type CopyOutcome, type DiskCopy } from '../offload/engineTypes.ts';
import { decideClone, decideMigration } from '../offload/rules/decideClone.ts';
import { decideZero } from '../offload/rules/decideLocal.ts';
import { formatsOf } from '../offload/rules/diskFormats.ts';
import type { FileFormat } from '../array/portTypes.ts';
import type { CloneRuleFacts } from '../offload/rules/facts.ts';
import type { TaskRun } from '../tasks/taskRun.ts';
import { discardFiles, makeFiles, type CopyFiles } from './copyFiles.ts';
import { rateOf, type CloneRooms } from './facts.ts';
import { givenUp, zeroAfterRefusal } from './fallBack.ts';
import { resumeFiles } from './resumeCopy.ts';
import type { SourceDisk } from './stageDisks.ts';
import { addCopyTrails, placeOf, trailOf } from '../offload/trailDrafts.ts';

export interface MachineCopy {
  readonly facts: CloneRuleFacts;
  readonly decision: Decision;
  readonly disks: readonly SourceDisk[];
  /** Of the clone in its task, so that the copy goes on when the task is taken up again. */
  readonly index: number;
  /** Of the way that these disks go, from 0, where the machine is copied in several; left out where this is all of it. */
  readonly part?: number;
  /** Of what comes into being, for the trail. */
  readonly vmName: string;
  /** Ahead of what the task says of its progress: "Clone 3 of 10". */
  readonly detailLead?: string;
  /** False where the progress of the task counts machines. */
  readonly tellsBytes: boolean;
  /** What the trail calls it; a clone unless told otherwise. */
  readonly operation?: 'clone' | 'migrate';
  /** Of each disk; those that the rules give unless told otherwise. */
  readonly formats?: readonly FileFormat[];
}

export interface MachineCopied {
  /** Half-made: to be published in the transaction that records the machine, or discarded. */
  readonly files: CopyFiles;
  readonly outcome: CopyOutcome;
}

/**
 * The disks must not change meanwhile, unless the array can freeze them. When it fails, nothing is left of it but its trail;
 * when the client is being closed, the files stay and the copy goes on when the task is taken up again.
 * @throws the signal's reason; what kept even the host from copying
 */
export async function copyMachine(rooms: CloneRooms, run: TaskRun, copy: MachineCopy): Promise<MachineCopied> {
  const { array, engine, measurements, trails, copyJobs } = rooms;
  const { facts, vmName, detailLead } = copy;
  const target = deviceOf(rooms, facts.target.id);
  const { files, decision, zero } = await prepare(rooms, run, copy, target);
  const checkpoints = files.job && new CopyCheckpoints(copyJobs, files.job, files.offsets);
  try {
    const made = await engine.copy({
      host: facts.host,
      source: deviceOf(rooms, facts.source.id),
      target,
      targetDatastore: facts.target,
      decision,
      disks: diskCopies(rooms, files),
      zero,
      signal: run.signal,
      onProgress: (moved, total) => {
        checkpoints?.moved(moved);
        if (copy.tellsBytes) run.progress('bytes', files.copiedBytes + moved, files.copiedBytes + total);
      },
      onDetail: (text) => run.detail(detailLead === undefined ? text : `${detailLead}: ${text}`),
      onReached: (diskIndex, offset) => checkpoints?.reached(diskIndex, offset),
    });
    await checkpoints?.finish();
    const outcome = wentOn(made, decision, files);
    const movedBytes = outcome.attempts.at(-1)?.movedBytes ?? 0;
    const rate = outcome.attempts.some((attempt) => attempt.outcome === 'failed') ? null : rateOf(outcome.mechanism);
    if (rate !== null && movedBytes > 0) measurements.set(rate, movedBytes / (outcome.elapsedMs / 1000));
    return { files, outcome };
  } catch (error) {
    await checkpoints?.stop();
    if (checkpoints && isBeingClosed(run)) {
      await checkpoints.leave();
      throw error;
    }
    await array.commit((tx) => {
      discardFiles(rooms, tx, files);
      if (error instanceof OffloadFailure) addCopyTrails(trails, tx, wentOn(error.outcome, decision, files), placeOf(facts, run.id, [vmName]), error.message, copy.operation);
    });
    throw error instanceof OffloadFailure ? error.cause : error;
  }
}

/**
 * Gives up a copy that was made and cannot be recorded: its files go, its trail stays unless somebody wanted it to end.
 * To be called ahead of throwing `error`. When the client is being closed, the files stay for the next time.
 */
export async function giveUpCopy(rooms: CloneRooms, run: TaskRun, { facts, vmName, operation }: Pick<MachineCopy, 'facts' | 'vmName' | 'operation'>, { files, outcome }: MachineCopied, error: unknown): Promise<void> {
  if (files.job && isBeingClosed(run)) return;
  await rooms.array.commit((tx) => {
    discardFiles(rooms, tx, files);
    if (!run.signal.aborted) addCopyTrails(rooms.trails, tx, outcome, placeOf(facts, run.id, [vmName]), messageOf(error), operation);
  });
}

function isBeingClosed(run: TaskRun): boolean {
  return run.signal.aborted && !run.isCanceled;
}

/** What is left to be copied. */
function diskCopies({ array }: CloneRooms, { from, disks, offsets }: CopyFiles): DiskCopy[] {
  return disks.map(({ fileId: into, sizeBytes }, index) => {
    const source = pick(from, index);
    const fromOffset = pick(offsets, index);
    const logicalBytes = array.file(source).logicalBytes - (fromOffset === 0 ? 0 : array.file(into).logicalBytes);
    return { from: source, into, sizeBytes, logicalBytes, fromOffset };
  });
}

/** Of a copy that was interrupted, the attempt says so: its bytes are those since then. */
function wentOn(outcome: CopyOutcome, decision: Decision, { copiedBytes }: CopyFiles): CopyOutcome {
  if (copiedBytes === 0) return outcome;
  const begun = decision.attempts.length - 1;
  const text = `Went on at ${formatBytes(copiedBytes)} after an interruption.`;
  return { ...outcome, attempts: outcome.attempts.map((attempt, index) => (index === begun ? { ...attempt, reason: `${attempt.reason} ${text}` } : attempt)) };
}

interface Prepared {
  readonly files: CopyFiles;
  readonly decision: Decision;
  /** What becomes of the holes of eager-zeroed disks; null where none are asked for. */
  readonly zero: Decision | null;
}

/** Where Reserve Space is refused, hosts set the space aside themselves, by the zeros of eager-zeroed disks. A device that only said it had done so is marked. */
async function prepare(rooms: CloneRooms, run: TaskRun, { facts, decision, disks, index, part, vmName, operation = 'clone', formats = formatsOf(facts) }: MachineCopy, target: Device): Promise<Prepared> {
  const { array, trails } = rooms;
  const key: CopyJobKey = { taskId: run.id, index, ...(part !== undefined && { part }) };
  const zero = decideZero({ host: facts.host, machine: facts.machine, datastore: facts.target });
  const zeroIfEager = (made: Decision): Decision | null => (formats.includes('eagerZeroedThick') ? made : null);
  const make = (by: Decision, isReserved: boolean): Promise<CopyFiles> => array.commit((tx) => makeFiles(rooms, tx, key, by.mechanism, { target, disks, formats, isReserved }));
  try {
    const earlier = await resumeFiles(rooms, key, { source: deviceOf(rooms, facts.source.id), target, decision, disks, formats });
    if (earlier) return { files: earlier, decision, zero: zeroIfEager(zero) };
    const isReserved = target.type === 'NFS' && zero.isOffloaded;
    try {
      return { files: await make(decision, isReserved), decision, zero: zeroIfEager(zero) };
    } catch (error) {
      if (!isReserved || !(error instanceof CommandFailed || error instanceof DistrustedClone)) throw error;
      target.note('nasReserveSpace', false, error.message);
      if (error instanceof DistrustedClone) target.distrustIt(error.message);
      const isStillTrusted = target.distrust === null || !decision.isOffloaded;
      const after = isStillTrusted ? decision : (operation === 'migrate' ? decideMigration : decideClone)({ ...facts, target: { ...facts.target, distrust: target.distrust } });
      return { files: await make(after, false), decision: after, zero: zeroIfEager(zeroAfterRefusal(zero, error, facts.target)) };
    }
  } catch (error) {
    const why = messageOf(error);
    await array.commit((tx) => trails.add(tx, trailOf(operation, givenUp(decision, why), placeOf(facts, run.id, [vmName]), why)));
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
