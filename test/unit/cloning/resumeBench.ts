/** Yards in which a machine with several disks is being copied, copies of them as a crash would leave them, and what must be true once those are open again. */
import { createRouterClient } from '@orpc/server';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openArray } from '../../../electron/array/array.ts';
import type { StorageArray } from '../../../electron/array/port.ts';
import type { FileFormat } from '../../../electron/array/portTypes.ts';
import { SegmentFiles } from '../../../electron/disk/segmentFiles.ts';
import { Inventory } from '../../../electron/inventory/inventory.ts';
import { filesOfVm, type VmRecord } from '../../../electron/inventory/records.ts';
import { buildContainers } from '../../../electron/lab/containers.ts';
import { emptyYard } from '../../../electron/lab/sampleYard.ts';
import { Setup } from '../../../electron/lab/setup.ts';
import { Meta } from '../../../electron/meta/meta.ts';
import { CopyJobs } from '../../../electron/offload/copyJobs.ts';
import { assembleYard, type Yard, type YardOptions } from '../../../electron/yard.ts';
import type { FileId, ObjectId, TaskId } from '../../../shared/ids.ts';
import type { ArrayProfileId, DeviceCounters, Trail } from '../../../shared/model/offload.ts';
import { blockSizeBytes, gibBytes, mibBytes } from '../../../shared/units.ts';
import { newRequestId, overlay, type YardClient } from '../../fixtures/yard.ts';
import type { Random } from '../../sim/random.ts';
import { DirectMover } from '../../sim/offloadMover.ts';

/** One way of copying, and what stands behind both datastores, so that it is taken. */
export interface Way {
  readonly type: 'NFS' | 'VMFS';
  readonly profile: ArrayProfileId;
  readonly to: 'first' | 'second';
}

export const ways = {
  'a host copy': { type: 'NFS', profile: 'plain', to: 'second' },
  'a host copy within a datastore': { type: 'VMFS', profile: 'plain', to: 'first' },
  'XCOPY that shares': { type: 'VMFS', profile: 'blockFull', to: 'first' },
  'XCOPY that copies': { type: 'VMFS', profile: 'blockCopy', to: 'second' },
  'a NAS Full File Clone': { type: 'NFS', profile: 'nasFiler', to: 'second' },
} as const satisfies Record<string, Way>;

export interface OpenedYard {
  readonly directory: string;
  readonly meta: Meta;
  readonly array: StorageArray;
  readonly yard: Yard;
  readonly client: YardClient;
  readonly logged: string[];
}

export interface OpenOptions extends Partial<YardOptions> {
  readonly wrap?: (array: StorageArray) => StorageArray;
  /** The host copies by the real data mover, and not in this thread. */
  readonly isThreaded?: boolean;
}

export class ResumeBench {
  readonly #directories: string[] = [];
  readonly #open = new Set<OpenedYard>();

  /** A machine `gold` of `diskCount` disks on `first`. @returns the folder, closed, and what the disks hold */
  async prepare(random: Random, way: Way, diskCount: number, diskBytes = 3 * mibBytes): Promise<{ directory: string; contents: string[]; dataBytes: number }> {
    const directory = this.#newDirectory();
    const meta = Meta.open(join(directory, 'meta'));
    const array = await openArray({ meta, disk: new SegmentFiles(join(directory, 'segments')) });
    const inventory = new Inventory(meta, array);
    const setup = new Setup(meta, array);
    const datastores = (['first', 'second'] as const).map((name) => ({ name, type: way.type, sizeBytes: gibBytes }));
    const disks = await array.commit((tx) => {
      const volumes = datastores.map(({ sizeBytes }) => array.createVolume(tx, { sizeBytes }));
      const built = buildContainers({ ...emptyYard, hosts: ['esx-01'], datastores }, volumes);
      inventory.addContainers(tx, built.records);
      setup.complete(tx);
      const [volumeId] = volumes;
      if (volumeId === undefined) throw new Error('There is no volume.');
      let groupOf: FileId | undefined;
      const made = Array.from({ length: diskCount }, (_, index) => {
        const format: FileFormat = way.type === 'VMFS' && random.chance(0.3) ? random.pick(['lazyZeroedThick', 'eagerZeroedThick'] as const) : 'thin';
        const sizeBytes = diskBytes + random.pick([0, blockSizeBytes, 512]);
        const fileId = array.createFile(tx, volumeId, sizeBytes, { format, ...(groupOf !== undefined && { groupOf }) });
        groupOf ??= fileId;
        return { fileId, sizeBytes, label: `Hard disk ${index + 1}`, mechanism: 'imported' as const, mechanismReason: 'Made for a test.' };
      });
      inventory.addVms(tx, [
        {
          name: 'gold', isTemplate: false, source: null, powerState: 'poweredOff', guestOs: '', cpuCount: 1, memoryBytes: mibBytes, notes: '', disks: made,
          folderId: built.idOf('folder', 'Virtual machines'), hostId: built.idOf('host', 'esx-01'), datastoreId: built.idOf('datastore', 'first'),
        },
      ]);
      return made;
    });
    for (const { fileId, sizeBytes } of disks) await fill(random, array, fileId, sizeBytes);
    const contents: string[] = [];
    let dataBytes = 0;
    for (const { fileId } of disks) {
      contents.push(await digestOf(array, fileId));
      for await (const { length } of array.extents(fileId)) dataBytes += length;
    }
    inventory.close();
    await array.close();
    await meta.close();
    const opened = await this.open(directory);
    for (const { datastoreId } of await opened.client.offload.datastores()) await opened.client.offload.setDatastore({ datastoreId, profile: way.profile });
    for (const { hostId } of await opened.client.offload.hosts()) await opened.client.offload.setHostSwitches({ hostId, change: { maxTransferBytes: mibBytes } });
    await this.close(opened);
    return { directory, contents, dataBytes };
  }

