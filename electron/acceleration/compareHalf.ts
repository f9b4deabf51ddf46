/** One half of a comparison: the same clones one way or the other, measured as a whole, and removed again. */
import type { comparisonHalves, ComparisonHalf } from '../../shared/comparison.ts';
import type { Decision, MeasuredRun } from '../../shared/model/offload.ts';
import { formatCount } from '../../shared/units.ts';
import { decideAfterRefusal } from '../cloning/fallBack.ts';
import type { DatastoreRecord, VmRecord } from '../inventory/records.ts';
import { CommandFailed, type Device } from '../offload/device/deviceTypes.ts';
import { DistrustedClone, OffloadFailure, type CopyJob, type CopyOutcome } from '../offload/engineTypes.ts';
import { decideClone } from '../offload/rules/decideClone.ts';
import type { CloneRuleFacts } from '../offload/rules/facts.ts';
import { Pacer } from '../tasks/pacer.ts';
import type { TaskRun } from '../tasks/taskRun.ts';
import { CompareCopies } from './compareCopies.ts';
import type { CompareRooms } from './compareRooms.ts';

export interface HalfRequest {
  /** What the detail of the task begins with while it lasts; clients tell the halves apart by it. */
  readonly title: (typeof comparisonHalves)[ComparisonHalf];
  readonly vm: VmRecord;
  readonly datastore: DatastoreRecord;
  readonly facts: CloneRuleFacts;
  readonly decision: Decision;
  /** Data of this half that was copied or shared so far. */
  readonly onProgress: (bytes: number) => void;
}

export interface HalfResult {
  readonly measured: MeasuredRun;
  /** The decision with what came of it. */
  readonly decision: Decision;
}

/** @throws the signal's reason, and what the engine throws; the copies are removed in any case */
export async function runHalf(rooms: CompareRooms, run: TaskRun, request: HalfRequest): Promise<HalfResult> {
  const { datastore, vm } = request;
  await makeExact(rooms, run, datastore);
  const copies = new CompareCopies(rooms.array, datastore.volumeId, vm.disks);
  const remove = (): Promise<void> => {
    run.detail('Removing the copies');
    return copies.remove();
  };
  let result: HalfResult;
  try {
    result = await new Half(rooms, run, request, copies).measure();
  } catch (error) {
    // What ended the comparison is what people have to know; copies that stay are gone with the next start.
    await remove().catch((left: unknown) => rooms.log(`Copies of "${run.task.name}" stay until the next start, since they could not be removed: ${left instanceof Error ? left.message : String(left)}`));
    throw error;
  }
  await remove();
  return result;
}

/** Otherwise what is allocated would be the difference of two bounds. */
async function makeExact({ array }: CompareRooms, run: TaskRun, { volumeId }: DatastoreRecord): Promise<void> {
  if (array.volume(volumeId).isExact) return;
  run.detail('Counting space');
  await array.reclaim(run.signal);
}

class Half {
  readonly #rooms: CompareRooms;
  readonly #run: TaskRun;
  readonly #request: HalfRequest;
  readonly #copies: CompareCopies;
  readonly #copyBytes: number;
  readonly #total = { hostBusyMs: 0, networkReadBytes: 0, networkWriteBytes: 0 };
  /** How the next copy is to be made. */
  #plan: Decision;
  /** The first that came out otherwise than planned, or the last one. */
  #told: Decision | null = null;
  #made = 0;

  constructor(rooms: CompareRooms, run: TaskRun, request: HalfRequest, copies: CompareCopies) {
    this.#rooms = rooms;
    this.#run = run;
    this.#request = request;
    this.#copies = copies;
    this.#plan = request.decision;
    this.#copyBytes = request.vm.disks.reduce((sum, { fileId }) => sum + rooms.array.file(fileId).logicalBytes, 0);
  }

