/** Carries out a rapid clone: batches in single transactions, resumable at the last durable one. */
import { Fault, faultRecordOf, type FaultRecord } from '../../shared/faults.ts';
import { cloneSpecSchema, type CloneSpec, type PlannedClone } from '../../shared/model/clonePlan.ts';
import type { Mechanism } from '../../shared/model/inventory.ts';
import type { TaskChild, TaskResult } from '../../shared/model/task.ts';
import { nameProblem } from '../../shared/naming.ts';
import { formatBytes } from '../../shared/units.ts';
import { cloneDisks, stageDisks } from '../inventory/cloneDisks.ts';
import { duplicateName } from '../inventory/inventory.ts';
import type { DiskRecord, VmDraft, VmRecord } from '../inventory/records.ts';
import type { MetaTx } from '../meta/meta.ts';
import type { ChildResult } from '../tasks/journal.ts';
import { Pacer } from '../tasks/pacer.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { copyDisk } from './copyDisk.ts';
import { gatherFacts, type CloneRooms } from './facts.ts';
import { cloneOfCopyReason, fileCloneReason, fullCopyReason, planClones } from './plan.ts';

/**
 * How long the work of one batch may take, and the sizes it may have. Making it durable comes on
 * top and takes as long for a small batch as for a big one, so it does not count.
 */
const batchTargetMs = 30;
const firstBatchLength = 250;
const batchLengths = { least: 8, most: 500 };

export function registerRapidClone(rooms: CloneRooms): void {
  rooms.tasks.register('rapidClone', {
    spec: cloneSpecSchema,
    lane: 'change',
    isResumable: true,
    interruptedHint: 'Clone what is missing.',
    run: (run, spec) => new CloneRun(rooms, run, spec).execute(),
  });
}

type BaseDisk = Pick<DiskRecord, 'fileId' | 'sizeBytes' | 'label'>;

/** What the clones of a batch are made from, and how that is told. */
interface Base {
  readonly disks: readonly BaseDisk[];
  readonly mechanism: Mechanism;
  readonly reason: string;
}

class CloneRun {
  readonly #rooms: CloneRooms;
  readonly #run: TaskRun;
  readonly #spec: CloneSpec;
  readonly #source: VmRecord;
  readonly #releases: (() => void)[] = [];
  #planned: readonly PlannedClone[] = [];
  #lastFault: FaultRecord | null = null;

  constructor(rooms: CloneRooms, run: TaskRun, spec: CloneSpec) {
    this.#rooms = rooms;
    this.#run = run;
    this.#spec = spec;
    this.#source = rooms.inventory.vm(spec.sourceId);
  }

