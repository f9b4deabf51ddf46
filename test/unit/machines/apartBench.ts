/** Machines whose disks lie on two datastores: their home on NFS, and one on VMFS. */
import { expect } from 'vitest';
import type { FileId, ObjectId, VolumeId } from '../../../shared/ids.ts';
import { hardwareChangeSchema, type HardwareChangeInput } from '../../../shared/model/hardware.ts';
import type { Container, Datastore } from '../../../shared/model/inventory.ts';
import type { Task } from '../../../shared/model/task.ts';
import { gibBytes } from '../../../shared/units.ts';
import { newRequestId, vmNamed, type TestYard, type TestYardOptions, type YardBench } from '../../fixtures/yard.ts';
import { runWell, volumeNamed } from '../storage/harness.ts';

export interface Place {
  readonly id: ObjectId;
  readonly volumeId: VolumeId;
}

/** One host, and the datastores `datastore1` (NFS) and `fast` (VMFS). */
export interface ApartYard extends TestYard {
  readonly home: Place;
  readonly fast: Place;
  readonly hostId: ObjectId;
  readonly folderId: ObjectId;
}

export async function openApart(bench: YardBench, options: TestYardOptions = {}): Promise<ApartYard> {
  const opened = await bench.openSetUp(options);
  const { client } = opened;
  await client.storage.createVolume({ name: 'fast', settings: { sizeBytes: gibBytes }, type: 'VMFS', datacenterId: null });
  const containers = await client.inventory.containers();
  const idOf = (kind: Container['kind']): ObjectId => containers.find((one) => one.kind === kind)?.id ?? expect.fail(`There is no ${kind}.`);
  return { ...opened, home: await placeNamed(opened, 'datastore1'), fast: await placeNamed(opened, 'fast'), hostId: idOf('host'), folderId: idOf('folder') };
}

export async function placeNamed({ client }: Pick<TestYard, 'client'>, name: string): Promise<Place> {
  return { id: (await datastoreNamed({ client }, name)).id, volumeId: (await volumeNamed(client, name)).id };
}

export async function datastoreNamed({ client }: Pick<TestYard, 'client'>, name: string): Promise<Datastore> {
  const found = (await client.inventory.containers()).find((one): one is Datastore => one.kind === 'datastore' && one.name === name);
  return found ?? expect.fail(`There is no datastore ${name}.`);
}

/** Provisioned bytes of both. */
export async function provisioned(opened: ApartYard): Promise<number[]> {
  return [(await datastoreNamed(opened, 'datastore1')).space.provisionedBytes, (await datastoreNamed(opened, 'fast')).space.provisionedBytes];
}

/** A machine at home on `datastore1`, with thin disks of these sizes there and on `fast`, in this order. */
export async function createApart({ client, home, fast, hostId, folderId }: ApartYard, name: string, sizes: { readonly home: readonly number[]; readonly fast: readonly number[] }): Promise<ObjectId> {
  const format = 'thin' as const;
  const disks = [...sizes.home.map((sizeBytes) => ({ sizeBytes, format })), ...sizes.fast.map((sizeBytes) => ({ sizeBytes, format, datastoreId: fast.id }))];
  const spec = { name, folderId, computeId: hostId, datastoreId: home.id, guestOs: 'Other', cpuCount: 1, memoryBytes: gibBytes, disks, nics: [] };
  await runWell(client, (requestId) => client.hardware.create({ spec, requestId }));
  return (await vmNamed(client, name)).id;
}

export const startChange = ({ client }: TestYard, vmId: ObjectId, change: HardwareChangeInput) => client.hardware.reconfigure({ vmId, change: hardwareChangeSchema.parse(change), requestId: newRequestId() });
export const changeWell = (opened: TestYard, vmId: ObjectId, change: HardwareChangeInput): Promise<Task> => runWell(opened.client, () => startChange(opened, vmId, change));

/** Label and datastore of each disk. */
export async function placesOf({ client }: TestYard, vmId: ObjectId): Promise<[string, ObjectId][]> {
  return (await client.inventory.vm({ id: vmId })).disks.map(({ label, datastoreId }) => [label, datastoreId]);
}

/** The newest file of a volume. */
export function newestFile({ array }: TestYard, { volumeId }: Place): FileId {
  return [...array.fileIds(volumeId)].at(-1) ?? expect.fail('There is no file on the volume.');
}

export async function expectSound({ client, yard }: TestYard): Promise<void> {
  await yard.drain();
  expect((await client.system.check({ isDeep: true, repair: false })).problems).toEqual([]);
}
