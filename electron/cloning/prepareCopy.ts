/** Makes the files that a copy goes into, of all ways that the disks of a machine go at one moment, or finds those of an interrupted copy. */
import type { Decision } from '../../shared/model/offload.ts';
import type { FileFormat } from '../array/portTypes.ts';
import { deviceOf } from '../acceleration/machineFacts.ts';
import type { MetaTx } from '../meta/meta.ts';
import type { CopyJobKey } from '../offload/copyJobs.ts';
import type { Device } from '../offload/device/deviceTypes.ts';
import { decideClone, decideMigration } from '../offload/rules/decideClone.ts';
import { decideZero } from '../offload/rules/decideLocal.ts';
import { formatsOf } from '../offload/rules/diskFormats.ts';
import type { CloneRuleFacts } from '../offload/rules/facts.ts';
import { placeOf, trailOf } from '../offload/trailDrafts.ts';
import type { TaskRun } from '../tasks/taskRun.ts';
import { makeFiles, type CopyFiles } from './copyFiles.ts';
import type { CloneRooms } from './facts.ts';
import { decideAfterRefusal, givenUp, isRefusal, noteRefusal, zeroAfterRefusal } from './fallBack.ts';
import { resumeFiles } from './resumeCopy.ts';
import type { SourceDisk } from './stageDisks.ts';

/** Disks of one machine that lie on one datastore and go to one. */
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

export interface PreparedCopy {
  readonly copy: MachineCopy;
  readonly files: CopyFiles;
  readonly decision: Decision;
  /** What becomes of the holes of eager-zeroed disks; null where none are asked for. */
  readonly zero: Decision | null;
}

/** How one of the ways is to be begun. */
interface Beginning {
  readonly copy: MachineCopy;
  readonly key: CopyJobKey;
  readonly source: Device;
  readonly target: Device;
  readonly formats: readonly FileFormat[];
  readonly decision: Decision;
  readonly zero: Decision;
  /** Whether Reserve Space sets the space of thick disks aside. */
  readonly isReserved: boolean;
}

/**
 * Where Reserve Space is refused, hosts set the space aside themselves, by the zeros of eager-zeroed disks; where a file clone is
 * refused, they copy. A device that only said it had done so is marked.
 * @param copies of one machine: what is copied is frozen at the same moment, so that its disks belong together
 */
export async function prepareCopies(rooms: CloneRooms, run: TaskRun, copies: readonly MachineCopy[]): Promise<PreparedCopy[]> {
  const { array, trails } = rooms;
  const beginnings = copies.map((copy) => beginningOf(rooms, run, copy));
  let at = 0;
  try {
    const earlier = await resumeAll(rooms, beginnings);
    if (earlier) return earlier;
    for (;;) {
      try {
        const files = await array.commit((tx) => beginnings.map((beginning, position) => {
          at = position;
          return filesOf(rooms, tx, beginning);
        }));
        return beginnings.flatMap((beginning, position) => preparedOf(beginning, files[position]));
      } catch (error) {
        const refused = beginnings[at];
        const after = refused && afterRefusal(refused, error);
        if (!after) throw error;
        beginnings[at] = after;
      }
    }
  } catch (error) {
    const why = messageOf(error);
    const failed = beginnings[at];
    if (failed) {
      const { copy: { facts, vmName, part, operation = 'clone' }, decision } = failed;
      await array.commit((tx) => trails.add(tx, trailOf(operation, givenUp(decision, why), placeOf(facts, run.id, [vmName], part !== undefined), why)));
    }
    throw error;
  }
}

function beginningOf(rooms: CloneRooms, run: TaskRun, copy: MachineCopy): Beginning {
  const { facts, decision, index, part, formats = formatsOf(facts) } = copy;
  const target = deviceOf(rooms, facts.target.id);
  const zero = decideZero({ host: facts.host, machine: facts.machine, datastore: facts.target });
  return {
    copy, decision, target, formats, zero, source: deviceOf(rooms, facts.source.id),
    key: { taskId: run.id, index, ...(part !== undefined && { part }) },
    isReserved: target.type === 'NFS' && zero.isOffloaded,
  };
}

/** What an interrupted copy has left: of all ways, since they were frozen together, or of none. */
async function resumeAll(rooms: CloneRooms, beginnings: readonly Beginning[]): Promise<PreparedCopy[] | null> {
  const found: PreparedCopy[] = [];
  for (const beginning of beginnings) {
    const { copy: { disks }, key, source, target, decision, formats } = beginning;
    const files = await resumeFiles(rooms, key, { source, target, decision, disks, formats });
    found.push(...preparedOf(beginning, files));
  }
  if (found.length === beginnings.length) return found;
  if (found.length > 0) await rooms.array.commit((tx) => found.forEach(({ files: { job } }) => job && rooms.copyJobs.giveUp(tx, job)));
  return null;
}

function filesOf(rooms: CloneRooms, tx: MetaTx, { copy: { disks }, key, target, formats, decision, isReserved }: Beginning): CopyFiles {
  const fileClones = (isStaging: boolean): SourceDisk[] => rooms.engine.fileClones(tx, target, disks, { formats, isStaging });
  return makeFiles(rooms, tx, key, decision.mechanism, { target, disks, formats, isReserved }, decision.mechanism === 'fileClone' ? fileClones : null);
}

function preparedOf({ copy, decision, formats, zero }: Beginning, files: CopyFiles | null | undefined): PreparedCopy[] {
  // A file clone takes the zeros of its source over.
  const isZeroed = formats.includes('eagerZeroedThick') && decision.mechanism !== 'fileClone';
  return files ? [{ copy, files, decision, zero: isZeroed ? zero : null }] : [];
}

/** How it is begun once the array has refused something, or has not done it; null where that is not what has kept it from beginning. */
function afterRefusal(beginning: Beginning, error: unknown): Beginning | null {
  const { copy: { facts, operation }, target, decision, zero, isReserved } = beginning;
  const isFileClone = decision.mechanism === 'fileClone';
  if (!(isFileClone || isReserved) || !isRefusal(error)) return null;
  noteRefusal(target, isFileClone ? 'nasFastFileClone' : 'nasReserveSpace', error);
  if (isFileClone) return { ...beginning, decision: decideAfterRefusal(decision, error)(facts) };
  const isStillTrusted = target.distrust === null || !decision.isOffloaded;
  const after = isStillTrusted ? decision : (operation === 'migrate' ? decideMigration : decideClone)({ ...facts, target: { ...facts.target, distrust: target.distrust } });
  return { ...beginning, decision: after, zero: zeroAfterRefusal(zero, error, facts.target), isReserved: false };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