  async execute(): Promise<TaskEnd> {
    this.#hold(this.#source);
    try {
      return await this.#clone();
    } finally {
      for (const release of this.#releases) release();
    }
  }

  async #clone(): Promise<TaskEnd> {
    const { array, measurements } = this.#rooms;
    this.#planAgain();
    const pending = this.#run.pendingChildren();
    const isElsewhere = this.#datastoreId !== this.#source.datastoreId;
    let base: Base | null = isElsewhere ? null : { disks: this.#source.disks, mechanism: 'fileClone', reason: fileCloneReason };
    let at = 0;
    let length = firstBatchLength;
    let clonedCount = 0;
    let clonedMs = 0;
    const pacer = new Pacer();
    while (at < pending.length) {
      // A commit with nothing staged never lets the event loop turn, and nobody could cancel meanwhile.
      await pacer.pause();
      if (this.#run.signal.aborted) return this.#stopped();
      if (!base) {
        const copied = await this.#copyFirst(pending.slice(at));
        if (copied === null) return this.#stopped();
        base = copied.base;
        at += copied.used;
        continue;
      }
      this.#run.detail('Cloning disks');
      const batch = pending.slice(at, at + length);
      const from = base;
      const isLast = at + batch.length === pending.length;
      const startedMs = performance.now();
      let workMs = 0;
      clonedCount += await array.commit((tx) => {
        const workStartedMs = performance.now();
        const created = this.#cloneBatch(tx, from, batch);
        if (isLast) this.#finish(tx);
        workMs = performance.now() - workStartedMs;
        return created;
      });
      clonedMs += performance.now() - startedMs;
      at += batch.length;
      length = clamp(Math.round((batch.length * batchTargetMs) / Math.max(0.1, workMs)), batchLengths.least, batchLengths.most);
    }
    if (clonedCount > 0) measurements.set('clonesPerSecond', clonedCount / (clonedMs / 1000));
    return { state: 'success', result: this.#result() };
  }

  /**
   * Plans again, since time has passed. Names that were taken meanwhile are left to the batches:
   * each becomes a failed item and does not stop the rest.
   */
  #planAgain(): void {
    const facts = { ...gatherFacts(this.#rooms, this.#spec), isNameTaken: () => false };
    const plan = planClones(facts, this.#spec);
    const [refusal] = plan.refusals.filter((fault) => fault.code !== 'InvalidName');
    if (refusal) throw new Fault(refusal.code, refusal.message, { names: refusal.names, hint: refusal.hint });
    this.#planned = plan.clones;
  }

  /**
   * The first clone on another datastore: a full copy, made in staging files that are published
   * together with its record. Made anew after an interruption, since nobody kept the earlier one
   * from being written to meanwhile. Null when stopped on the way.
   */
  async #copyFirst(pending: readonly TaskChild[]): Promise<{ base: Base | null; used: number } | null> {
    const { array, inventory, measurements } = this.#rooms;
    const { volumeId } = inventory.datastore(this.#datastoreId);
    const total = this.#source.disks.reduce((sum, disk) => sum + array.file(disk.fileId).logicalBytes, 0);
    this.#run.detail(`Copying ${formatBytes(total)} to the other datastore`);
    const disks = await array.commit((tx) => stageDisks(array, tx, volumeId, this.#source.disks));
    const removeCopies = (tx: MetaTx): void => {
      for (const disk of disks) array.deleteFile(tx, disk.fileId);
    };
    const startedMs = performance.now();
    try {
      let copiedBytes = 0;
      for (const disk of disks) {
        await copyDisk(array, disk.from, disk.fileId, this.#run.signal, (bytes) => {
          copiedBytes += bytes;
          this.#run.progress('bytes', copiedBytes, total);
        });
      }
      await array.flush();
      measurements.set('copyBytesPerSecond', copiedBytes / ((performance.now() - startedMs) / 1000));
    } catch (error) {
      await array.commit(removeCopies);
      if (this.#run.signal.aborted) return null;
      throw error;
    }
    const made = await array.commit((tx) => {
      const firstFree = pending.findIndex((child) => this.#problem(child.name) === null);
      const refused = firstFree === -1 ? pending : pending.slice(0, firstFree);
      const results = refused.map((child) => this.#failure(child));
      const child = pending[firstFree];
      let record: VmRecord | undefined;
      if (child) {
        for (const disk of disks) array.publishFile(tx, disk.fileId);
        [record] = inventory.addVms(tx, [this.#draft(child, disks, 'fullCopy', fullCopyReason)]);
        results.push({ index: child.index, targetId: record?.id ?? null, state: 'success', fault: null });
      } else {
        removeCopies(tx);
      }
      this.#run.childResults(tx, results);
      if (results.length === pending.length) this.#finish(tx);
      return { record, used: results.length };
    });
    // Writing to the first clone must wait until the others have been cloned from it.
    if (made.record) this.#hold(made.record);
    return { base: made.record ? { disks, mechanism: 'fileClone', reason: cloneOfCopyReason } : null, used: made.used };
  }

  #cloneBatch(tx: MetaTx, base: Base, batch: readonly TaskChild[]): number {
    const { array, inventory } = this.#rooms;
    const failures: ChildResult[] = [];
    const good: TaskChild[] = [];
    for (const child of batch) {
      if (this.#problem(child.name) === null) good.push(child);
      else failures.push(this.#failure(child));
    }
    const drafts = good.map((child) => this.#draft(child, cloneDisks(array, tx, base.disks), base.mechanism, base.reason));
    const records = inventory.addVms(tx, drafts);
    const successes = good.map((child, position): ChildResult => ({ index: child.index, targetId: records[position]?.id ?? null, state: 'success', fault: null }));
    this.#run.childResults(tx, [...failures, ...successes]);
    return good.length;
  }

  #draft(child: TaskChild, disks: readonly BaseDisk[], mechanism: Mechanism, mechanismReason: string): VmDraft {
    const source = this.#source;
    const planned = this.#planned[child.index];
    if (!planned) throw new Fault('SystemError', `The plan has no clone ${child.index}.`);
    return {
      name: child.name,
      isTemplate: false,
      source: { id: source.id, name: source.name },
      folderId: this.#spec.folderId ?? source.folderId,
      hostId: planned.hostId,
      datastoreId: this.#datastoreId,
      powerState: this.#spec.powerOn ? 'poweredOn' : 'poweredOff',
      guestOs: source.guestOs,
      cpuCount: source.cpuCount,
      memoryBytes: source.memoryBytes,
      notes: '',
      disks: disks.map(({ fileId, sizeBytes, label }) => ({ fileId, sizeBytes, label, mechanism, mechanismReason })),
    };
  }

  /** Why a clone cannot get its name now, or null. */
  #problem(name: string): FaultRecord | null {
    const problem = nameProblem(name);
    if (problem !== null) return faultRecordOf(new Fault('InvalidName', problem, { names: [name] }));
    return this.#rooms.inventory.isNameTaken(name) ? faultRecordOf(duplicateName([name])) : null;
  }

  #failure(child: TaskChild): ChildResult {
    this.#lastFault = this.#problem(child.name);
    return { index: child.index, targetId: null, state: 'error', fault: this.#lastFault };
  }

  /** Ends the task together with its last batch. When not one clone could be made, it ends as failed. */
  #finish(tx: MetaTx): void {
    const counts = this.#run.childrenIn(tx);
    if (counts.succeeded === 0 && this.#lastFault) {
      const { code, message, names, hint } = this.#lastFault;
      this.#run.fail(tx, new Fault(code, `No clone was made. ${message}`, { names, hint }));
    } else {
      // What the record says before the disk has answered is put right as soon as it has.
      this.#run.end(tx, { state: 'success', result: this.#result(tx) }, () => this.#result());
    }
  }

  /** What was made so far, and the time it took up to now. */
  #result(tx?: MetaTx): TaskResult {
    const { succeeded, failed } = tx ? this.#run.childrenIn(tx) : (this.#run.task.children ?? { succeeded: 0, failed: 0 });
    return { kind: 'rapidClone', created: succeeded, failed, elapsedMs: this.#run.workedMs };
  }

  /** Between batches: a shutdown leaves the task for the next open, a cancellation keeps what was made and says how many. */
  #stopped(): TaskEnd {
    if (!this.#run.isCanceled) throw this.#run.signal.reason;
    return { state: 'canceled', result: this.#result() };
  }

  #hold(record: VmRecord): void {
    this.#releases.push(this.#rooms.inventory.holds.take(record.id, record.name, 'read', this.#run.task.name));
  }

  get #datastoreId(): VmRecord['datastoreId'] {
    return this.#spec.datastoreId ?? this.#source.datastoreId;
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
