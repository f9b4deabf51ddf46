/** Comparisons over a real store, array, engine and data mover, without the doors around them. */
import { registerCompare, startCompare } from '../../../electron/acceleration/compare.ts';
import type { CompareRooms } from '../../../electron/acceleration/compareRooms.ts';
import { HostSwitchStore } from '../../../electron/acceleration/hostSwitches.ts';
import type { VmRecord } from '../../../electron/inventory/records.ts';
import { DeviceRegistry } from '../../../electron/offload/device/deviceRegistry.ts';
import type { FaultSource } from '../../../electron/offload/device/deviceTypes.ts';
import { createEngine } from '../../../electron/offload/engine.ts';
import { createHostMover } from '../../../electron/offload/mover/hostMover.ts';
import type { HostMover } from '../../../electron/offload/mover/moverTypes.ts';
import { TaskService } from '../../../electron/tasks/taskService.ts';
import type { TaskId, VolumeId } from '../../../shared/ids.ts';
import type { ArrayProfileId, Comparison, ComparisonSpec } from '../../../shared/model/offload.ts';
import type { Task } from '../../../shared/model/task.ts';
import { newRequestId } from '../../fixtures/yard.ts';
import { MachineBench, type BenchOptions } from '../machines/machineBench.ts';

/** Hands a fault to whatever `next` says; none by default. */
export class ChosenFaults implements FaultSource {
  next: FaultSource['next'] = () => null;
}

export class CompareBench {
  readonly machines: MachineBench;
  readonly devices: DeviceRegistry;
  readonly faults = new ChosenFaults();
  readonly rooms: CompareRooms;
  readonly #mover: HostMover;

  private constructor(machines: MachineBench) {
    this.machines = machines;
    const { array, inventory, tasks, meta } = machines;
    this.devices = new DeviceRegistry({ meta, array, faults: this.faults });
    this.#mover = createHostMover({ array, sink: { record: () => undefined } });
    this.rooms = {
      inventory, array, tasks,
      devices: this.devices,
      engine: createEngine({ array, mover: this.#mover }),
      switches: new HostSwitchStore(meta, inventory),
      log: (text) => machines.logged.push(text),
    };
    registerCompare(this.rooms);
  }

  static async open(options: BenchOptions): Promise<CompareBench> {
    return new CompareBench(await MachineBench.open(options));
  }

  async close(): Promise<void> {
    await this.machines.tasks.close();
    await this.#mover.close();
    this.devices.close();
    await this.machines.close();
  }

  /** Makes the first datastore one on an array of the profile. */
  useProfile(profile: ArrayProfileId, type: 'NFS' | 'VMFS'): void {
    const { meta, inventory } = this.machines;
    const datastore = inventory.datastore(this.machines.datastoreId('first'));
    // Inventories do not change the type of a datastore; here it saves a third one.
    Object.assign(datastore, { type });
    this.devices.device(datastore.volumeId, type);
    meta.transaction((tx) => this.devices.update(tx, datastore.volumeId, { profile }));
  }

  get volumeId(): VolumeId {
    return this.machines.inventory.datastore(this.machines.datastoreId('first')).volumeId;
  }

  start(vm: VmRecord, count: number, changes: Partial<ComparisonSpec> = {}): Promise<TaskId> {
    return startCompare(this.rooms, { sourceId: vm.id, count, hardwareProfile: 'nfs10', ...changes }, newRequestId(), 'Test');
  }

  async end(id: Promise<TaskId>): Promise<Task> {
    return this.machines.tasks.wait(await id);
  }

  async compare(vm: VmRecord, count: number, changes: Partial<ComparisonSpec> = {}): Promise<Comparison> {
    const task = await this.end(this.start(vm, count, changes));
    if (task.result?.kind !== 'compareOffload') throw new Error(`The comparison ended as ${task.state}: ${task.fault?.message ?? ''}`);
    return task.result.comparison;
  }

  /** What must be the same before and after a comparison, however it ended. */
  async leftovers(): Promise<{ files: number; physicalBytes: number; logicalBytes: number; problems: string[] }> {
    const { array } = this.machines;
    await array.reclaim();
    const { physicalBytes, logicalBytes } = array.volume(this.volumeId);
    return { files: [...array.fileIds(this.volumeId)].length, physicalBytes, logicalBytes, problems: await this.machines.problems() };
  }

  /** The tasks as the next start would take them up. */
  recoverTasks(): TaskService {
    const tasks = new TaskService(this.machines.meta, (text) => this.machines.logged.push(text));
    registerCompare({ ...this.rooms, tasks });
    tasks.recover(true);
    return tasks;
  }
}
