/** Machines with several disks over a real store and an array, without the doors around them. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAcceleration, type OpenAcceleration } from '../../../electron/acceleration/open.ts';
import { openArray } from '../../../electron/array/array.ts';
import type { StorageArray } from '../../../electron/array/port.ts';
import { Measurements } from '../../../electron/cloning/facts.ts';
import { SegmentFiles } from '../../../electron/disk/segmentFiles.ts';
import { checkInventory } from '../../../electron/inventory/checkInventory.ts';
import { registerDeleteVms, startDelete } from '../../../electron/inventory/deleteVms.ts';
import { Inventory } from '../../../electron/inventory/inventory.ts';
import type { VmDraft, VmRecord } from '../../../electron/inventory/records.ts';
import { buildContainers, type BuiltContainers } from '../../../electron/lab/containers.ts';
import { emptyYard } from '../../../electron/lab/sampleYard.ts';
import { startClone } from '../../../electron/machines/cloneMachine.ts';
import { startCreateSnapshot } from '../../../electron/machines/createSnapshot.ts';
import { diffMachine } from '../../../electron/machines/diffMachine.ts';
import { startMigration } from '../../../electron/machines/migrateMachines.ts';
import { registerMachines } from '../../../electron/machines/registerMachines.ts';
import { startRemoveSnapshot } from '../../../electron/machines/removeSnapshot.ts';
import { startRevert } from '../../../electron/machines/revertMachine.ts';
import type { MachineRooms } from '../../../electron/machines/rooms.ts';
import { Meta } from '../../../electron/meta/meta.ts';
import { VolumeRegistry } from '../../../electron/storage/volumeRegistry.ts';
import type { FaultSource } from '../../../electron/offload/device/deviceTypes.ts';
import { TaskService } from '../../../electron/tasks/taskService.ts';
import type { FileId, ObjectId, TaskId, VmSnapshotId } from '../../../shared/ids.ts';
import type { MachineCloneSpec, VmDiffEvent, VmState } from '../../../shared/model/machine.ts';
import type { MigrationSpec } from '../../../shared/model/migration.ts';
import type { Task, TaskResult } from '../../../shared/model/task.ts';
import { mibBytes } from '../../../shared/units.ts';
import { newRequestId, type ArrayKind } from '../../fixtures/yard.ts';
import { MemoryArray } from '../../sim/memoryArray.ts';

export const diskBytes = mibBytes;
export const block = 4096;
const initiator = 'Test';

export interface BenchOptions {
  readonly kind: ArrayKind;
  /** Stands between the services and the array. */
  readonly wrap?: (array: StorageArray) => StorageArray;
  /** What goes wrong between hosts and arrays; nothing unless told otherwise. */
  readonly faults?: FaultSource;
  /** One unless told otherwise. */
  readonly hosts?: readonly string[];
  /** `first` and `second`, both NFS, unless told otherwise. */
  readonly datastores?: readonly { readonly name: string; readonly type: 'NFS' | 'VMFS' }[];
}

/** Disks of a machine on the one and the other. */
export const bothTypes = [{ name: 'first', type: 'NFS' }, { name: 'second', type: 'VMFS' }] as const;

export class MachineBench {
  readonly #directory: string;
  readonly meta: Meta;
  readonly #containers: BuiltContainers;
  readonly #volumes: VolumeRegistry;
  readonly #acceleration: OpenAcceleration;
  readonly logged: string[] = [];
  readonly rooms: MachineRooms;
  readonly tasks: TaskService;
  readonly inventory: Inventory;
  readonly array: StorageArray;

