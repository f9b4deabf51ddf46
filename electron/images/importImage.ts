/** Imports a raw disk image as a template. */
import { realpath, rm } from 'node:fs/promises';
import { basename, sep } from 'node:path';
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import { objectIdSchema, type FileId, type ObjectId, type RequestId, type TaskId } from '../../shared/ids.ts';
import type { Host } from '../../shared/model/inventory.ts';
import { blockSizeBytes, formatBytes, gibBytes, mibBytes } from '../../shared/units.ts';
import { fileFaultOf } from '../formats/fileFaults.ts';
import { inspectImage } from '../formats/inspectImage.ts';
import { openRawImage, type RawImage } from '../formats/rawImage.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { datacenterOf, defaultNetworkOf } from '../inventory/networks.ts';
import { firstAdapterOn } from '../inventory/nics.ts';
import { maintenanceModeOf, modeFault, unmountedFault } from '../inventory/placement.ts';
import { reachFault } from '../inventory/reach.ts';
import type { DatastoreRecord, VmDraft } from '../inventory/records.ts';
import { datastoreSpace } from '../inventory/rows.ts';
import { Pacer } from '../tasks/pacer.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { requireAbsolute, type ImageRooms } from './rooms.ts';

const chunkBytes = mibBytes;

const importSpecSchema = z.object({
  path: z.string(),
  name: z.string(),
  datastoreId: objectIdSchema,
  guestOs: z.string(),
  /** What the file held when the task was started: the total that progress is told against. */
  allocatedBytes: z.number(),
});
type ImportSpec = z.infer<typeof importSpecSchema>;

export interface ImportRequest {
  readonly path: string;
  readonly name: string;
  readonly datastoreId: ObjectId | null;
  readonly guestOs: string;
  readonly requestId: RequestId;
  readonly isUpload: boolean;
}

export function registerImportImage(rooms: ImageRooms): void {
  rooms.tasks.register('importImage', {
    spec: importSpecSchema,
    lane: 'transfer',
    isResumable: false,
    interruptedHint: 'Nothing was kept. Import the file again.',
    run: (run, spec) => runImport(rooms, run, spec),
  });
}

/**
 * Looks at the file, keeps the name and starts.
 * @throws Fault FileNotFound, FileFault, InvalidDiskFormat, InvalidName, DuplicateName,
 *   InvalidArgument, InsufficientStorageSpace, ManagedObjectNotFound
 */
export async function startImport(rooms: ImageRooms, request: ImportRequest, initiator: string): Promise<TaskId> {
  const { inventory, tasks } = rooms;
  const known = tasks.startedBy(request.requestId);
  if (known) return known;
  const path = requireAbsolute(request.path);
  if (request.isUpload) await requireUpload(rooms.uploadDirectory, path);
  const info = await inspectImage(path);
  await tasks.gate.pass();
  // The same request may have come twice while the file was looked at.
  const meanwhile = tasks.startedBy(request.requestId);
  if (meanwhile) return meanwhile;
  const datastore = request.datastoreId ? inventory.datastore(request.datastoreId) : roomiestDatastore(rooms);
  const inMaintenance = modeFault({ name: datastore.name, maintenanceMode: maintenanceModeOf(inventory, datastore) });
  if (inMaintenance) throw inMaintenance;
  const { freeBytes } = datastoreSpace(inventory, rooms.array, datastore);
  if (info.allocatedBytes > freeBytes) {
    throw new Fault('InsufficientStorageSpace', `"${datastore.name}" has ${formatBytes(freeBytes)} free; the image holds ${formatBytes(info.allocatedBytes)}.`, { names: [datastore.name] });
  }
  placeTemplate(inventory, datastore);
  const spec: ImportSpec = { path, name: request.name, datastoreId: datastore.id, guestOs: request.guestOs.trim() || guessGuestOs(info.content), allocatedBytes: info.allocatedBytes };
  const release = inventory.reserveName(request.name);
  try {
    const id = tasks.start({
      kind: 'importImage',
      name: `Import ${info.fileName}`,
      target: { id: null, name: request.name },
      requestId: request.requestId,
      spec,
      initiator,
      isCancelable: true,
    });
    tasks.whenEnded(id, () => {
      release();
      // The next start clears the folder of what could not be removed.
      if (request.isUpload) void rm(path, { force: true }).catch(() => undefined);
    });
    return id;
  } catch (error) {
    release();
    throw error;
  }
}

async function runImport(rooms: ImageRooms, run: TaskRun, spec: ImportSpec): Promise<TaskEnd> {
  const { array, inventory } = rooms;
  const image = await openRawImage(spec.path);
  try {
    const { volumeId } = inventory.datastore(spec.datastoreId);
    run.progress('bytes', 0, spec.allocatedBytes);
    run.detail('Copying the data of the image');
    const fileId = await array.commit((tx) => array.createFile(tx, volumeId, image.sizeBytes, { isStaging: true }));
    try {
      const bytesRead = await copyIn(rooms, run, image, fileId, spec.allocatedBytes);
      run.signal.throwIfAborted();
      run.detail('Making it durable');
      return await array.commit((tx) => {
        array.publishFile(tx, fileId);
        const [vm] = inventory.addVms(tx, [templateDraft(inventory, spec, fileId, image.sizeBytes)]);
        if (!vm) throw new Fault('SystemError', 'The template was not recorded.');
        const { sizeBytes, logicalBytes } = array.file(fileId);
        return run.end(tx, { state: 'success', result: { kind: 'importImage', vmId: vm.id, sizeBytes, bytesRead, logicalBytes } });
      });
    } catch (error) {
      await array.commit((tx) => array.deleteFile(tx, fileId));
      run.detail('Giving space back');
      // A shutdown must not wait for this; the array removes what is left at the next open.
      if (!run.signal.aborted || run.isCanceled) await array.reclaim();
      throw error;
    }
  } finally {
    await image.close();
  }
}

