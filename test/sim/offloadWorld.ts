/** A yard whose arrays and links fail by a seed: datastores of all kinds, and machines with several disks of data and holes on them. */
import { createRouterClient } from '@orpc/server';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openArray } from '../../electron/array/array.ts';
import type { StorageArray } from '../../electron/array/port.ts';
import type { FileFormat } from '../../electron/array/portTypes.ts';
import { SegmentFiles } from '../../electron/disk/segmentFiles.ts';
import { Inventory } from '../../electron/inventory/inventory.ts';
import type { VmRecord } from '../../electron/inventory/records.ts';
import { buildContainers, type BuiltContainers } from '../../electron/lab/containers.ts';
import { emptyYard } from '../../electron/lab/sampleYard.ts';
import { Setup } from '../../electron/lab/setup.ts';
import { Meta } from '../../electron/meta/meta.ts';
import { profilesOfType } from '../../electron/offload/device/profiles.ts';
import { assembleYard, type Yard } from '../../electron/yard.ts';
import type { FileId, ObjectId, VmSnapshotId } from '../../shared/ids.ts';
import type { DatastoreAcceleration } from '../../shared/model/offload.ts';
import { blockSizeBytes, gibBytes, mibBytes } from '../../shared/units.ts';
import { endedWell, newRequestId, type ArrayKind, type YardClient } from '../fixtures/yard.ts';
import { MemoryArray } from './memoryArray.ts';
import { SeededFaults } from './offloadFaultSource.ts';
import { DirectMover } from './offloadMover.ts';
import { createRandom, type Random } from './random.ts';

export const formats: readonly FileFormat[] = ['thin', 'lazyZeroedThick', 'eagerZeroedThick'];

/** What a machine or one of its snapshots holds, disk by disk. It never changes. */
export interface Held {
  readonly vmId: ObjectId;
  readonly snapshotId: VmSnapshotId | null;
  /** `dataBytes` leaves out what the last block has beyond the end of the disk. */
  readonly disks: readonly { readonly label: string; readonly content: Buffer; readonly format: FileFormat; readonly logicalBytes: number; readonly dataBytes: number }[];
}

export class OffloadWorld {
  readonly random: Random;
  readonly faults: SeededFaults;
  readonly array: StorageArray;
  readonly meta: Meta;
  readonly client: YardClient;
  readonly logged: string[];
  readonly sources: Held[] = [];
  datastores: DatastoreAcceleration[] = [];
  readonly #directory: string;
  readonly #yard: Yard;

  private constructor(random: Random, faults: SeededFaults, opened: { directory: string; meta: Meta; array: StorageArray; yard: Yard; logged: string[] }) {
    this.random = random;
    this.faults = faults;
    this.array = opened.array;
    this.meta = opened.meta;
    this.logged = opened.logged;
    this.#directory = opened.directory;
    this.#yard = opened.yard;
    this.client = createRouterClient(opened.yard.router);
  }

  /** @param kind `memory` copies in this thread, `embedded` by the real data mover */
  static async open(random: Random, kind: ArrayKind): Promise<OffloadWorld> {
    const directory = mkdtempSync(join(tmpdir(), 'cloneyard-test-'));
    const logged: string[] = [];
    const meta = Meta.open(join(directory, 'meta'));
    const array = kind === 'memory' ? new MemoryArray({ transaction: (work) => meta.transaction(work) }) : await openArray({ meta, disk: new SegmentFiles(join(directory, 'segments')) });
    const added = await addMachines(random, meta, array);
    // What goes wrong must not depend on how often the random numbers of the story were asked for.
    const faults = new SeededFaults(createRandom(random.nextUint32()));
    const mover = kind === 'memory' ? { mover: new DirectMover(array) } : {};
    const yard = await assembleYard({ dataDirectory: directory, version: '0.0.0-test', log: (line) => logged.push(line), runsSchedules: false, faults, ...mover }, meta, array);
    const world = new OffloadWorld(random, faults, { directory, meta, array, yard, logged });
    await world.#setUp(added);
    return world;
  }

  /** What the store says, as another start would read it. */
  records(): VmRecord[] {
    const inventory = new Inventory(this.meta, this.array);
    inventory.close();
    return inventory.storedVms(0, 10_000);
  }

  async read(fileId: FileId): Promise<Buffer> {
    const content = Buffer.alloc(this.array.file(fileId).sizeBytes);
    await this.array.read(fileId, 0, content);
    return content;
  }

  async refreshDatastores(): Promise<void> {
    this.datastores = await this.client.offload.datastores();
  }

