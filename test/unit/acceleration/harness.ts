/** Small yards with two hosts and two datastores for the tests of hardware acceleration, and readers for its streams. */
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccelerationEvent } from '../../../shared/contract/offload.ts';
import type { ObjectId, TaskId } from '../../../shared/ids.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import type { DatastoreAcceleration, HostAcceleration } from '../../../shared/model/offload.ts';
import { mibBytes } from '../../../shared/units.ts';
import { createRandom } from '../../sim/random.ts';
import { YardBench, newRequestId, vmNamed, type TestYard, type YardClient, cloneSpec, cloneWell, endedWell } from '../../fixtures/yard.ts';

export interface AccelerationYard extends TestYard {
  /** An NFS datastore of 256 MiB. */
  readonly filer: DatastoreAcceleration;
  /** A VMFS datastore of 16 MiB. */
  readonly block: DatastoreAcceleration;
  readonly hosts: readonly [HostAcceleration, HostAcceleration];
}

export class AccelerationBench {
  readonly yards = new YardBench();

  async open(): Promise<AccelerationYard> {
    const opened = await this.yards.openPlan({
      hosts: ['esx-01', 'esx-02'],
      datastores: [{ name: 'filer', type: 'NFS', sizeBytes: 256 * mibBytes }, { name: 'block', type: 'VMFS', sizeBytes: 16 * mibBytes }],
    });
    return this.describe(opened);
  }

  /** The same yard, closed and opened again. */
  async reopen(opened: AccelerationYard): Promise<AccelerationYard> {
    await this.yards.close(opened);
    return this.describe(await this.yards.open(opened.directory));
  }

  async describe(opened: TestYard): Promise<AccelerationYard> {
    const [filer, block] = await opened.client.offload.datastores();
    const [first, second] = await opened.client.offload.hosts();
    if (!filer || !block || !first || !second) throw new Error('The yard lacks hosts or datastores.');
    return { ...opened, filer, block, hosts: [first, second] };
  }

  cleanUp(): Promise<void> {
    return this.yards.cleanUp();
  }
}

/** A file of random bytes in the folder of the yard. */
export function randomFile({ directory }: TestYard, name: string, sizeBytes: number, seed: number): { readonly path: string; readonly bytes: Uint8Array } {
  const path = join(directory, name);
  const bytes = createRandom(seed).bytes(sizeBytes);
  writeFileSync(path, bytes);
  return { path, bytes };
}

/** A template of 24 MiB that holds nothing but one block. */
export async function emptyTemplate(opened: TestYard, datastoreId: ObjectId, name = 'gold'): Promise<VmRow> {
  const path = join(opened.directory, `${name}.img`);
  writeFileSync(path, 'the only block');
  truncateSync(path, 24 * mibBytes);
  const { client } = opened;
  const { taskId } = await client.disks.importImage({ path, name, datastoreId, guestOs: '', requestId: newRequestId(), isUpload: false });
  await endedWell(client, taskId);
  return vmNamed(client, name);
}

/** One clone on a host: `NAME-1`. */
export async function cloneOn(client: YardClient, source: VmRow, name: string, hostId: ObjectId): Promise<VmRow> {
  await cloneWell(client, cloneSpec(source.id, 1, { pattern: `${name}-{n}`, datastoreId: source.datastoreId, computeId: hostId }));
  return vmNamed(client, `${name}-1`);
}

export async function startWrite(client: YardClient, vm: VmRow, path: string, offsetBytes = 0): Promise<TaskId> {
  const { taskId } = await client.disks.writeDisk({ vmId: vm.id, offsetBytes, path, requestId: newRequestId() });
  return taskId;
}

/** What a disk holds, as an export finds it. */
export async function readDisk({ client, directory }: TestYard, vm: VmRow): Promise<Uint8Array> {
  const path = join(directory, `${vm.name}.img`);
  const { taskId } = await client.disks.exportDisk({ vmId: vm.id, path, overwrite: true, requestId: newRequestId() });
  await endedWell(client, taskId);
  return readFileSync(path);
}

/** Follows `offload.watch` until a datastore is as wanted. @throws Error when the stream ends before */
export async function datastoreWhen(client: YardClient, id: ObjectId, isWanted: (row: DatastoreAcceleration) => boolean): Promise<DatastoreAcceleration> {
  for await (const event of await client.offload.watch()) {
    const row = event.datastores.find((datastore) => datastore.datastoreId === id);
    if (row && isWanted(row)) return row;
  }
  throw new Error('The stream has ended.');
}

/** Reads events until `isLast`. */
export async function eventsUntil(client: YardClient, isLast: (event: AccelerationEvent, count: number) => boolean, onFirst: () => Promise<unknown> = () => Promise.resolve()): Promise<AccelerationEvent[]> {
  const events: AccelerationEvent[] = [];
  for await (const event of await client.offload.watch()) {
    events.push(event);
    if (events.length === 1) await onFirst();
    if (isLast(event, events.length)) break;
  }
  return events;
}
