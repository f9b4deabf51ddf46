/** Carries out a rapid clone: batches in single transactions, resumable at the last durable one. */
import { Fault, faultRecordOf, type FaultRecord } from '../../shared/faults.ts';
import type { ObjectId, TrailId } from '../../shared/ids.ts';
import { cloneSpecSchema, type CloneSpec, type PlannedClone } from '../../shared/model/clonePlan.ts';
import type { Decision } from '../../shared/model/offload.ts';
import type { TaskChild, TaskResult } from '../../shared/model/task.ts';
import { nameProblem } from '../../shared/naming.ts';
import { formatCount } from '../../shared/units.ts';
import { cloneRoutes, deviceOf, routeFrom, type FactRoute } from '../acceleration/machineFacts.ts';
import { duplicateName } from '../inventory/inventory.ts';
import { policyPart } from '../inventory/policyOf.ts';
import { vmNumberOf, type VmDraft, type VmRecord } from '../inventory/records.ts';
import type { MetaTx } from '../meta/meta.ts';
import { decideClone } from '../offload/rules/decideClone.ts';
import type { CloneRuleFacts } from '../offload/rules/facts.ts';
import { splitBySharing } from '../offload/rules/sharingRules.ts';
import type { ChildResult } from '../tasks/journal.ts';
import { Pacer } from '../tasks/pacer.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { copiesData, decideFromCopy, isBetter } from './cloneGroups.ts';
import { copyRoutes, giveUpCopies, type MachineCopied } from './copyMachine.ts';
import { decideAfterRefusal, isRefusal, noteRefusal } from './fallBack.ts';
import { gatherFacts, type CloneRooms } from './facts.ts';
import { planClones, settingsKey } from './plan.ts';
import { discardFiles } from './copyFiles.ts';
import { cloneMade, cloneTrails, copiesOf, copyMade, isAtOnce, keyOf, madeTrails, publishMade, type MadeDisks, type WayOfDisks } from './diskWays.ts';

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