  async close(): Promise<void> {
    await this.#yard.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** Profiles, switches of hosts, and a snapshot of some machines after which their disks go on. */
  async #setUp(added: readonly VmRecord[]): Promise<void> {
    const { client, random } = this;
    // Arrays that do most by themselves come often, and several datastores on one array too: there most can go wrong.
    const able = { NFS: 'nasFiler', VMFS: random.pick(['blockFull', 'blockCopy'] as const) } as const;
    for (const { datastoreId, type } of await client.offload.datastores()) {
      await client.offload.setDatastore({ datastoreId, profile: random.chance(0.7) ? able[type] : random.pick(profilesOfType(type)).id });
    }
    for (const { hostId } of await client.offload.hosts()) {
      const change = { maxTransferBytes: random.pick([mibBytes, mibBytes, 4 * mibBytes]), hardwareAcceleratedMove: random.chance(0.95), hardwareAcceleratedInit: random.chance(0.9), isNasPluginInstalled: random.chance(0.95) };
      await client.offload.setHostSwitches({ hostId, change });
    }
    for (const vm of added) {
      if (random.chance(0.3)) {
        const { taskId } = await client.machines.createSnapshot({ vmId: vm.id, name: 'kept', description: '', requestId: newRequestId() });
        await endedWell(client, taskId);
        const [kept] = this.records().find(({ id }) => id === vm.id)?.snapshots?.all ?? [];
        if (!kept) throw new Error('The snapshot is not there.');
        this.sources.push(await this.#hold(vm.id, kept.id, kept.disks));
        for (const { fileId } of vm.disks) await this.array.write(fileId, 0, random.bytes(random.between(1, 5) * blockSizeBytes));
      }
      this.sources.push(await this.#hold(vm.id, null, vm.disks));
    }
    await this.refreshDatastores();
    this.faults.reset();
  }

  async #hold(vmId: ObjectId, snapshotId: VmSnapshotId | null, disks: readonly { readonly label: string; readonly fileId: FileId }[]): Promise<Held> {
    const held: Held['disks'][number][] = [];
    for (const { label, fileId } of disks) {
      const { format, logicalBytes } = this.array.file(fileId);
      let dataBytes = 0;
      for await (const { length } of this.array.extents(fileId)) dataBytes += length;
      held.push({ label, content: await this.read(fileId), format, logicalBytes, dataBytes });
    }
    return { vmId, snapshotId, disks: held };
  }
}

async function addMachines(random: Random, meta: Meta, array: StorageArray): Promise<readonly VmRecord[]> {
  const inventory = new Inventory(meta, array);
  const setup = new Setup(meta, array);
  const types = random.pick([['NFS'], ['VMFS'], ['NFS', 'VMFS']] as const);
  const datastores = Array.from({ length: random.between(2, 3) }, (_, index) => ({ name: `store-${index}`, type: random.pick(types), sizeBytes: gibBytes }));
  const plan = { ...emptyYard, hosts: ['esx-01', 'esx-02'], datastores };
  try {
    const { containers, volumes } = await array.commit((tx) => {
      const made = datastores.map(({ sizeBytes }) => array.createVolume(tx, { sizeBytes }));
      const built = buildContainers(plan, made);
      inventory.addContainers(tx, built.records);
      setup.complete(tx);
      return { containers: built, volumes: made };
    });
    const vms: VmRecord[] = [];
    for (let number = 1; number <= 2; number += 1) {
      const home = random.below(datastores.length);
      const { name } = datastores[home] ?? { name: '' };
      const volumeId = volumes[home];
      if (volumeId === undefined) throw new Error('There is no such volume.');
      const vm = await array.commit((tx) => addMachine(random, { inventory, array, containers }, tx, { name: `source-${number}`, datastore: name, volumeId }));
      for (const { fileId, sizeBytes } of vm.disks) await fill(random, array, fileId, sizeBytes);
      vms.push(vm);
    }
    return vms;
  } finally {
    inventory.close();
  }
}

type Tx = Parameters<Parameters<StorageArray['commit']>[0]>[0];
interface Rooms {
  readonly inventory: Inventory;
  readonly array: StorageArray;
  readonly containers: BuiltContainers;
}

function addMachine(random: Random, { inventory, array, containers }: Rooms, tx: Tx, at: { name: string; datastore: string; volumeId: ReturnType<StorageArray['createVolume']> }): VmRecord {
  let groupOf: FileId | undefined;
  const disks = Array.from({ length: random.between(1, 3) }, (_, index) => {
    const sizeBytes = random.between(1, 3) * mibBytes + random.pick([0, 0, blockSizeBytes, 512]);
    const fileId = array.createFile(tx, at.volumeId, sizeBytes, { format: random.chance(0.6) ? 'thin' : random.pick(formats), ...(groupOf !== undefined && { groupOf }) });
    groupOf ??= fileId;
    return { fileId, sizeBytes, label: `Hard disk ${index + 1}`, mechanism: 'imported' as const, mechanismReason: 'Made for a test.' };
  });
  const [vm] = inventory.addVms(tx, [
    {
      name: at.name, isTemplate: false, source: null, powerState: 'poweredOff', guestOs: random.pick(['Linux', 'Microsoft Windows 10 (64-bit)']), cpuCount: 1, memoryBytes: mibBytes,
      notes: '', disks, folderId: containers.idOf('folder', 'Virtual machines'), hostId: containers.idOf('host', random.pick(['esx-01', 'esx-02'])), datastoreId: containers.idOf('datastore', at.datastore),
    },
  ]);
  if (!vm) throw new Error('The virtual machine was not made.');
  return vm;
}

/** Runs of data, long and short, with holes between them; never nothing. */
async function fill(random: Random, array: StorageArray, fileId: FileId, sizeBytes: number): Promise<void> {
  await array.write(fileId, random.below(Math.floor(sizeBytes / blockSizeBytes)) * blockSizeBytes, random.bytes(blockSizeBytes));
  const density = random.pick([0.05, 0.4, 0.9]);
  for (let at = 0; at < sizeBytes; ) {
    const length = Math.min(sizeBytes - at, random.between(1, 60) * blockSizeBytes);
    if (random.chance(density)) await array.write(fileId, at, random.bytes(length));
    at += length;
  }
}
