import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decide } from '../../../electron/acceleration/decide.ts';
import { explainVm } from '../../../electron/acceleration/explain.ts';
import { HostSwitchStore } from '../../../electron/acceleration/hostSwitches.ts';
import { Inventory } from '../../../electron/inventory/inventory.ts';
import { vmNumberOf, type VmRecord } from '../../../electron/inventory/records.ts';
import { buildContainers, type BuiltContainers } from '../../../electron/lab/containers.ts';
import { emptyYard } from '../../../electron/lab/sampleYard.ts';
import { DeviceRegistry } from '../../../electron/offload/device/deviceRegistry.ts';
import { TrailStore, type TrailDraft } from '../../../electron/offload/trails.ts';
import { objectIdSchema, type TrailId } from '../../../shared/ids.ts';
import { mibBytes } from '../../../shared/units.ts';
import { ArrayBench } from '../../fixtures/array.ts';

const unknownVm = objectIdSchema.parse('vm-999');

/** One machine with a disk that holds something, on `first` (NFS); `second` is VMFS. */
class World {
  readonly bench = new ArrayBench();
  readonly inventory: Inventory;
  readonly devices: DeviceRegistry;
  readonly switches: HostSwitchStore;
  readonly trails: TrailStore;
  readonly containers: BuiltContainers;
  readonly vm: VmRecord;

  private constructor(bench: ArrayBench, containers: BuiltContainers, inventory: Inventory, vm: VmRecord) {
    this.bench = bench;
    this.containers = containers;
    this.inventory = inventory;
    this.vm = vm;
    this.devices = new DeviceRegistry({ meta: bench.meta, array: bench.array });
    this.switches = new HostSwitchStore(bench.meta, inventory);
    this.trails = new TrailStore(bench.meta);
  }

  static async open(): Promise<World> {
    const bench = new ArrayBench();
    await bench.open();
    const { array, meta } = bench;
    const inventory = new Inventory(meta, array);
    const made = await array.commit((tx) => {
      const volumes = [array.createVolume(tx, { sizeBytes: 64 * mibBytes }), array.createVolume(tx, { sizeBytes: 64 * mibBytes })];
      const datastores = [{ name: 'first', type: 'NFS', sizeBytes: 64 * mibBytes }, { name: 'second', type: 'VMFS', sizeBytes: 64 * mibBytes }] as const;
      const containers = buildContainers({ ...emptyYard, datastores }, volumes);
      inventory.addContainers(tx, containers.records);
      const [volumeId] = volumes;
      if (volumeId === undefined) throw new Error('There is no volume.');
      return { containers, fileId: array.createFile(tx, volumeId, mibBytes) };
    });
    const { containers, fileId } = made;
    await array.write(fileId, 0, new Uint8Array(mibBytes).fill(5));
    const [vm] = await array.commit((tx) =>
      inventory.addVms(tx, [{
        name: 'gold', isTemplate: false, source: null, folderId: containers.idOf('folder', 'Virtual machines'), hostId: containers.idOf('host', 'esx-01.yard.local'),
        datastoreId: containers.idOf('datastore', 'first'), powerState: 'poweredOff', guestOs: '', cpuCount: 1, memoryBytes: mibBytes, notes: '',
        disks: [{ fileId, sizeBytes: mibBytes, label: 'Hard disk 1', mechanism: 'imported', mechanismReason: 'Made for a test.' }],
      }]),
    );
    if (!vm) throw new Error('There is no machine.');
    return new World(bench, containers, inventory, vm);
  }

  get rooms() {
    const { inventory, devices, switches, trails } = this;
    return { inventory, devices, switches, trails, array: this.bench.array };
  }

  async close(): Promise<void> {
    this.inventory.close();
    this.devices.close();
    await this.bench.remove();
  }
}

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(() => world.close());

const trailOf = (name: string): TrailDraft => ({
  operation: 'clone', mechanism: 'fileClone', isOffloaded: true, reason: 'For a test.', attempts: [], firstFailed: null, fixes: [], taskId: null, atMs: 1, vmCount: 1, vmNames: [name],
  sourceName: null, hostName: 'esx-01.yard.local', sourceDatastoreName: null, datastoreName: 'first',
  moved: { networkReadBytes: 0, networkWriteBytes: 0, arrayReadBytes: 0, arrayWriteBytes: 0, allocatedBytes: 0 }, elapsedMs: 1, failure: null,
});

