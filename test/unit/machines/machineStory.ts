/** Machines of random histories beside the plainest possible idea of what they should hold and take. */
import assert from 'node:assert/strict';
import { datastoreOfDisk, filesOfVm } from '../../../electron/inventory/records.ts';
import { vmSpace } from '../../../electron/inventory/rows.ts';
import { freedIfDeleted } from '../../../electron/machines/space.ts';
import type { FileId, ObjectId, SnapshotId, VmSnapshotId } from '../../../shared/ids.ts';
import type { DiskPlacement } from '../../../shared/model/inventory.ts';
import type { VmState } from '../../../shared/model/machine.ts';
import type { Random } from '../../sim/random.ts';
import { block, diskBytes, type MachineBench } from './machineBench.ts';

const diskCount = 2;
const blockCount = diskBytes / block;

/** Per disk: which write stands in which block. Every write is another number, so equal numbers are shared blocks. */
type Disks = readonly Map<number, number>[];

interface ModelVm {
  disks: Disks;
  readonly snapshots: Map<VmSnapshotId, { disks: Disks; parentId: VmSnapshotId | null }>;
  currentId: VmSnapshotId | null;
}

const copyOf = (disks: Disks): Disks => disks.map((disk) => new Map(disk));
const statesOf = (vm: ModelVm): Disks[] => [vm.disks, ...Array.from(vm.snapshots.values(), (snapshot) => snapshot.disks)];
const writesOf = (vm: ModelVm): Set<number> => new Set(statesOf(vm).flatMap((disks) => disks.flatMap((disk) => [...disk.values()])));
const labelOf = (disk: number): string => `Hard disk ${disk + 1}`;

export class MachineStory {
  readonly #bench: MachineBench;
  readonly #random: Random;
  readonly #vms = new Map<ObjectId, ModelVm>();
  /** What snapshots of the volume hold besides. */
  readonly #kept = new Map<SnapshotId, ReadonlySet<number>>();
  /** An exact pass that runs while machines change. */
  #pass: Promise<unknown> = Promise.resolve();
  #lastWrite = 0;
  #lastName = 0;
  /** Of what was copied to another datastore: the write that it holds what it held. */
  readonly #originals = new Map<number, number>();

  constructor(bench: MachineBench, random: Random) {
    this.#bench = bench;
    this.#random = random;
  }

