/**
 * Copies the disks of one machine into half-made files that are published together with its record: all that go the same way at once,
 * and way after way. Goes on where an interrupted copy has stopped.
 */
import type { Decision } from '../../shared/model/offload.ts';
import { formatBytes } from '../../shared/units.ts';
import { deviceOf } from '../acceleration/machineFacts.ts';
import { CopyCheckpoints } from '../offload/copyCheckpoints.ts';
import { OffloadFailure, type CopyOutcome, type DiskCopy } from '../offload/engineTypes.ts';
import type { MetaTx } from '../meta/meta.ts';
import type { TaskRun } from '../tasks/taskRun.ts';
import { discardFiles, type CopyFiles } from './copyFiles.ts';
import { rateOf, type CloneRooms } from './facts.ts';
import { prepareCopies, type MachineCopy, type PreparedCopy } from './prepareCopy.ts';
import { addCopyTrails, carriedOut, nothingMoved, placeOf } from '../offload/trailDrafts.ts';

export interface MachineCopied {
  /** Half-made: to be published in the transaction that records the machine, or discarded. */
  readonly files: CopyFiles;
  readonly outcome: CopyOutcome;
}

/**
 * The disks must not change meanwhile, unless the array can freeze them; then all are copied as they were at the same moment. A file
 * clone may be among the ways that they go; it is made at that moment. When it fails, nothing is left of it but its trails; when the
 * client is being closed, the files stay and the copy goes on when the task is taken up again.
 * @param copies one for each way, with its `part` where there are several
 * @returns in the same order
 * @throws the signal's reason; what kept even the host from copying
 */
export async function copyRoutes(rooms: CloneRooms, run: TaskRun, copies: readonly MachineCopy[]): Promise<MachineCopied[]> {
  const prepared = await prepareCopies(rooms, run, copies);
  const totals = prepared.map(({ files, decision }) => (decision.mechanism === 'fileClone' ? 0 : diskCopies(rooms, files).reduce((sum, { logicalBytes }) => sum + logicalBytes, 0)));
  const [before, total] = [prepared.reduce((sum, one) => sum + copiedBefore(one), 0), totals.reduce((sum, bytes) => sum + bytes, 0)];
  const done: MachineCopied[] = [];
  for (const [position, one] of prepared.entries()) {
    const passed = totals.slice(0, position).reduce((sum, bytes) => sum + bytes, 0);
    const tell = (moved: number): void => {
      if (one.copy.tellsBytes) run.progress('bytes', before + passed + moved, before + total);
    };
    const checkpoints = one.files.job && new CopyCheckpoints(rooms.copyJobs, one.files.job, one.files.offsets);
    try {
      run.signal.throwIfAborted();
      done.push({ files: one.files, outcome: await copyOne(rooms, run, one, checkpoints, tell) });
      // The other ways take their time, and this one is not to be gone again.
      if (position < prepared.length - 1) await checkpoints?.leave();
    } catch (error) {
      await checkpoints?.stop();
      if (checkpoints && isBeingClosed(run)) {
        await checkpoints.leave();
        throw error;
      }
      await rooms.array.commit((tx) => {
        for (const { files } of prepared) discardFiles(rooms, tx, files);
        if (error instanceof OffloadFailure) addFailedTrails(rooms, tx, run, copies, [...done.map(({ outcome }) => outcome), wentOn(error.outcome, one.decision, one.files)], error.message);
      });
      throw error instanceof OffloadFailure ? error.cause : error;
    }
  }
  return done;
}

async function copyOne(rooms: CloneRooms, run: TaskRun, { copy, files, decision, zero }: PreparedCopy, checkpoints: CopyCheckpoints | null, tell: (movedBytes: number) => void): Promise<CopyOutcome> {
  const { engine, measurements } = rooms;
  const { facts, detailLead } = copy;
  const target = deviceOf(rooms, facts.target.id);
  if (decision.mechanism === 'fileClone') {
    target.note('nasFastFileClone', true, 'The last file clone was made and checked.');
    return { ...carriedOut(decision, nothingMoved, 0), hostBusyMs: 0, zero: null };
  }
  const made = await engine.copy({
    host: facts.host,
    source: deviceOf(rooms, facts.source.id),
    target,
    targetDatastore: facts.target,
    decision,
    disks: diskCopies(rooms, files),
    zero,
    signal: run.signal,
    onProgress: (moved) => {
      checkpoints?.moved(moved);
      tell(moved);
    },
    onDetail: (text) => run.detail(detailLead === undefined ? text : `${detailLead}: ${text}`),
    onReached: (diskIndex, offset) => checkpoints?.reached(diskIndex, offset),
  });
  await checkpoints?.finish();
  const outcome = wentOn(made, decision, files);
  const movedBytes = outcome.attempts.at(-1)?.movedBytes ?? 0;
  const rate = outcome.attempts.some((attempt) => attempt.outcome === 'failed') ? null : rateOf(outcome.mechanism);
  if (rate !== null && movedBytes > 0) measurements.set(rate, movedBytes / (outcome.elapsedMs / 1000));
  return outcome;
}

/**
 * Gives up what was made of one machine, way by way, and cannot be recorded: the files go, the trails stay unless somebody wanted it
 * to end. To be called ahead of throwing `error`. When the client is being closed, the files stay for the next time.
 */
export async function giveUpCopies(rooms: CloneRooms, run: TaskRun, copies: readonly MachineCopy[], copied: readonly MachineCopied[], error: unknown): Promise<void> {
  const given = copied.filter(({ files }) => !files.job || !isBeingClosed(run));
  if (given.length === 0) return;
  await rooms.array.commit((tx) => {
    for (const { files } of given) discardFiles(rooms, tx, files);
    if (!run.signal.aborted) addFailedTrails(rooms, tx, run, copies, copied.map(({ outcome }) => outcome), messageOf(error));
  });
}

/** How far each of the ways has come, those ahead of the one that failed among them. */
function addFailedTrails({ trails }: CloneRooms, tx: MetaTx, run: TaskRun, copies: readonly MachineCopy[], outcomes: readonly CopyOutcome[], why: string): void {
  for (const [index, outcome] of outcomes.entries()) {
    const { facts, vmName, operation, part } = pick(copies, index);
    addCopyTrails(trails, tx, outcome, placeOf(facts, run.id, [vmName], part !== undefined), why, operation);
  }
}

function isBeingClosed(run: TaskRun): boolean {
  return run.signal.aborted && !run.isCanceled;
}

/** Of a file clone nothing has to be copied, before an interruption or after it. */
function copiedBefore({ decision, files }: PreparedCopy): number {
  return decision.mechanism === 'fileClone' ? 0 : files.copiedBytes;
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function pick<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`There is no item ${index}.`);
  return item;
}