describe('how a machine was made', () => {
  test('is not known of one from before there were trails', () => {
    expect(explainVm(world.rooms, world.vm.id)).toEqual({ made: null, madeApart: [], later: [] });
    expect(() => explainVm(world.rooms, unknownVm)).toThrow(expect.objectContaining({ code: 'ManagedObjectNotFound' }));
  });

  test('is told with what followed, newest first', () => {
    const { trails, inventory, vm, bench } = world;
    const ids = bench.meta.transaction((tx): TrailId[] => {
      const made = trails.add(tx, trailOf('made'));
      const number = vmNumberOf(vm.id);
      const later = ['snapshot', 'zero'].map((name) => trails.add(tx, trailOf(name)));
      for (const trail of later) trails.addToVm(tx, number, trail.id);
      inventory.updateVms(tx, [{ ...vm, madeTrailId: made.id }]);
      return [made.id, ...later.map((trail) => trail.id)];
    });
    const told = explainVm(world.rooms, vm.id);
    expect(told.made).toMatchObject({ id: ids[0], vmNames: ['made'] });
    expect(told.later.map((trail) => trail.id)).toEqual([ids[2], ids[1]]);
  });

  test('is forgotten with a trail that is kept no longer', () => {
    const { inventory, vm, bench } = world;
    const few = new TrailStore(bench.meta, 1);
    bench.meta.transaction((tx) => {
      inventory.updateVms(tx, [{ ...vm, madeTrailId: few.add(tx, trailOf('made')).id }]);
      few.add(tx, trailOf('another'));
    });
    expect(explainVm({ ...world.rooms, trails: few }, vm.id).made).toBeNull();
  });
});

describe('what cloning would come to', () => {
  test('is a file clone on the datastore of the machine', () => {
    const decision = decide(world.rooms, { vmId: world.vm.id, datastoreId: null, hostId: null });
    expect(decision).toMatchObject({ operation: 'clone', mechanism: 'fileClone', isOffloaded: true, firstFailed: null });
  });

  test('follows the switches of the host and of the datastore, and changes nothing', () => {
    const { bench, switches, devices, vm } = world;
    const question = { vmId: vm.id, datastoreId: null, hostId: null };
    bench.meta.transaction((tx) => switches.set(tx, vm.hostId, { isNasPluginInstalled: false }));
    expect(decide(world.rooms, question)).toMatchObject({ mechanism: 'hostCopy', isOffloaded: false, firstFailed: 'nasPlugin' });
    bench.meta.transaction((tx) => switches.set(tx, vm.hostId, { isNasPluginInstalled: true }));
    const { volumeId } = world.inventory.datastore(vm.datastoreId);
    bench.meta.transaction((tx) => devices.update(tx, volumeId, { profile: 'plain' }));
    expect(decide(world.rooms, question)).toMatchObject({ mechanism: 'hostCopy', firstFailed: 'primitiveOffered' });
    expect(devices.device(volumeId).counters.nasFastFileClone).toBe(0);
    expect([...world.inventory.vms()]).toHaveLength(1);
  });

  test('is the host copying to a datastore of another type', () => {
    const datastoreId = world.containers.idOf('datastore', 'second');
    expect(decide(world.rooms, { vmId: world.vm.id, datastoreId, hostId: null })).toMatchObject({ mechanism: 'hostCopy', isOffloaded: false });
  });

  test('cannot be told of what does not exist', () => {
    const question = { vmId: world.vm.id, datastoreId: null, hostId: null };
    const wrong = [{ vmId: unknownVm }, { datastoreId: objectIdSchema.parse('datastore-999') }, { hostId: objectIdSchema.parse('host-999') }, { hostId: world.vm.datastoreId }];
    for (const change of wrong) expect(() => decide(world.rooms, { ...question, ...change })).toThrow(expect.objectContaining({ code: 'ManagedObjectNotFound' }));
  });
});
