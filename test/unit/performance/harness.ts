/** A yard's rooms with a record of performance over a clock that the test sets. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HostUseRecorder } from '../../../electron/acceleration/hostUse.ts';
import { Inventory } from '../../../electron/inventory/inventory.ts';
import type { VmRecord } from '../../../electron/inventory/records.ts';
import { buildContainers, type BuiltContainers } from '../../../electron/lab/containers.ts';
import { emptyYard } from '../../../electron/lab/sampleYard.ts';
import { Meta } from '../../../electron/meta/meta.ts';
import { DeviceRegistry } from '../../../electron/offload/device/deviceRegistry.ts';
import { openPerformance } from '../../../electron/performance/open.ts';
import type { PerformanceRooms } from '../../../electron/performance/rooms.ts';
import { readSeries } from '../../../electron/performance/series.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { CounterId, PerformanceSeries } from '../../../shared/model/performance.ts';
import { mibBytes } from '../../../shared/units.ts';
import { MemoryArray } from '../../sim/memoryArray.ts';

export const secondMs = 1_000;
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
/** The beginning of a day, and of every other interval; later than machines that are made while the test runs. */
export const dawnMs = Date.UTC(2100, 0, 1);

export class TestClock {
  day = dawnMs;
  ticks = 0;
  readonly nowMs = (): number => this.day;
  readonly ticksMs = (): number => this.ticks;
  pass(ms: number): void {
    this.day += ms;
    this.ticks += ms;
  }
}

interface Rooms {
  readonly meta: Meta;
  readonly array: MemoryArray;
  readonly inventory: Inventory;
  readonly devices: DeviceRegistry;
  readonly hostUse: HostUseRecorder;
  readonly performance: PerformanceRooms;
}

export class PerformanceBench {
  readonly clock = new TestClock();
  readonly said: string[] = [];
  readonly #directory = mkdtempSync(join(tmpdir(), 'cloneyard-performance-'));
  #rooms: Rooms | null = null;
  #containers: BuiltContainers | null = null;

  get rooms(): Rooms {
    if (!this.#rooms) throw new Error('The bench is not open.');
    return this.#rooms;
  }

  async open(hosts: readonly string[] = ['esx-01', 'esx-02']): Promise<void> {
    const meta = Meta.open(this.#directory);
    const array = new MemoryArray({ transaction: (work) => meta.transaction(work) });
    const inventory = new Inventory(meta, array);
    await array.commit((tx) => {
      const volumeId = array.createVolume(tx, { sizeBytes: 100 * mibBytes });
      this.#containers = buildContainers({ ...emptyYard, hosts }, [volumeId]);
      inventory.addContainers(tx, this.#containers.records);
    });
    this.#build(meta, array, inventory);
  }

  /** The record closed, or left as a crash leaves it, and opened again over the same store. */
  reopenRecord(isClosed: boolean): void {
    const { meta, array, inventory, performance } = this.rooms;
    if (isClosed) performance.recorder.close();
    this.#build(meta, array, inventory);
  }

  #build(meta: Meta, array: MemoryArray, inventory: Inventory): void {
    const devices = this.#rooms?.devices ?? new DeviceRegistry({ meta, array, now: this.clock.nowMs });
    const hostUse = new HostUseRecorder(array, this.clock.nowMs);
    const performance = openPerformance({ meta, array, inventory, acceleration: { devices, hostUse }, log: (text) => this.said.push(text), clock: this.clock });
    this.#rooms = { meta, array, inventory, devices, hostUse, performance };
  }

  idOf(kind: 'vcenter' | 'datacenter' | 'cluster' | 'host' | 'datastore' | 'folder', name?: string): ObjectId {
    const found = this.rooms.inventory.containers().find((record) => record.kind === kind && (name === undefined || record.name === name));
    if (!found) throw new Error(`There is no ${kind} ${name ?? ''}.`);
    return found.id;
  }

  async addMachines(...names: string[]): Promise<VmRecord[]> {
    const { array, inventory } = this.rooms;
    const datastore = inventory.datastore(this.idOf('datastore'));
    const records = await array.commit((tx) =>
      inventory.addVms(tx, names.map((name) => ({
        name, isTemplate: false, source: null, folderId: this.idOf('folder', 'Virtual machines'), hostId: this.idOf('host'), datastoreId: datastore.id, powerState: 'poweredOff' as const,
        guestOs: '', cpuCount: 1, memoryBytes: mibBytes, notes: '',
        disks: [{ fileId: array.createFile(tx, datastore.volumeId, mibBytes), sizeBytes: mibBytes, label: 'Hard disk 1', mechanism: 'created' as const, mechanismReason: 'Made for a test.' }],
      }))),
    );
    await this.turn();
    return records;
  }

  /** Changes of space are told once per turn. */
  turn(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  /** Fills a disk with so many blocks of its own. */
  async write(vm: VmRecord, blockCount: number, value: number): Promise<void> {
    const [disk] = vm.disks;
    if (!disk) throw new Error('The machine has no disk.');
    const bytes = new Uint8Array(blockCount * 4096);
    for (let block = 0; block < blockCount; block += 1) bytes.fill(value, block * 4096, (block + 1) * 4096);
    await this.rooms.array.write(disk.fileId, 0, bytes);
    await this.rooms.array.commit(() => undefined);
    await this.turn();
  }

  /** One interval goes by and is recorded. */
  interval(lengthMs = 20 * secondMs): void {
    this.clock.pass(lengthMs);
    this.rooms.performance.recorder.sample();
  }

  series(objectId: ObjectId, counters: CounterId[], spanMs = hourMs, maxPoints = 2_000): PerformanceSeries {
    const toMs = this.clock.nowMs();
    return readSeries(this.rooms.performance, { objectId, counters, fromMs: toMs - spanMs, toMs, maxPoints });
  }

  async cleanUp(): Promise<void> {
    if (this.#rooms) {
      const { meta, array, inventory, devices, hostUse, performance } = this.#rooms;
      performance.recorder.close();
      inventory.close();
      devices.close();
      hostUse.close();
      await array.close();
      await meta.close();
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
