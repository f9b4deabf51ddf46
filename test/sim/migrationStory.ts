/** One migration or a few at once while things go wrong, and everything that must be true afterwards. */
import assert from 'node:assert/strict';
import type { FileFormat } from '../../electron/array/portTypes.ts';
import type { VmRecord } from '../../electron/inventory/records.ts';
import { Fault } from '../../shared/faults.ts';
import type { ObjectId, TaskId } from '../../shared/ids.ts';
import type { MigrationSpec } from '../../shared/model/migration.ts';
import type { Trail } from '../../shared/model/offload.ts';
import type { Task } from '../../shared/model/task.ts';
import { newRequestId, powerWell } from '../fixtures/yard.ts';
import type { FaultStory, Tally } from './faultWorlds.ts';
import { bytesOf, checkAttempts, checkMoved, checkNeverBegun, checkNothingLeaked } from './offloadChecks.ts';
import { plantFaults } from './offloadPlanting.ts';
import { formats, type OffloadWorld } from './offloadWorld.ts';

/** What people may be told when a machine could not be migrated. Anything else is an error of ours that got out. */
const clearFaults: ReadonlySet<string> = new Set(['InsufficientStorageSpace', 'FileFault', 'InvalidState', 'NotSupported']);

export class MigrationStory implements FaultStory {
  readonly #world: OffloadWorld;
  readonly #tally: Tally;
  readonly log: string[] = [];
  #wasCanceled = false;

  constructor(world: OffloadWorld, tally: Tally) {
    this.#world = world;
    this.#tally = tally;
  }

  async step(): Promise<void> {
    const { random, client, faults } = this.#world;
    for (const { datastoreId, distrust } of this.#world.datastores) if (distrust !== null && random.chance(0.3)) await client.offload.clearDistrust({ datastoreId });
    const spec = await this.#choose();
    // Nobody writes meanwhile, so that what they hold is known; other rules apply to machines that run.
    await powerWell(client, spec.vmIds, random.chance(0.3) ? 'powerOn' : 'powerOff');
    this.#wasCanceled = false;
    faults.reset();
    const before = this.#world.records();
    let taskId: TaskId | null = null;
    plantFaults(this.#world, () => taskId, () => {
      this.#wasCanceled = true;
    });
    try {
      taskId = (await client.migration.start({ spec, requestId: newRequestId() })).taskId;
    } catch (error) {
      const code = error instanceof Fault ? error.code : Object(error).code;
      assert.ok(clearFaults.has(String(code)), `It could not be asked for: ${String(error)}`);
      this.#note('refused');
      await this.#mend();
      assert.deepEqual(this.#world.records(), before);
      return;
    }
    const task = await client.tasks.wait({ id: taskId });
    const injected = [...faults.injected];
    await this.#mend();
    this.log.push(`${JSON.stringify(spec)}: ${task.state} ${task.fault?.message ?? ''}; ${JSON.stringify(injected.slice(0, 6))}`);
    await this.#check(spec, task, before, injected.some(({ command }) => command === 'read' || command === 'write'));
  }

  async #choose(): Promise<MigrationSpec> {
    const { random, client, sources, datastores } = this.#world;
    const machines = [...new Set(sources.map(({ vmId }) => vmId))];
    const vmIds = random.chance(0.5) ? machines : [random.pick(machines)];
    const hostId = random.chance(0.5) ? null : random.pick(await client.offload.hosts()).hostId;
    const datastoreId = hostId !== null && random.chance(0.2) ? null : random.pick(datastores).datastoreId;
    return { vmIds, hostId, datastoreId, ...(datastoreId !== null && random.chance(0.4) && { diskFormat: random.pick(formats) }) };
  }