  async step(): Promise<void> {
    const roll = this.#random.below(100);
    if (this.#vms.size === 0) return this.#add();
    const [id, vm] = this.#random.pick([...this.#vms]);
    if (roll < 38) return this.#write(id, vm);
    if (roll < 45) return this.#migrate(id, vm);
    if (roll < 60) return this.#snapshot(id, vm);
    if (roll < 70) return this.#revert(id, vm);
    if (roll < 80) return this.#removeSnapshot(id, vm);
    if (roll < 90) return this.#clone(id, vm);
    if (roll < 94) return this.#delete(id);
    if (roll < 96) return this.#startPass();
    if (roll < 99) return this.#keepVolume();
    return this.#add();
  }

  /** What the counters say at any moment: the truth where they claim to be exact, and otherwise never more than it. */
  verifyBounds(): void {
    for (const id of this.#vms.keys()) {
      const space = vmSpace(this.#bench.array, this.#bench.inventory.vm(id));
      const uniqueBytes = this.#heldOnlyBy(new Set([id])).size * block;
      assert.ok(
        space.isExact ? space.uniqueBytes === uniqueBytes : space.uniqueBytes <= uniqueBytes,
        `${id} counts ${space.uniqueBytes} unique bytes, ${space.isExact ? 'exactly' : 'at least'}, and holds ${uniqueBytes}.`,
      );
      assert.ok(space.sharedBytes >= 0 && space.snapshotBytes >= 0);
      assert.equal(space.uniqueBytes + space.sharedBytes, space.logicalBytes + space.snapshotBytes);
    }
  }

  async verify(): Promise<void> {
    await this.#pass;
    await this.#bench.array.reclaim();
    for (const [id, vm] of this.#vms) {
      const record = this.#bench.inventory.vm(id);
      await this.#verifyFiles(record.disks.map(({ fileId }) => fileId), vm.disks);
      for (const snapshot of record.snapshots?.all ?? []) await this.#verifyFiles(snapshot.disks.map(({ fileId }) => fileId), vm.snapshots.get(snapshot.id)?.disks ?? []);
      assert.equal(record.snapshots?.currentId ?? null, vm.currentId);
      assert.deepEqual(new Map((record.snapshots?.all ?? []).map((snapshot) => [snapshot.id, snapshot.parentId])), new Map(Array.from(vm.snapshots, ([snapshotId, snapshot]) => [snapshotId, snapshot.parentId])));
      await this.#verifySpace(id, vm);
      await this.#verifyDiff(id, vm);
    }
    const ids = [...this.#vms.keys()].filter(() => this.#random.chance(0.5));
    if (ids.length > 0) assert.equal((await freedIfDeleted(this.#bench.rooms, ids)).freedBytes, this.#heldOnlyBy(new Set(ids)).size * block);
    assert.deepEqual(await this.#bench.problems(), []);
  }

  async #verifyFiles(files: readonly FileId[], disks: Disks): Promise<void> {
    assert.equal(files.length, disks.length);
    for (const [index, fileId] of files.entries()) {
      const content = await this.#bench.readFile(fileId);
      for (let at = 0; at < blockCount; at += 1) {
        const stored = content.subarray(at * block, (at + 1) * block);
        if (!stored.equals(this.#contentOf(disks[index]?.get(at) ?? 0))) throw new Error(`Block ${at} of file ${fileId} is not what was written.`);
      }
    }
  }

  async #verifySpace(id: ObjectId, vm: ModelVm): Promise<void> {
    const space = vmSpace(this.#bench.array, this.#bench.inventory.vm(id));
    const logical = vm.disks.reduce((sum, disk) => sum + disk.size, 0);
    assert.deepEqual([space.logicalBytes, space.uniqueBytes, space.isExact], [logical * block, this.#heldOnlyBy(new Set([id])).size * block, true]);
    assert.equal(space.uniqueBytes + space.sharedBytes, space.logicalBytes + space.snapshotBytes);
    assert.deepEqual(await this.#bench.array.freedByDeleting(filesOfVm(this.#bench.inventory.vm(id))), { freedBytes: space.uniqueBytes });
  }

  async #verifyDiff(id: ObjectId, vm: ModelVm): Promise<void> {
    const states: VmState[] = ['current', ...vm.snapshots.keys()];
    const from = this.#random.pick(states);
    const to = this.#random.pick(states);
    const changed = new Set<string>();
    for (const event of await this.#bench.diff(id, from, to)) {
      if (event.type !== 'extents') continue;
      for (const { offset, length } of event.extents) for (let at = offset; at < offset + length; at += block) changed.add(`${event.disk}:${at / block}`);
    }
    for (let disk = 0; disk < diskCount; disk += 1) {
      const before = this.#at(vm, from)[disk];
      const after = this.#at(vm, to)[disk];
      for (let at = 0; at < blockCount; at += 1) if (before?.get(at) !== after?.get(at)) assert.ok(changed.has(`${labelOf(disk)}:${at}`), `The diff misses block ${at} of disk ${disk}.`);
    }
    if (from === to) assert.equal(changed.size, 0);
  }

  #at(vm: ModelVm, state: VmState): Disks {
    return state === 'current' ? vm.disks : (vm.snapshots.get(state)?.disks ?? []);
  }

  #heldOnlyBy(ids: ReadonlySet<ObjectId>): Set<number> {
    const held = new Set([...this.#vms].flatMap(([id, vm]) => (ids.has(id) ? [...writesOf(vm)] : [])));
    for (const [id, vm] of this.#vms) if (!ids.has(id)) for (const write of writesOf(vm)) held.delete(write);
    for (const kept of this.#kept.values()) for (const write of kept) held.delete(write);
    return held;
  }

  #startPass(): void {
    this.#pass = this.#bench.array.reclaim();
    // A failure is met when it is waited for; until then it must not count as unhandled.
    this.#pass.catch(() => undefined);
  }

  /** Takes a snapshot of the volume, or deletes one. */
  async #keepVolume(): Promise<void> {
    const { array, inventory } = this.#bench;
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#random.chance(0.5)) {
      await array.commit((tx) => array.deleteSnapshot(tx, oldest));
      this.#kept.delete(oldest);
      return;
    }
    const first = this.#bench.datastoreId('first');
    const { volumeId } = inventory.datastore(first);
    const snapshotId = await array.commit((tx) => array.createSnapshot(tx, volumeId));
    const kept = new Set<number>();
    for (const [id, vm] of this.#vms) {
      for (const [disk, place] of this.#placesOf(id).entries()) {
        if (place === first) for (const state of statesOf(vm)) for (const write of state[disk]?.values() ?? []) kept.add(write);
      }
    }
    this.#kept.set(snapshotId, kept);
  }

  async #add(): Promise<void> {
    const { id } = await this.#bench.addVm(this.#newName(), diskCount);
    const vm: ModelVm = { disks: Array.from({ length: diskCount }, () => new Map()), snapshots: new Map(), currentId: null };
    this.#vms.set(id, vm);
    if (this.#random.chance(0.5)) await this.#migrate(id, vm);
  }

  /** Some disks, or all with their home, go to where they may be already. Snapshots go with their disks. */
  async #migrate(id: ObjectId, vm: ModelVm): Promise<void> {
    const home = this.#bench.inventory.vm(id).datastoreId;
    const target = this.#random.chance(0.3) ? this.#bench.datastoreId(this.#random.pick(['first', 'second'] as const)) : null;
    const diskPlacement = this.#somePlaces();
    const before = this.#placesOf(id);
    const wanted = before.map((place, disk) => diskPlacement.find(({ label }) => label === labelOf(disk))?.datastoreId ?? target ?? place);
    // Where it is already it is not migrated to.
    if ((target ?? home) === home && wanted.every((place, disk) => place === before[disk])) return;
    await this.#bench.migrate([id], { datastoreId: target, ...(diskPlacement.length > 0 && { diskPlacement }) });
    assert.deepEqual([this.#bench.inventory.vm(id).datastoreId, this.#placesOf(id)], [target ?? home, wanted]);
    for (const [disk, place] of before.entries()) if (wanted[disk] !== place) for (const state of statesOf(vm)) this.#becomeCopy(state[disk]);
  }

  /** Each state of a disk is copied whole: it holds what it held, and shares it with nobody. */
  #becomeCopy(disk: Map<number, number> | undefined): void {
    for (const [at, write] of disk ?? []) {
      this.#lastWrite += 1;
      this.#originals.set(this.#lastWrite, write);
      disk?.set(at, this.#lastWrite);
    }
  }

  #somePlaces(): DiskPlacement {
    const disks = Array.from({ length: diskCount }, (_none, disk) => disk).filter(() => this.#random.chance(0.5));
    return disks.map((disk) => ({ label: labelOf(disk), datastoreId: this.#bench.datastoreId(this.#random.pick(['first', 'second'] as const)) }));
  }

  #placesOf(id: ObjectId): ObjectId[] {
    const vm = this.#bench.inventory.vm(id);
    return vm.disks.map((disk) => datastoreOfDisk(vm, disk));
  }

  async #write(id: ObjectId, vm: ModelVm): Promise<void> {
    const disk = this.#random.below(diskCount);
    const from = this.#random.below(blockCount);
    const count = Math.min(blockCount - from, this.#random.between(1, 12));
    const writes = Array.from({ length: count }, () => (this.#random.chance(0.1) ? 0 : (this.#lastWrite += 1)));
    await this.#bench.array.write(this.#bench.fileOf(id, disk), from * block, Buffer.concat(writes.map((write) => this.#contentOf(write))));
    for (const [index, write] of writes.entries()) {
      if (write === 0) vm.disks[disk]?.delete(from + index);
      else vm.disks[disk]?.set(from + index, write);
    }
  }

  async #snapshot(id: ObjectId, vm: ModelVm): Promise<void> {
    const snapshotId = await this.#bench.takeSnapshot(id, this.#newName());
    vm.snapshots.set(snapshotId, { disks: copyOf(vm.disks), parentId: vm.currentId });
    vm.currentId = snapshotId;
  }

  async #revert(id: ObjectId, vm: ModelVm): Promise<void> {
    if (vm.snapshots.size === 0) return;
    const [snapshotId, { disks }] = this.#random.pick([...vm.snapshots]);
    await this.#bench.revert(id, snapshotId);
    vm.disks = copyOf(disks);
    vm.currentId = snapshotId;
  }

  async #removeSnapshot(id: ObjectId, vm: ModelVm): Promise<void> {
    if (vm.snapshots.size === 0) return;
    const [rootId] = this.#random.pick([...vm.snapshots]);
    const withChildren = this.#random.chance(0.3);
    await this.#bench.removeSnapshot(id, rootId, withChildren);
    const isBelow = (at: VmSnapshotId | null): boolean => at !== null && (at === rootId || isBelow(vm.snapshots.get(at)?.parentId ?? null));
    const doomed = [...vm.snapshots.keys()].filter((at) => (withChildren ? isBelow(at) : at === rootId));
    const parentId = vm.snapshots.get(rootId)?.parentId ?? null;
    for (const at of doomed) vm.snapshots.delete(at);
    for (const snapshot of vm.snapshots.values()) if (snapshot.parentId === rootId) snapshot.parentId = parentId;
    if (vm.currentId !== null && doomed.includes(vm.currentId)) vm.currentId = parentId;
  }

  async #clone(id: ObjectId, vm: ModelVm): Promise<void> {
    const state = this.#random.pick<VmState>(['current', ...vm.snapshots.keys()]);
    const diskPlacement = this.#random.chance(0.3) ? this.#somePlaces() : [];
    const { vm: made } = await this.#bench.clone(id, this.#newName(), { snapshotId: state === 'current' ? null : state, ...(diskPlacement.length > 0 && { diskPlacement }) });
    const disks = copyOf(this.#at(vm, state));
    const [from, to] = [this.#placesOf(id), this.#placesOf(made.id)];
    for (const [disk, blocks] of disks.entries()) if (from[disk] !== to[disk]) this.#becomeCopy(blocks);
    this.#vms.set(made.id, { disks, snapshots: new Map(), currentId: null });
  }

  async #delete(id: ObjectId): Promise<void> {
    await this.#bench.deleteVms(id);
    this.#vms.delete(id);
  }

  /** What a write puts into a block; nothing was written is zeros. */
  #contentOf(write: number): Buffer {
    let original = write;
    for (let at = this.#originals.get(write); at !== undefined; at = this.#originals.get(at)) original = at;
    return original === 0 ? zeros : Buffer.alloc(block, `${original};`);
  }

  #newName(): string {
    this.#lastName += 1;
    return `m${this.#lastName}`;
  }
}

const zeros = Buffer.alloc(block);