/** Copies what the file holds; holes are not read. Reads one chunk ahead. Returns the bytes read. */
async function copyIn(rooms: ImageRooms, run: TaskRun, image: RawImage, fileId: FileId, totalBytes: number): Promise<number> {
  const buffers: [Uint8Array, Uint8Array] = [new Uint8Array(chunkBytes), new Uint8Array(chunkBytes)];
  const pacer = new Pacer();
  let bytesRead = 0;
  let index = 0;
  let writing: Promise<void> = Promise.resolve();
  try {
    for await (const { offset, length } of chunksOf(image, run.signal)) {
      run.signal.throwIfAborted();
      const part = buffers[index % 2 === 0 ? 0 : 1].subarray(0, length);
      index += 1;
      await Promise.all([image.read(offset, part), writing]);
      writing = rooms.array.write(fileId, offset, part);
      // A failure is met in the next round or at the end; until then it must not count as unhandled.
      writing.catch(() => undefined);
      bytesRead += length;
      run.progress('bytes', bytesRead, Math.max(totalBytes, bytesRead));
      await pacer.pause();
    }
  } finally {
    // Nothing may be written to the file any more once this has returned or thrown.
    await writing;
  }
  return bytesRead;
}

/** The data of the image in pieces of at most 1 MiB that begin and end at whole blocks, each block once. */
async function* chunksOf(image: RawImage, signal: AbortSignal): AsyncGenerator<{ offset: number; length: number }, void, undefined> {
  let doneTo = 0;
  for await (const extent of image.extents(signal)) {
    const start = Math.max(doneTo, extent.offset - (extent.offset % blockSizeBytes));
    const end = Math.min(image.sizeBytes, Math.ceil((extent.offset + extent.length) / blockSizeBytes) * blockSizeBytes);
    for (let offset = start; offset < end; offset += chunkBytes) yield { offset, length: Math.min(chunkBytes, end - offset) };
    doneTo = Math.max(doneTo, end);
  }
}

function templateDraft(inventory: Inventory, spec: ImportSpec, fileId: FileId, sizeBytes: number): VmDraft {
  const { folderId, hostId } = placeTemplate(inventory, inventory.datastore(spec.datastoreId));
  const network = defaultNetworkOf(inventory, hostId);
  const mechanismReason = `Read from ${basename(spec.path)}; its holes were not read.`;
  return {
    name: spec.name,
    isTemplate: true,
    source: null,
    folderId,
    hostId,
    datastoreId: spec.datastoreId,
    powerState: 'poweredOff',
    guestOs: spec.guestOs,
    cpuCount: 2,
    memoryBytes: 4 * gibBytes,
    notes: '',
    disks: [{ fileId, sizeBytes, label: 'Hard disk 1', mechanism: 'imported', mechanismReason }],
    ...(network && { nics: [firstAdapterOn(network.id)] }),
  };
}

/** Templates go to the folder of that name, or to the first one, and of the connected hosts that see the datastore to the one with the fewest machines. */
function placeTemplate(inventory: Inventory, datastore: DatastoreRecord): { folderId: ObjectId; hostId: ObjectId } {
  const containers = inventory.containers();
  const datacenter = datacenterOf(inventory, datastore.id);
  const folders = containers.filter(({ kind, id }) => kind === 'folder' && datacenterOf(inventory, id)?.id === datacenter?.id);
  const folder = folders.find((one) => one.name === 'Templates') ?? folders[0];
  const hosts = containers.filter((container): container is Host => container.kind === 'host' && container.connectionState === 'connected');
  const sorted = hosts.toSorted((a, b) => inventory.hostVmCount(a.id) - inventory.hostVmCount(b.id));
  const host = sorted.find(({ id }) => !reachFault(inventory, datastore, id));
  if (!host && sorted.length > 0) throw unmountedFault(datastore.name, 'any connected host');
  if (!folder || !host) throw notSetUp();
  return { folderId: folder.id, hostId: host.id };
}

function roomiestDatastore(rooms: ImageRooms): DatastoreRecord {
  const free = (record: DatastoreRecord): number => datastoreSpace(rooms.inventory, rooms.array, record).freeBytes;
  const usable = rooms.inventory.datastores().filter((record) => maintenanceModeOf(rooms.inventory, record) === undefined);
  const [roomiest] = usable.toSorted((a, b) => free(b) - free(a));
  if (!roomiest) throw notSetUp();
  return roomiest;
}

function notSetUp(): Fault {
  return new Fault('InvalidState', 'There is no host, folder or datastore to import to.', { hint: 'Set the yard up first, with sample data or empty.' });
}

/** Only files the browser sent may be removed afterwards, so a request cannot name any other file as one. */
async function requireUpload(uploadDirectory: string, path: string): Promise<void> {
  let isInside: boolean;
  try {
    isInside = (await realpath(path)).startsWith((await realpath(uploadDirectory)) + sep);
  } catch (error) {
    throw fileFaultOf(error, path, 'read');
  }
  if (!isInside) throw new Fault('InvalidArgument', `${path} is not an uploaded file.`, { names: [path] });
}

function guessGuestOs(content: string): string {
  if (/NTFS|Windows|FAT/i.test(content)) return 'Microsoft Windows (64-bit)';
  if (/ext[234]|xfs|btrfs|swap|Linux/i.test(content)) return 'Other Linux (64-bit)';
  return 'Other (64-bit)';
}