  /** Copies save how far they are as often as they can. */
  async open(directory: string, options: OpenOptions = {}): Promise<OpenedYard> {
    const logged: string[] = [];
    const meta = Meta.open(join(directory, 'meta'));
    const bare = await openArray({ meta, disk: new SegmentFiles(join(directory, 'segments')) });
    const array = options.wrap?.(bare) ?? bare;
    const mover = options.isThreaded ? {} : { mover: new DirectMover(array) };
    const copyPace = { everyMs: 0, everyBytes: 1 };
    const yard = await assembleYard({ dataDirectory: directory, version: '0.0.0-test', log: (line) => logged.push(line), runsSchedules: false, copyPace, ...mover, ...options }, meta, array);
    const opened = { directory, meta, array, yard, client: createRouterClient(yard.router), logged };
    this.#open.add(opened);
    return opened;
  }

  async close(opened: OpenedYard): Promise<void> {
    this.#open.delete(opened);
    await opened.yard.close();
  }

  copyAsIfCrashed(directory: string): string {
    const copy = this.#newDirectory();
    cpSync(directory, copy, { recursive: true });
    return copy;
  }

  async cleanUp(): Promise<void> {
    for (const opened of [...this.#open]) await this.close(opened);
    for (const directory of this.#directories.splice(0)) rmSync(directory, { recursive: true, force: true });
  }

  #newDirectory(): string {
    const directory = mkdtempSync(join(tmpdir(), 'cloneyard-test-'));
    this.#directories.push(directory);
    return directory;
  }
}

export interface CopyMoments {
  /** Of data that was copied. */
  readonly atBytes: readonly number[];
  readonly crash: () => Promise<void> | void;
  /** Lets what is being saved be saved first. */
  readonly isSettled?: boolean;
}

/** Calls `crash` ahead of the write, the command or the commit that follows that many copied bytes, once for each of them. */
export function watchCopy(array: StorageArray, isArmed: () => boolean, on: CopyMoments): StorageArray {
  const left = [...on.atBytes].toSorted((one, other) => one - other);
  let movedBytes = 0;
  const ahead = async (bytes: number): Promise<void> => {
    if (!isArmed()) return;
    // One range can pass several of them, and nothing but the end may follow it.
    while ((left[0] ?? Infinity) <= movedBytes) {
      left.shift();
      if (on.isSettled) {
        await array.flush();
        await nextTurn();
      }
      await on.crash();
    }
    movedBytes += bytes;
  };
  return overlay(array, {
    write: async (id, offset, data) => {
      await ahead(data.length);
      return array.write(id, offset, data);
    },
    copyRange: async (range, mode) => {
      await ahead(0);
      const copied = await array.copyRange(range, mode);
      movedBytes += copied.copiedBytes + copied.sharedBytes;
      return copied;
    },
    commit: async (work) => {
      if (movedBytes > 0) await ahead(0);
      return array.commit(work);
    },
  });
}

export async function startClone({ client, meta, array }: OpenedYard, way: Way, name: string): Promise<TaskId> {
  const gold = machineNamed({ meta, array }, 'gold');
  const spec = { vmId: gold.id, snapshotId: null, name, folderId: null, datastoreId: await datastoreNamed(client, way.to), computeId: null, powerOn: false };
  return (await client.machines.clone({ spec, requestId: newRequestId() })).taskId;
}

export async function datastoreNamed(client: YardClient, name: string): Promise<ObjectId> {
  const found = (await client.offload.datastores()).find((datastore) => datastore.name === name);
  if (!found) throw new Error(`There is no datastore ${name}.`);
  return found.datastoreId;
}

/** What the store says, as another start would read it. */
export function machines({ meta, array }: Pick<OpenedYard, 'meta' | 'array'>): VmRecord[] {
  const inventory = new Inventory(meta, array);
  inventory.close();
  return inventory.storedVms(0, 1_000);
}

export function machineNamed(opened: Pick<OpenedYard, 'meta' | 'array'>, name: string): VmRecord {
  const found = machines(opened).find((vm) => vm.name === name);
  if (!found) throw new Error(`There is no virtual machine ${name}.`);
  return found;
}

/** Stands for what each disk holds. */
export async function contentsOf(opened: OpenedYard, name: string): Promise<string[]> {
  const contents: string[] = [];
  for (const { fileId } of machineNamed(opened, name).disks) contents.push(await digestOf(opened.array, fileId));
  return contents;
}

/** Files of the array that are no machine's, and files of machines that are not there. */
export function strayFiles(opened: OpenedYard): { leaked: FileId[]; missing: FileId[] } {
  const stored = new Set(opened.array.volumeIds().flatMap((id) => [...opened.array.fileIds(id)]));
  const owned = new Set(machines(opened).flatMap(filesOfVm));
  return { leaked: [...stored].filter((file) => !owned.has(file)), missing: [...owned].filter((file) => !stored.has(file)) };
}

/** Data that waits to be completed, of all jobs: what does not have to be moved again. */
export async function durableBytes({ meta, array }: OpenedYard, taskId: TaskId, index = 0): Promise<number> {
  let bytes = 0;
  const jobs = new CopyJobs({ meta, array, log: () => undefined });
  const keys = [{ taskId, index }, { taskId, index, part: 0 }, { taskId, index, part: 1 }];
  for (const { from, offset: end } of keys.flatMap((key) => jobs.find(key)?.disks ?? [])) {
    for await (const { offset, length } of array.extents(from)) bytes += Math.max(0, Math.min(length, end - offset));
  }
  return bytes;
}

/** Of all datastores: what hosts wrote to them and arrays copied on them. */
export async function movedByDevices(client: YardClient): Promise<number> {
  const sumOf = ({ hostWriteBytes, cloneWriteBytes }: DeviceCounters): number => hostWriteBytes + cloneWriteBytes;
  return (await client.offload.datastores()).reduce((sum, { counters }) => sum + sumOf(counters), 0);
}

export async function trailOf(client: YardClient, taskId: TaskId): Promise<Trail> {
  const found = (await client.offload.trails({ limit: 10, taskId })).find(({ operation }) => operation === 'clone');
  if (!found) throw new Error('There is no trail.');
  return found;
}

/** Zeros of eager-zeroed disks that a host has written. */
export async function zeroedByHost(client: YardClient, taskId: TaskId): Promise<number> {
  const zeroed = (await client.offload.trails({ limit: 10, taskId })).filter(({ operation }) => operation === 'zero');
  return zeroed.reduce((sum, { moved }) => sum + moved.networkWriteBytes, 0);
}

async function digestOf(array: StorageArray, fileId: FileId): Promise<string> {
  const content = Buffer.alloc(array.file(fileId).sizeBytes);
  await array.read(fileId, 0, content);
  return createHash('sha256').update(content).digest('hex');
}

/** Runs of data with holes between them. */
async function fill(random: Random, array: StorageArray, fileId: FileId, sizeBytes: number): Promise<void> {
  for (let at = 0; at < sizeBytes; ) {
    const length = Math.min(sizeBytes - at, random.between(1, 60) * blockSizeBytes);
    if (at === 0 || random.chance(0.6)) await array.write(fileId, at, random.bytes(length));
    at += length;
  }
}