class CloneRun {
  readonly #rooms: CloneRooms;
  readonly #run: TaskRun;
  readonly #spec: CloneSpec;
  readonly #source: VmRecord;
  readonly #releases: (() => void)[] = [];
  readonly #pacer = new Pacer();
  #planned: readonly PlannedClone[] = [];
  /** What disks of the clones are made from, by the way that they go: the first clone once its blocks can be shared more cheaply, the source otherwise. */
  readonly #bases = new Map<string, VmRecord>();
  /** Set when the array refused a file clone or lied about one, by the way that its disks go: what is left of the run goes another way. */
  readonly #afterRefusal = new Map<string, (facts: CloneRuleFacts) => Decision>();
  #lastFault: FaultRecord | null = null;
  #batchLength = firstBatchLength;
  #clonedCount = 0;
  #clonedMs = 0;
  #leftCount = 0;

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
    this.#planAgain();
    const pending = this.#run.pendingChildren();
    this.#leftCount = pending.length;
    for (const share of this.#sharesOf(pending)) {
      for (let at = 0; at < share.length; ) {
        // A commit with nothing staged never lets the event loop turn, and nobody could cancel meanwhile.
        await this.#pacer.pause();
        if (this.#run.signal.aborted) return this.#stopped();
        const rest = share.slice(at);
        const { ways, count } = this.#decide(rest);
        const used = isAtOnce(ways) ? await this.#cloneFiles(ways, rest.slice(0, Math.min(count, this.#batchLength))) : await this.#copyOne(ways, rest);
        if (used === null) return this.#stopped();
        at += used;
      }
    }
    if (this.#clonedCount > 0) this.#rooms.measurements.set('clonesPerSecond', this.#clonedCount / (this.#clonedMs / 1000));
    return { state: 'success', result: this.#result() };
  }

  /**
   * Plans again, since time has passed. Names that were taken meanwhile are left to the batches:
   * each becomes a failed item and does not stop the rest. Taken up again, a part of what the plan asks room for has
   * been made, or set aside: the array says when there is no more.
   */
  #planAgain(): void {
    const facts = { ...gatherFacts(this.#rooms, this.#spec), isNameTaken: () => false };
    const plan = planClones(facts, this.#spec);
    const isResumed = this.#run.task.resumeCount > 0;
    const [refusal] = plan.refusals.filter(({ code }) => code !== 'InvalidName' && !(isResumed && code === 'InsufficientStorageSpace'));
    if (refusal) throw new Fault(refusal.code, refusal.message, { names: refusal.names, hint: refusal.hint });
    this.#planned = plan.clones;
  }

  /** Clones that go through hosts with the same settings are made together. */
  #sharesOf(pending: readonly TaskChild[]): TaskChild[][] {
    const keys = new Map<ObjectId, string>();
    const shares = new Map<string, TaskChild[]>();
    for (const child of pending) {
      const { hostId } = this.#plannedFor(child);
      const key = keys.get(hostId) ?? settingsKey(this.#routesFor(hostId, 1).map(({ facts }) => facts));
      keys.set(hostId, key);
      const share = shares.get(key);
      if (share) share.push(child);
      else shares.set(key, [child]);
    }
    return [...shares.values()];
  }

  #routesFor(hostId: ObjectId, count: number): FactRoute[] {
    return cloneRoutes(this.#rooms, { vm: this.#source, datastoreId: this.#spec.datastoreId, hostId, count, diskFormat: this.#spec.diskFormat });
  }

  /** How the disks of the next clones are made, and of how many clones at most. */
  #decide(rest: readonly TaskChild[]): { ways: WayOfDisks[]; count: number } {
    const [next] = rest;
    const hostId = next ? this.#plannedFor(next).hostId : this.#source.hostId;
    let count = rest.length;
    const ways = this.#routesFor(hostId, rest.length).map((route): WayOfDisks => {
      const key = keyOf(route);
      const base = this.#bases.get(key);
      const { disks, facts: all } = base ? routeFrom(this.#rooms, route, base) : route;
      const facts = splitBySharing(all)[0] ?? all;
      count = Math.min(count, facts.count);
      const decision = (this.#afterRefusal.get(key) ?? decideClone)(facts);
      return { key, disks, facts, decision: base ? decideFromCopy(decision) : decision };
    });
    return { ways, count };
  }

  /** @returns how many items have ended */
  async #cloneFiles(ways: readonly WayOfDisks[], batch: readonly TaskChild[]): Promise<number> {
    this.#run.detail('Cloning disks');
    const startedMs = performance.now();
    let workMs = 0;
    let created = 0;
    let [at] = ways;
    try {
      created = await this.#rooms.array.commit((tx) => {
        const workStartedMs = performance.now();
        const made = this.#cloneBatch(tx, ways, batch, { startedMs: workStartedMs, begin: (way) => void (at = way) });
        if (batch.length === this.#leftCount) this.#finish(tx);
        workMs = performance.now() - workStartedMs;
        return made;
      });
    } catch (error) {
      if (!at || !isRefusal(error)) throw error;
      noteRefusal(deviceOf(this.#rooms, at.facts.target.id), 'nasFastFileClone', error);
      this.#afterRefusal.set(at.key, decideAfterRefusal(at.decision, error));
      return 0;
    }
    if (created > 0) for (const { facts } of ways) deviceOf(this.#rooms, facts.target.id).note('nasFastFileClone', true, 'The last file clones were made and checked.');
    this.#clonedCount += created;
    this.#clonedMs += performance.now() - startedMs;
    this.#leftCount -= batch.length;
    this.#batchLength = clamp(Math.round((batch.length * batchTargetMs) / Math.max(0.1, workMs)), batchLengths.least, batchLengths.most);
    return batch.length;
  }

  /** @param begin told which disks are cloned next, so that a refusal is known to be about them */
  #cloneBatch(tx: MetaTx, ways: readonly WayOfDisks[], batch: readonly TaskChild[], { startedMs, begin }: { readonly startedMs: number; readonly begin: (way: WayOfDisks) => void }): number {
    const { inventory } = this.#rooms;
    const failures: ChildResult[] = [];
    const good: TaskChild[] = [];
    for (const child of batch) {
      if (this.#problem(child.name) === null) good.push(child);
      else failures.push(this.#failure(child));
    }
    const made = cloneMade(this.#rooms, tx, ways, { homeId: this.#datastoreId, order: this.#source.disks, count: good.length, begin });
    const trailIds = good.length > 0 ? cloneTrails(this.#rooms.trails, tx, ways, { taskId: this.#run.id, names: good.map(({ name }) => name), elapsedMs: performance.now() - startedMs }) : [];
    const records = inventory.addVms(tx, good.map((child, index) => this.#draft(child, made[index] ?? [], trailIds)));
    const successes = good.map((child, position): ChildResult => ({ index: child.index, targetId: records[position]?.id ?? null, state: 'success', fault: null }));
    this.#record(tx, [...failures, ...successes]);
    return good.length;
  }

  /**
   * One clone by ways of which one takes time at least, into files that are published together with its record. Goes on where it
   * stopped after an interruption. @returns how many items have ended, or null when stopped on the way
   */
  async #copyOne(ways: readonly WayOfDisks[], rest: readonly TaskChild[]): Promise<number | null> {
    const { array, inventory, trails } = this.#rooms;
    const total = this.#planned.length;
    const firstFree = rest.findIndex((child) => this.#problem(child.name) === null);
    const refused = firstFree === -1 ? rest : rest.slice(0, firstFree);
    const child = rest[firstFree];
    if (!child) {
      await array.commit((tx) => this.#endItems(tx, refused.map((one) => this.#failure(one))));
      return refused.length;
    }
    const detailLead = total > 1 ? `Clone ${formatCount(child.index + 1)} of ${formatCount(total)}` : undefined;
    const copies = copiesOf(ways, { index: child.index, vmName: child.name, tellsBytes: total === 1, ...(detailLead !== undefined && { detailLead }) });
    let copied: MachineCopied[];
    try {
      copied = await copyRoutes(this.#rooms, this.#run, copies);
    } catch (error) {
      if (this.#run.signal.aborted) return null;
      throw error;
    }
    const record = await array.commit((tx) => {
      const results = refused.map((one) => this.#failure(one));
      const problem = this.#problem(child.name);
      const { made: trailIds, zeroed } = copyMade(trails, tx, copies, copied, this.#run.id, problem?.message ?? null);
      let made: VmRecord | undefined;
      if (problem === null) {
        const disks = publishMade(this.#rooms, tx, copies, copied, { homeId: this.#datastoreId, order: this.#source.disks });
        [made] = inventory.addVms(tx, [this.#draft(child, disks, trailIds)]);
        if (made) for (const trailId of zeroed) trails.addToVm(tx, vmNumberOf(made.id), trailId);
        results.push({ index: child.index, targetId: made?.id ?? null, state: 'success', fault: null });
      } else {
        for (const { files } of copied) discardFiles(this.#rooms, tx, files);
        results.push(this.#failure(child));
      }
      this.#endItems(tx, results);
      return made;
    }).catch(async (error: unknown) => {
      await giveUpCopies(this.#rooms, this.#run, copies, copied, error);
      throw error;
    });
    if (record) this.#useAsBase(record, ways, copied);
    return refused.length + 1;
  }

  /** Records what became of items, and the end of the task with the last of them. */
  #endItems(tx: MetaTx, results: ChildResult[]): void {
    this.#record(tx, results);
    if (results.length === this.#leftCount) this.#finish(tx);
    tx.onCommit(() => {
      this.#leftCount -= results.length;
    });
  }

  /** A copy that was interrupted goes when its clone has come to be in another way, or not at all. */
  #record(tx: MetaTx, results: readonly ChildResult[]): void {
    for (const { index } of results) this.#rooms.copyJobs.giveUp(tx, { taskId: this.#run.id, index });
    this.#run.childResults(tx, results);
  }

  /** Disks of the first clone may share blocks where those of the source could not. */
  #useAsBase(record: VmRecord, ways: readonly WayOfDisks[], copied: readonly MachineCopied[]): void {
    if (this.#leftCount === 0) return;
    let isUsed = false;
    for (const [position, route] of this.#routesFor(record.hostId, this.#leftCount).entries()) {
      const [way, made] = [ways[position], copied[position]];
      if (!way || !made || !copiesData(made.outcome.mechanism) || this.#bases.has(way.key)) continue;
      const later = (this.#afterRefusal.get(way.key) ?? decideClone)(routeFrom(this.#rooms, route, record).facts);
      if (!isBetter(later, way.decision)) continue;
      this.#bases.set(way.key, record);
      isUsed = true;
    }
    // Writing to the first clone must wait until the others have been cloned from it.
    if (isUsed) this.#hold(record);
  }

  #draft(child: TaskChild, disks: MadeDisks, trailIds: readonly TrailId[]): VmDraft {
    const source = this.#source;
    return {
      name: child.name,
      isTemplate: false,
      source: { id: source.id, name: source.name },
      folderId: this.#spec.folderId ?? source.folderId,
      hostId: this.#plannedFor(child).hostId,
      datastoreId: this.#datastoreId,
      powerState: this.#spec.powerOn ? 'poweredOn' : 'poweredOff',
      guestOs: source.guestOs,
      cpuCount: source.cpuCount,
      memoryBytes: source.memoryBytes,
      notes: '',
      disks,
      ...(source.nics && { nics: source.nics }),
      ...policyPart(this.#spec.policyId, source.policyId),
      ...madeTrails(trailIds),
    };
  }

  #plannedFor(child: TaskChild): PlannedClone {
    const planned = this.#planned[child.index];
    if (!planned) throw new Fault('SystemError', `The plan has no clone ${child.index}.`);
    return planned;
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