  /** Everything works again. */
  async #mend(): Promise<void> {
    this.#world.faults.reset();
    await this.#world.client.storage.setQuota({ quotaBytes: null });
    await this.#world.refreshDatastores();
  }

  async #check(spec: MigrationSpec, task: Task, before: readonly VmRecord[], hadPlainFault: boolean): Promise<void> {
    const { client, logged } = this.#world;
    const after = this.#world.records();
    const { children } = await client.tasks.children({ id: task.id, offset: 0, limit: 10 });
    const trails = await client.offload.trails({ limit: 100, taskId: task.id });
    assert.deepEqual(after.map(({ id }) => id), before.map(({ id }) => id), 'Machines have come or gone.');
    for (const vm of after) {
      const was = before.find(({ id }) => id === vm.id);
      const child = children.find(({ targetId }) => targetId === vm.id);
      assert.ok(was);
      if (child?.state === 'success') this.#checkMoved(spec, was, vm, trails, hadPlainFault);
      else assert.deepEqual(vm, was, `"${vm.name}" was not migrated and is another one.`);
      if (child?.state === 'error') this.#checkFailed(vm.name, child.fault?.code, trails);
      await this.#checkContent(vm);
    }
    assert.equal(task.state === 'canceled' ? this.#wasCanceled : true, true, 'It was cancelled by nobody.');
    if (task.state === 'error') assert.ok(children.every(({ state }) => state === 'error'), 'It has failed, and some were migrated.');
    if (task.state === 'success') assert.ok(children.some(({ state }) => state === 'success'), 'It has succeeded, and none was migrated.');
    for (const trail of trails) checkAttempts(trail);
    this.#checkDistrust(trails);
    checkNothingLeaked(this.#world, after);
    assert.deepEqual((await client.system.check({ isDeep: false, repair: false })).problems, []);
    assert.deepEqual(logged, []);
    this.#note(task.state);
  }

  /** Where it ought to be, in the formats it ought to have, with a trail that tells of it. */
  #checkMoved({ hostId, datastoreId, diskFormat }: MigrationSpec, was: VmRecord, vm: VmRecord, trails: readonly Trail[], hadPlainFault: boolean): void {
    assert.deepEqual([vm.hostId, vm.datastoreId], [hostId ?? was.hostId, datastoreId ?? was.datastoreId]);
    if (vm.datastoreId === was.datastoreId) {
      assert.deepEqual({ ...vm, hostId: was.hostId }, was, 'More than the host has changed.');
      return this.#note('moved to another host');
    }
    const trail = trails.find(({ operation, vmNames, failure }) => operation === 'migrate' && failure === null && vmNames[0] === vm.name);
    assert.ok(trail, `Nothing tells how "${vm.name}" was moved.`);
    for (const disk of vm.disks) {
      assert.deepEqual([disk.mechanism, disk.mechanismReason], [trail.mechanism, trail.reason]);
      const { format } = this.#world.array.file(disk.fileId);
      if (diskFormat !== undefined) assert.equal(format, diskFormat);
    }
    for (const { fileId } of (vm.snapshots?.all ?? []).flatMap(({ disks }) => disks)) assert.equal(this.#world.array.file(fileId).format, 'thin' satisfies FileFormat);
    const files = this.#world.sources.filter(({ vmId }) => vmId === vm.id).map(bytesOf);
    const sum = (pick: (bytes: ReturnType<typeof bytesOf>) => number): number => files.reduce((total, bytes) => total + pick(bytes), 0);
    checkMoved(trail, { dataBytes: sum(({ dataBytes }) => dataBytes), logicalBytes: sum(({ logicalBytes }) => logicalBytes), hadPlainFault });
    const fellBack = trail.attempts.some(({ outcome }) => outcome === 'failed');
    this.#note(`moved by ${trail.mechanism}${fellBack ? ' after a failed attempt' : ''}${vm.snapshots ? ' with snapshots' : ''}`);
  }

  #checkFailed(name: string, code: string | undefined, trails: readonly Trail[]): void {
    assert.ok(clearFaults.has(String(code)), `"${name}" failed with ${code}.`);
    // What is refused was never begun.
    if (code === 'InvalidState' || code === 'NotSupported') return;
    assert.ok(trails.some(({ vmNames, failure }) => failure !== null && vmNames[0] === name), `"${name}" could not be migrated, and no trail tells why.`);
  }

  /** Disks and snapshots hold what they held at the beginning, byte by byte, wherever they are by now. */
  async #checkContent(vm: VmRecord): Promise<void> {
    for (const { snapshotId, disks } of this.#world.sources.filter(({ vmId }) => vmId === vm.id)) {
      const files = snapshotId === null ? vm.disks : (vm.snapshots?.all.find(({ id }) => id === snapshotId)?.disks ?? []);
      assert.deepEqual(files.map(({ label }) => label), disks.map(({ label }) => label));
      for (const [index, { fileId, label }] of files.entries()) {
        assert.ok(disks[index]?.content.equals(await this.#world.read(fileId)), `"${label}" of "${vm.name}"${snapshotId === null ? '' : ' in its snapshot'} is not what it was.`);
      }
    }
  }

  #checkDistrust(trails: readonly Trail[]): void {
    const distrusted = new Set<ObjectId>(this.#world.datastores.filter(({ distrust }) => distrust !== null).map(({ datastoreId }) => datastoreId));
    for (const trail of trails) {
      const isLie = trail.attempts.some(({ outcome, rules }) => outcome === 'failed' && rules.some(({ id, verdict }) => id === 'verified' && verdict === 'failed'));
      const target = this.#world.datastores.find(({ name }) => name === trail.datastoreName);
      if (isLie) assert.ok(target && distrusted.has(target.datastoreId), `"${trail.datastoreName}" has lied and is trusted.`);
      if (target?.profile === 'misbehaving' && trail.operation === 'migrate' && trail.isOffloaded) checkNeverBegun(trail);
    }
  }

  #note(ending: string): void {
    this.#tally.set(ending, (this.#tally.get(ending) ?? 0) + 1);
  }
}
