/** Writes a virtual disk to a sparse raw file. */
import { lstat } from 'node:fs/promises';
import { basename } from 'node:path';
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import { objectIdSchema, type FileId, type ObjectId, type RequestId, type TaskId } from '../../shared/ids.ts';
import { mibBytes } from '../../shared/units.ts';
import type { StorageArray } from '../array/port.ts';
import { errnoOf, fileFaultOf } from '../formats/fileFaults.ts';
import { exportRawImage, type ExportPart } from '../formats/rawExport.ts';
import { Pacer } from '../tasks/pacer.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { diskOf, requireAbsolute, type ImageRooms } from './rooms.ts';

const exportSpecSchema = z.object({ vmId: objectIdSchema, disk: z.string().optional(), path: z.string(), overwrite: z.boolean() });
type ExportSpec = z.infer<typeof exportSpecSchema>;

export function registerExportDisk(rooms: ImageRooms): void {
  rooms.tasks.register('exportDisk', {
    spec: exportSpecSchema,
    lane: 'transfer',
    isResumable: false,
    interruptedHint: 'Export the disk again.',
    run: (run, spec) => runExport(rooms, run, spec),
  });
}

/** @throws Fault ManagedObjectNotFound, InvalidArgument, FileAlreadyExists */
export async function startExport(
  rooms: ImageRooms,
  request: { vmId: ObjectId; disk?: string | undefined; path: string; overwrite: boolean; requestId: RequestId },
  initiator: string,
): Promise<TaskId> {
  const { vm, label } = diskOf(rooms.inventory, request.vmId, request.disk);
  const path = requireAbsolute(request.path);
  if (!rooms.tasks.startedBy(request.requestId) && !request.overwrite && (await exists(path))) {
    throw new Fault('FileAlreadyExists', `${path} exists already.`, { names: [path], hint: 'Choose another name, or allow it to be replaced.' });
  }
  const spec: ExportSpec = { vmId: vm.id, disk: label, path, overwrite: request.overwrite };
  await rooms.tasks.gate.pass();
  return rooms.tasks.start({
    kind: 'exportDisk',
    name: `Export disk to ${basename(path)}`,
    target: { id: vm.id, name: vm.name },
    requestId: request.requestId,
    spec,
    initiator,
    isCancelable: true,
  });
}

async function runExport(rooms: ImageRooms, run: TaskRun, spec: ExportSpec): Promise<TaskEnd> {
  const { array, inventory } = rooms;
  const { vm, fileId } = diskOf(inventory, spec.vmId, spec.disk);
  const release = inventory.holds.take(vm.id, vm.name, 'read', run.task.name);
  try {
    const { sizeBytes } = array.file(fileId);
    run.detail('Writing the disk to the file');
    const { writtenBytes } = await exportRawImage(spec.path, {
      sizeBytes,
      parts: readParts(array, fileId, run),
      overwrite: spec.overwrite,
      signal: run.signal,
    });
    return { state: 'success', result: { kind: 'exportDisk', path: spec.path, sizeBytes, bytesWritten: writtenBytes } };
  } finally {
    release();
  }
}

/** The data of a disk in pieces of at most 1 MiB; the buffer is used again for the next one. */
async function* readParts(array: StorageArray, fileId: FileId, run: TaskRun): AsyncGenerator<ExportPart, void, undefined> {
  const buffer = new Uint8Array(mibBytes);
  const pacer = new Pacer();
  const total = array.file(fileId).logicalBytes;
  let readBytes = 0;
  for await (const { offset, length } of array.extents(fileId)) {
    for (let done = 0; done < length; done += buffer.length) {
      run.signal.throwIfAborted();
      const data = buffer.subarray(0, Math.min(buffer.length, length - done));
      await array.read(fileId, offset + done, data);
      yield { offset: offset + done, data };
      readBytes += data.length;
      run.progress('bytes', Math.min(readBytes, total), total);
      await pacer.pause();
    }
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw fileFaultOf(error, path, 'write');
  }
}