  async measure(): Promise<HalfResult> {
    const { array } = this.#rooms;
    const { datastore, facts, onProgress } = this.#request;
    const { count } = facts;
    const before = { io: { ...array.io }, physicalBytes: array.volume(datastore.volumeId).physicalBytes, atMs: performance.now() };
    const pacer = new Pacer();
    while (this.#made < count) {
      this.#run.signal.throwIfAborted();
      if (this.#plan.mechanism === 'fileClone') await this.#cloneFiles(count - this.#made);
      else await this.#copy();
      onProgress(this.#made * this.#copyBytes);
      await pacer.pause();
    }
    const elapsedMs = performance.now() - before.atMs;
    const { readBytes, writtenBytes } = array.io;
    // Inline dedupe leaves bounds behind.
    await makeExact(this.#rooms, this.#run, datastore);
    const decision = this.#told ?? this.#plan;
    const measured: MeasuredRun = {
      mechanism: decision.mechanism,
      cloneCount: this.#made,
      elapsedMs,
      ...this.#total,
      arrayReadBytes: readBytes - before.io.readBytes,
      arrayWriteBytes: writtenBytes - before.io.writtenBytes,
      // Others may have given space back meanwhile.
      allocatedBytes: Math.max(0, array.volume(datastore.volumeId).physicalBytes - before.physicalBytes),
    };
    return { measured, decision };
  }

  async #cloneFiles(count: number): Promise<void> {
    const { engine } = this.#rooms;
    this.#say();
    const device = this.#device;
    try {
      this.#made += await this.#copies.cloneFiles(engine, device, count);
      device.note('nasFastFileClone', true, 'The last file clone was carried out and verified.');
      this.#told ??= { ...this.#plan, attempts: this.#plan.attempts.map((attempt) => (attempt.outcome === 'planned' ? { ...attempt, outcome: 'used' } : attempt)) };
    } catch (error) {
      if (!(error instanceof CommandFailed || error instanceof DistrustedClone)) throw error;
      device.note('nasFastFileClone', false, error.message);
      if (error instanceof DistrustedClone) device.distrustIt(error.message);
      this.#plan = decideAfterRefusal(this.#plan, error)(this.#request.facts);
      this.#told = null;
    }
  }

  async #copy(): Promise<void> {
    const { engine } = this.#rooms;
    const { facts, datastore, onProgress } = this.#request;
    this.#say();
    const device = this.#device;
    const disks = await this.#copies.stage();
    const job: CopyJob = {
      host: facts.host,
      source: device,
      target: device,
      decision: this.#plan,
      disks,
      // Neither side zeroes holes: thin copies have none.
      zero: null,
      targetDatastore: { id: datastore.id, name: datastore.name },
      signal: this.#run.signal,
      onProgress: (movedBytes) => onProgress(this.#made * this.#copyBytes + Math.min(movedBytes, this.#copyBytes)),
      onDetail: (text) => this.#say(text),
    };
    const outcome = await engine.copy(job).catch((error: unknown) => {
      // What people are told is the cause; the trail of a comparison is the comparison.
      throw error instanceof OffloadFailure ? error.cause : error;
    });
    this.#made += 1;
    this.#total.hostBusyMs += outcome.hostBusyMs;
    this.#total.networkReadBytes += outcome.moved.networkReadBytes;
    this.#total.networkWriteBytes += outcome.moved.networkWriteBytes;
    const isAsPlanned = this.#told === null || this.#told.mechanism === this.#request.decision.mechanism;
    if (isAsPlanned) this.#told = decisionOf(outcome);
    // Nothing more is handed to a device that was found out meanwhile.
    const { distrust } = this.#device;
    if (this.#plan.isOffloaded && distrust !== null) this.#plan = decideClone({ ...facts, source: { ...facts.source, distrust }, target: { ...facts.target, distrust } });
  }

  /** Asked for anew each time, since people may change what stands behind the datastore. */
  get #device(): Device {
    const { volumeId, type } = this.#request.datastore;
    return this.#rooms.devices.device(volumeId, type);
  }

  #say(text?: string): void {
    const { title, facts } = this.#request;
    const which = `${title}: clone ${formatCount(Math.min(this.#made + 1, facts.count))} of ${formatCount(facts.count)}`;
    this.#run.detail(text === undefined ? which : `${which}. ${text}`);
  }
}

function decisionOf({ mechanism, reason, attempts, firstFailed, fixes }: CopyOutcome): Decision {
  return { operation: 'clone', mechanism, isOffloaded: mechanism !== 'hostCopy', reason, attempts: [...attempts], firstFailed, fixes: [...fixes] };
}