  private constructor(directory: string, meta: Meta, containers: BuiltContainers, array: StorageArray, inventory: Inventory, faults: FaultSource | undefined) {
    this.#directory = directory;
    this.meta = meta;
    this.#containers = containers;
    this.array = array;
    this.inventory = inventory;
    this.tasks = new TaskService(meta, (text) => this.logged.push(text));
    this.#volumes = new VolumeRegistry(meta, array, inventory);
    this.#acceleration = openAcceleration({ meta, array, inventory, volumes: this.#volumes, log: (text) => this.logged.push(text), faults });
    this.rooms = { inventory, array, tasks: this.tasks, measurements: new Measurements(meta), ...this.#acceleration.parts };
    registerMachines(this.rooms);
    registerDeleteVms({ ...this.rooms, meta });
  }

  /** Two datastores, `first` and `second`, and one host, unless told otherwise. */
  static async open({ kind, wrap = (array) => array, faults, hosts = emptyYard.hosts, datastores }: BenchOptions): Promise<MachineBench> {
    const directory = mkdtempSync(join(tmpdir(), 'cloneyard-test-'));
    const meta = Meta.open(join(directory, 'meta'));
    const bare = kind === 'memory' ? new MemoryArray({ transaction: (work) => meta.transaction(work) }) : await openArray({ meta, disk: new SegmentFiles(join(directory, 'segments')) });
    const array = wrap(bare);
    const inventory = new Inventory(meta, array);
    const plan = { ...emptyYard, hosts, datastores: (datastores ?? (['first', 'second'] as const).map((name) => ({ name, type: 'NFS' as const }))).map((one) => ({ ...one, sizeBytes: 64 * mibBytes })) };
    const containers = await array.commit((tx) => {
      const built = buildContainers(plan, plan.datastores.map(({ sizeBytes }) => array.createVolume(tx, { sizeBytes })));
      inventory.addContainers(tx, built.records);
      return built;
    });
    return new MachineBench(directory, meta, containers, array, inventory, faults);
  }

  async close(): Promise<void> {
    this.inventory.close();
    this.#volumes.close();
    this.#acceleration.endStreams();
    await this.tasks.close();
    await this.#acceleration.close();
    this.rooms.measurements.save();
    await this.array.close();
    await this.meta.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** The inventory as another start would read it from the store. */
  rereadInventory(): Inventory {
    const inventory = new Inventory(this.meta, this.array);
    inventory.close();
    return inventory;
  }

  datastoreId(name: string): ObjectId {
    return this.#containers.idOf('datastore', name);
  }

  hostId(name: string): ObjectId {
    return this.#containers.idOf('host', name);
  }

  /** @param home the name of the datastore of all its disks */
  async addVm(name: string, diskCount: number, changes: Partial<VmDraft> = {}, home = 'first'): Promise<VmRecord> {
    const { volumeId } = this.inventory.datastore(this.datastoreId(home));
    const [vm] = await this.array.commit((tx) => {
      const fileIds: FileId[] = [];
      for (let number = 0; number < diskCount; number += 1) {
        const [groupOf] = fileIds;
        fileIds.push(this.array.createFile(tx, volumeId, diskBytes, groupOf === undefined ? {} : { groupOf }));
      }
      const disks = fileIds.map((fileId, index) => ({ fileId, sizeBytes: diskBytes, label: `Hard disk ${index + 1}`, mechanism: 'imported' as const, mechanismReason: 'Made for a test.' }));
      return this.inventory.addVms(tx, [
        {
          name, isTemplate: false, source: null, powerState: 'poweredOff', guestOs: '', cpuCount: 1, memoryBytes: mibBytes, notes: '', disks,
          folderId: this.#containers.idOf('folder', 'Virtual machines'),
          hostId: this.#containers.idOf('host', 'esx-01.yard.local'),
          datastoreId: this.datastoreId(home),
          ...changes,
        },
      ]);
    });
    if (!vm) throw new Error('The virtual machine was not made.');
    return vm;
  }

  /** Blocks `from` to `from + count` of a disk become different from all others that other seeds give. */
  async writeBlocks(vmId: ObjectId, disk: number, from: number, count: number, seed: number): Promise<void> {
    const data = Buffer.alloc(count * block);
    for (let at = 0; at < data.length; at += block) data.fill(`${seed}:${disk}:${from + at / block};`, at, at + block);
    await this.array.write(this.fileOf(vmId, disk), from * block, data);
    await this.array.flush();
  }

  fileOf(vmId: ObjectId, disk: number): FileId {
    const found = this.inventory.vm(vmId).disks[disk];
    if (!found) throw new Error(`There is no disk ${disk}.`);
    return found.fileId;
  }

  /** Stands for the content of all disks. */
  async contentOf(vmId: ObjectId): Promise<string> {
    const hash = createHash('sha256');
    for (const { fileId } of this.inventory.vm(vmId).disks) hash.update(await this.readFile(fileId));
    return hash.digest('hex');
  }

  async readFile(fileId: FileId): Promise<Buffer> {
    const content = Buffer.alloc(this.array.file(fileId).sizeBytes);
    await this.array.read(fileId, 0, content);
    return content;
  }

  async takeSnapshot(vmId: ObjectId, name: string): Promise<VmSnapshotId> {
    const result = await this.resultOf(startCreateSnapshot(this.rooms, { vmId, name, description: '', requestId: newRequestId() }, initiator));
    if (result?.kind !== 'createVmSnapshot') throw new Error('No snapshot was made.');
    return result.snapshotId;
  }

  async revert(vmId: ObjectId, snapshotId: VmSnapshotId): Promise<void> {
    await this.resultOf(startRevert(this.rooms, { vmId, snapshotId, requestId: newRequestId() }, initiator));
  }

  async removeSnapshot(vmId: ObjectId, snapshotId: VmSnapshotId, withChildren = false): Promise<TaskResult | null> {
    return this.resultOf(startRemoveSnapshot(this.rooms, { vmId, snapshotId, withChildren, requestId: newRequestId() }, initiator));
  }

  async clone(vmId: ObjectId, name: string, changes: Partial<MachineCloneSpec> = {}): Promise<{ vm: VmRecord; result: Extract<TaskResult, { kind: 'cloneVm' }> }> {
    const spec = { vmId, snapshotId: null, name, folderId: null, datastoreId: null, computeId: null, powerOn: false, ...changes };
    const result = await this.resultOf(startClone(this.rooms, { spec, requestId: newRequestId() }, initiator));
    if (result?.kind !== 'cloneVm') throw new Error('No clone was made.');
    return { vm: this.inventory.vm(result.vmId), result };
  }

  async migrate(vmIds: readonly ObjectId[], changes: Partial<MigrationSpec>): Promise<Extract<TaskResult, { kind: 'migrateVms' }>> {
    const spec = { vmIds: [...vmIds], hostId: null, datastoreId: null, ...changes };
    const result = await this.resultOf(startMigration(this.rooms, { spec, requestId: newRequestId() }, initiator));
    if (result?.kind !== 'migrateVms') throw new Error('Nothing was migrated.');
    return result;
  }

  async deleteVms(...ids: ObjectId[]): Promise<void> {
    await this.resultOf(startDelete({ ...this.rooms, meta: this.meta }, ids, newRequestId(), initiator));
  }

  async diff(vmId: ObjectId, from: VmState, to: VmState): Promise<VmDiffEvent[]> {
    const events: VmDiffEvent[] = [];
    for await (const event of diffMachine(this.rooms, { vmId, from, to })) events.push(event);
    return events;
  }

  /** The result of a task that is expected to succeed. */
  async resultOf(started: Promise<TaskId>): Promise<TaskResult | null> {
    const task = await this.tasks.wait(await started);
    if (task.state !== 'success') throw new Error(`${task.name} ended as ${task.state}: ${task.fault?.code ?? ''} ${task.fault?.message ?? ''}`);
    return task.result;
  }

  lastTask(): Task {
    const [task] = this.tasks.list(1);
    if (!task) throw new Error('There is no task.');
    return task;
  }

  /** Every problem that the check of the array and of the inventory finds. */
  async problems(): Promise<string[]> {
    const { problems } = await this.array.check();
    return [...problems, ...(await checkInventory(this.inventory, this.array, () => this.tasks.isIdle))];
  }
}
