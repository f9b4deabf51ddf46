/** One clone or a few while things go wrong, and everything that must be true afterwards. */
import assert from 'node:assert/strict';
import type { FileFormat } from '../../electron/array/portTypes.ts';
import type { VmRecord } from '../../electron/inventory/records.ts';
import { Fault } from '../../shared/faults.ts';
import type { ObjectId, TaskId } from '../../shared/ids.ts';
import type { DatastoreAcceleration, DeviceCounters, Trail } from '../../shared/model/offload.ts';
import type { Task } from '../../shared/model/task.ts';
import { cloneSpec, newRequestId, powerWell } from '../fixtures/yard.ts';
import type { FaultStory, Tally } from './faultWorlds.ts';
import { bytesOf, checkAttempts, checkClone, checkMoved, checkNeverBegun, checkNothingLeaked, offloadCounters } from './offloadChecks.ts';
import type { FaultCommand } from './offloadFaultSource.ts';
import { plantFaults } from './offloadPlanting.ts';
import { formats, type Held, type OffloadWorld } from './offloadWorld.ts';

const copyCommands: ReadonlySet<FaultCommand> = new Set<FaultCommand>(['fullCopy', 'nasFullFileClone', 'nasFastFileClone']);
/** What people may be told when a clone could not be made. Anything else is an error of ours that got out. */
const clearFaults: ReadonlySet<string> = new Set(['InsufficientStorageSpace', 'FileFault']);

interface Act {
  readonly kind: 'clone' | 'rapid';
  readonly source: Held;
  readonly datastoreId: ObjectId | null;
  readonly diskFormat: FileFormat | undefined;
  readonly count: number;
  readonly name: string;
}

function distrustedOf(datastores: readonly DatastoreAcceleration[]): ReadonlySet<ObjectId> {
  return new Set(datastores.filter(({ distrust }) => distrust !== null).map(({ datastoreId }) => datastoreId));
}

export class OffloadStory implements FaultStory {
  readonly #world: OffloadWorld;
  readonly #tally: Tally;
  readonly log: string[] = [];
  #acts = 0;
  /** Asked for in vain: the name is free for another try. */
  #failed: Act[] = [];
  #counters = new Map<ObjectId, DeviceCounters>();
  #wasCanceled = false;

  constructor(world: OffloadWorld, tally: Tally) {
    this.#world = world;
    this.#tally = tally;
  }

  async step(): Promise<void> {
    const { random, client } = this.#world;
    const distrusted = this.#world.datastores.filter(({ distrust }) => distrust !== null);
    if (distrusted.length > 0 && random.chance(0.3)) {
      for (const { datastoreId } of distrusted) await client.offload.clearDistrust({ datastoreId });
      await this.#world.refreshDatastores();
    }
    if (random.chance(0.15)) return this.#deleteSome();
    if (random.chance(0.12)) return this.#takeSnapshot();
    const act = this.#choose();
    if (act.source.snapshotId === null && act.kind === 'clone' && random.chance(0.2)) await powerWell(client, [act.source.vmId], 'powerOn');
    await this.#perform(act, true);
    await powerWell(client, [act.source.vmId], 'powerOff');
  }

  /** Deleting never fails for what an array makes of UNMAP, and leaves a trail for each datastore. */
  async #deleteSome(): Promise<void> {
    const { random, client, faults } = this.#world;
    const clones = this.#world.records().filter(({ name }) => name.startsWith('made-') && random.chance(0.5));
    if (clones.length === 0) return;
    faults.reset();
    this.#plantFaults(() => null);
    faults.rates = { ...faults.rates, failing: random.pick([0, 0.3, 1]) };
    const { taskId } = await client.inventory.deleteVms({ ids: clones.map(({ id }) => id), requestId: newRequestId() });
    await this.#endLocalTask(taskId, 'delete', new Set(clones.map(({ datastoreId }) => datastoreId)).size);
    const left = this.#world.records();
    for (const { name } of clones) assert.ok(left.every((vm) => vm.name !== name), `"${name}" is still there.`);
  }

  /** A snapshot holds what the disks hold, whether the filer made it or not. */
  async #takeSnapshot(): Promise<void> {
    const { random, client, faults } = this.#world;
    const clones = this.#world.records().filter(({ name }) => name.startsWith('made-'));
    if (clones.length === 0) return;
    const { id } = random.pick(clones);
    faults.reset();
    this.#plantFaults(() => null);
    faults.rates = random.pick([{ failing: 0, lying: 0, plain: 0 }, { failing: 0.5, lying: 0, plain: 0 }, { failing: 0, lying: 0.5, plain: 0 }]);
    const { taskId } = await client.machines.createSnapshot({ vmId: id, name: 'kept', description: '', requestId: newRequestId() });
    await this.#endLocalTask(taskId, 'snapshot', 1);
    const vm = this.#world.records().find((record) => record.id === id);
    const kept = vm?.snapshots?.all.at(-1);
    assert.ok(vm && kept);
    for (const disk of vm.disks) {
      const file = kept.disks.find(({ label }) => label === disk.label);
      assert.ok(file && (await this.#world.read(file.fileId)).equals(await this.#world.read(disk.fileId)), `The snapshot of "${disk.label}" is not what the disk holds.`);
    }
    const { later } = await client.offload.explain({ vmId: id });
    assert.ok(later.some((trail) => trail.operation === 'snapshot' && trail.taskId === taskId), 'Nothing tells of the snapshot.');
  }

  async #endLocalTask(taskId: TaskId, operation: Trail['operation'], trailCount: number): Promise<void> {
    const { client, faults, logged } = this.#world;
    const task = await client.tasks.wait({ id: taskId });
    const injected = [...faults.injected];
    faults.reset();
    await client.storage.setQuota({ quotaBytes: null });
    await this.#world.refreshDatastores();
    this.log.push(`${task.name}: ${task.state} ${task.fault?.message ?? ''}; ${JSON.stringify(injected.slice(0, 6))}`);
    assert.equal(task.state, 'success', `${task.name}: ${task.fault?.message}`);
    const trails = await client.offload.trails({ limit: 100, taskId });
    assert.deepEqual(trails.map((trail) => [trail.operation, trail.failure]), Array.from({ length: trailCount }, () => [operation, null]));
    for (const trail of trails) checkAttempts(trail);
    this.#checkDistrust(trails);
    checkNothingLeaked(this.#world, this.#world.records());
    assert.deepEqual((await client.system.check({ isDeep: false, repair: false })).problems, []);
    assert.deepEqual(logged, []);
    this.#note(operation, '');
  }

  /** With everything repaired, what failed before can be done, under the same name. */
  async end(): Promise<void> {
    const { client } = this.#world;
    for (const { datastoreId, profile } of this.#world.datastores) {
      if (profile !== 'misbehaving') await client.offload.clearDistrust({ datastoreId });
    }
    await this.#world.refreshDatastores();
    for (const act of this.#failed.splice(0, 2)) {
      const task = await this.#perform(act, false);
      assert.ok(task === null || task.state === 'success', `"${act.name}" could not be made afterwards: ${task?.fault?.message}`);
    }
  }

  #choose(): Act {
    const { random, sources, datastores } = this.#world;
    const kind = random.chance(0.6) ? 'clone' : 'rapid';
    const possible = kind === 'clone' ? sources : sources.filter(({ snapshotId }) => snapshotId === null);
    const datastoreId = random.chance(0.4) ? null : random.pick(datastores).datastoreId;
    this.#acts += 1;
    return {
      kind, source: random.pick(possible), datastoreId, diskFormat: random.chance(0.5) ? undefined : random.pick(formats), count: kind === 'clone' ? 1 : random.between(1, 4), name: `made-${this.#acts}`,
    };
  }

  /** @returns null when it was refused before anything was made */
  async #perform(act: Act, isFaulty: boolean): Promise<Task | null> {
    const world = this.#world;
    const before = world.records();
    await this.#readCounters();
    const datastores = world.datastores;
    const distrustedBefore = distrustedOf(datastores);
    const hosts = await world.client.offload.hosts();
    this.#wasCanceled = false;
    world.faults.reset();
    let taskId: TaskId | null = null;
    if (isFaulty) this.#plantFaults(() => taskId);
    try {
      taskId = await this.#start(act);
    } catch (error) {
      this.#note(`${act.kind} refused`, `${act.name}: ${error instanceof Error ? error.message : String(error)}`);
      const code = error instanceof Fault ? error.code : (error as { code?: unknown }).code;
      assert.ok(code === 'NotSupported' || code === 'InsufficientStorageSpace', `"${act.name}" could not be asked for: ${String(error)}`);
      world.faults.reset();
      await world.client.storage.setQuota({ quotaBytes: null });
      return null;
    }
    const task = await world.client.tasks.wait({ id: taskId });
    const injected = [...world.faults.injected];
    const commands = world.faults.count;
    world.faults.reset();
    await world.client.storage.setQuota({ quotaBytes: null });
    await world.refreshDatastores();
    this.log.push(`${act.name}: ${act.kind} of ${act.source.vmId}/${act.source.snapshotId} to ${act.datastoreId} as ${act.diskFormat}: ${task.state} ${task.fault?.code ?? ''} ${task.fault?.message ?? ''}; ${commands} commands, ${JSON.stringify(injected.slice(0, 6))}`);

    const after = world.records();
    const made = after.filter(({ id }) => !before.some((known) => known.id === id));
    this.#checkEnd(act, task, made);
    const distrustedSince = new Set([...distrustedOf(world.datastores)].filter((id) => !distrustedBefore.has(id)));
    for (const clone of made) await checkClone(world, clone, act.source, { asked: act.diskFormat, datastores, hosts, distrustedSince });
    checkNothingLeaked(world, after);
    const trails = await world.client.offload.trails({ limit: 100, taskId });
    for (const trail of trails) checkAttempts(trail);
    const hadPlainFault = injected.some(({ command }) => command === 'read' || command === 'write');
    for (const clone of made) await this.#checkMade(act, clone, taskId, hadPlainFault);
    if (task.state === 'error') assert.ok(trails.some(({ failure }) => failure !== null), 'The task has failed, and no trail tells why.');
    this.#checkLies(act, task, trails, injected.filter(({ command, fault }) => copyCommands.has(command) && fault.kind === 'ignore').length);
    await this.#checkCounters(trails, distrustedBefore);
    const report = await world.client.system.check({ isDeep: false, repair: false });
    assert.deepEqual(report.problems, []);
    assert.deepEqual(world.logged, []);
    // Of several, some may have been made.
    if (task.state !== 'success' && made.length === 0) this.#failed.push(act);
    const mechanism = made[0]?.disks[0]?.mechanism ?? 'nothing';
    const fellBack = trails.some(({ attempts }) => attempts.some(({ outcome }) => outcome === 'failed'));
    this.#note(`${task.state} by ${mechanism}${fellBack && task.state === 'success' ? ' after a failed attempt' : ''}`, '');
    return task;
  }

  #plantFaults(taskId: () => TaskId | null): void {
    plantFaults(this.#world, taskId, () => {
      this.#wasCanceled = true;
    });
  }

  async #start({ kind, source, datastoreId, diskFormat, count, name }: Act): Promise<TaskId> {
    const { client } = this.#world;
    const format = diskFormat === undefined ? {} : { diskFormat };
    const { taskId } =
      kind === 'clone'
        ? await client.machines.clone({ spec: { vmId: source.vmId, snapshotId: source.snapshotId, name, folderId: null, datastoreId, computeId: null, powerOn: false, ...format }, requestId: newRequestId() })
        : await client.cloning.start({ spec: cloneSpec(source.vmId, count, { pattern: `${name}-{n}`, datastoreId, ...format }), requestId: newRequestId() });
    return taskId;
  }

  /** It has ended, says how, and what it says is what there is. */
  #checkEnd({ kind, count, name }: Act, task: Task, made: readonly VmRecord[]): void {
    const wanted = kind === 'clone' ? [name] : Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
    for (const vm of made) assert.ok(wanted.includes(vm.name), `"${vm.name}" was not asked for.`);
    if (task.state === 'success') assert.deepEqual(made.map((vm) => vm.name), wanted);
    else if (task.state === 'canceled') assert.ok(this.#wasCanceled, 'It was canceled by nobody.');
    else {
      assert.equal(task.state, 'error');
      assert.ok(task.fault && clearFaults.has(task.fault.code), `It failed with ${task.fault?.code}: ${task.fault?.message}`);
      assert.notEqual(task.fault.message, '');
    }
    if (kind === 'clone' && task.state !== 'success') assert.equal(made.length, 0);
    if (kind === 'rapid') assert.equal(task.children?.succeeded, made.length);
  }

  async #checkMade(act: Act, clone: VmRecord, taskId: TaskId, hadPlainFault: boolean): Promise<void> {
    const { made } = await this.#world.client.offload.explain({ vmId: clone.id });
    assert.ok(made, `Nothing tells how "${clone.name}" was made.`);
    assert.deepEqual([made.operation, made.failure, made.taskId], ['clone', null, taskId]);
    assert.ok(made.vmNames.includes(clone.name));
    for (const disk of clone.disks) assert.deepEqual([disk.mechanism, disk.mechanismReason], [made.mechanism, made.reason]);
    // Later clones of a rapid clone are made of the first one, which holds the same.
    checkMoved(made, { ...bytesOf(act.source), hadPlainFault });
  }

  /** A copy command that was taken and ignored was found out, and the device is not trusted any more. */
  #checkLies({ source }: Act, task: Task, trails: readonly Trail[], ignoredCount: number): void {
    this.#checkDistrust(trails);
    if (task.state !== 'success' || ignoredCount === 0 || bytesOf(source).dataBytes === 0) return;
    assert.ok(trails.some(({ attempts }) => attempts.some(({ outcome }) => outcome === 'failed')), 'Commands were ignored, and nobody noticed.');
  }

  #checkDistrust(trails: readonly Trail[]): void {
    for (const trail of trails) {
      const isLie = trail.attempts.some(({ outcome, rules }) => outcome === 'failed' && rules.some(({ id, verdict }) => id === 'verified' && verdict === 'failed'));
      const target = this.#world.datastores.find(({ name }) => name === trail.datastoreName);
      if (isLie) assert.ok(target?.distrust, `"${trail.datastoreName}" has lied and is trusted.`);
      if (target?.profile === 'misbehaving' && trail.operation === 'clone' && trail.isOffloaded) checkNeverBegun(trail);
    }
  }

  /** Nothing was handed over to devices that were not trusted, and what trails say has crossed the network is no more than what the devices saw. */
  async #checkCounters(trails: readonly Trail[], distrustedBefore: ReadonlySet<ObjectId>): Promise<void> {
    let readBytes = 0;
    let writtenBytes = 0;
    for (const { datastoreId, name, counters } of this.#world.datastores) {
      const before = this.#counters.get(datastoreId);
      assert.ok(before);
      readBytes += counters.hostReadBytes - before.hostReadBytes;
      writtenBytes += counters.hostWriteBytes - before.hostWriteBytes;
      if (distrustedBefore.has(datastoreId)) for (const counter of offloadCounters) assert.equal(counters[counter], before[counter], `${counter} of "${name}", which is not trusted, has grown.`);
    }
    const told = { readBytes: 0, writtenBytes: 0 };
    for (const { moved } of trails) {
      told.readBytes += moved.networkReadBytes;
      told.writtenBytes += moved.networkWriteBytes;
    }
    assert.ok(told.readBytes <= readBytes && told.writtenBytes <= writtenBytes, `Trails tell of ${JSON.stringify(told)}, devices of ${readBytes} and ${writtenBytes}.`);
  }

  async #readCounters(): Promise<void> {
    await this.#world.refreshDatastores();
    this.#counters = new Map(this.#world.datastores.map(({ datastoreId, counters }) => [datastoreId, counters]));
  }

  #note(ending: string, line: string): void {
    this.#tally.set(ending, (this.#tally.get(ending) ?? 0) + 1);
    if (line !== '') this.log.push(line);
  }
}
