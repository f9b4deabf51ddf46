/** Writes the content of a file into a virtual disk, as its guest would. */
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import { objectIdSchema, type FileId, type ObjectId, type RequestId, type TaskId } from '../../shared/ids.ts';
import { mibBytes } from '../../shared/units.ts';
import type { StorageArray } from '../array/port.ts';
import { fileFaultOf } from '../formats/fileFaults.ts';
import { Pacer } from '../tasks/pacer.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { diskOf, requireAbsolute, type ImageRooms } from './rooms.ts';

const writeSpecSchema = z.object({ vmId: objectIdSchema, disk: z.string().optional(), path: z.string(), offsetBytes: z.number() });
type WriteSpec = z.infer<typeof writeSpecSchema>;

export function registerWriteDisk(rooms: ImageRooms): void {
  rooms.tasks.register('writeDisk', {
    spec: writeSpecSchema,
    lane: 'transfer',
    isResumable: false,
    interruptedHint: 'Part of the data may have been written. Write it again.',
    run: (run, spec) => runWrite(rooms, run, spec),
  });
}

/** @throws Fault ManagedObjectNotFound, InvalidState for a template, InvalidArgument outside the disk, FileNotFound, FileFault */
export async function startWrite(
  rooms: ImageRooms,
  request: { vmId: ObjectId; disk?: string | undefined; path: string; offsetBytes: number; requestId: RequestId },
  initiator: string,
): Promise<TaskId> {
  const known = rooms.tasks.startedBy(request.requestId);
  if (known) return known;
  const path = requireAbsolute(request.path);
  const { vm, fileId, label } = requireWritable(rooms, request.vmId, request.disk);
  requireInside(rooms.array, fileId, vm.name, request.offsetBytes, await sizeOf(path));
  const spec: WriteSpec = { vmId: vm.id, disk: label, path, offsetBytes: request.offsetBytes };
  await rooms.tasks.gate.pass();
  return rooms.tasks.start({
    kind: 'writeDisk',
    name: `Write ${basename(path)} to disk`,
    target: { id: vm.id, name: vm.name },
    requestId: request.requestId,
    spec,
    initiator,
    isCancelable: true,
  });
}

async function runWrite(rooms: ImageRooms, run: TaskRun, spec: WriteSpec): Promise<TaskEnd> {
  const { array, inventory } = rooms;
  const { id, name } = requireWritable(rooms, spec.vmId, spec.disk).vm;
  const release = await inventory.holds.takeForGuest(id, name, run.task.name, run.signal);
  try {
    // Its disks may have been moved while it waited.
    const { vm, fileId } = requireWritable(rooms, spec.vmId, spec.disk);
    const totalBytes = await sizeOf(spec.path);
    requireInside(array, fileId, vm.name, spec.offsetBytes, totalBytes);
    run.detail('Writing');
    const bytesWritten = await copyFrom(rooms, run, spec, fileId, totalBytes);
    run.detail('Making it durable');
    await array.flush();
    return { state: 'success', result: { kind: 'writeDisk', bytesWritten } };
  } finally {
    release();
  }
}

async function copyFrom({ array, stuns }: ImageRooms, run: TaskRun, spec: WriteSpec, fileId: FileId, totalBytes: number): Promise<number> {
  const buffer = new Uint8Array(mibBytes);
  const pacer = new Pacer();
  const guest = {
    vmId: spec.vmId,
    fileId,
    signal: run.signal,
    onPaused: (datastoreName: string): void => {
      run.detail(`Paused: "${datastoreName}" is full. Add space or free some.`);
      run.setWaiting(true);
    },
    onResumed: (): void => {
      run.setWaiting(false);
      run.detail('Writing');
    },
  };
  const file = await openForReading(spec.path);
  try {
    let done = 0;
    while (done < totalBytes) {
      run.signal.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, totalBytes - done), done);
      if (bytesRead === 0) throw new Fault('FileFault', `${spec.path} became shorter while it was read.`, { names: [spec.path] });
      await stuns.write(guest, () => array.write(fileId, spec.offsetBytes + done, buffer.subarray(0, bytesRead)));
      done += bytesRead;
      run.progress('bytes', done, totalBytes);
      await pacer.pause();
    }
    return done;
  } finally {
    await file.close();
  }
}

async function openForReading(path: string): Promise<Awaited<ReturnType<typeof open>>> {
  try {
    return await open(path, 'r');
  } catch (error) {
    throw fileFaultOf(error, path, 'read');
  }
}

function requireWritable(rooms: ImageRooms, id: ObjectId, label?: string): ReturnType<typeof diskOf> {
  const found = diskOf(rooms.inventory, id, label);
  if (found.vm.isTemplate) {
    throw new Fault('InvalidState', `"${found.vm.name}" is a template; its disk is not written to.`, { names: [found.vm.name], hint: 'Clone it and write to the clone.' });
  }
  return found;
}

function requireInside(array: StorageArray, fileId: FileId, name: string, offsetBytes: number, lengthBytes: number): void {
  const { sizeBytes } = array.file(fileId);
  if (offsetBytes + lengthBytes <= sizeBytes) return;
  throw new Fault('InvalidArgument', `${lengthBytes} bytes at ${offsetBytes} end at ${offsetBytes + lengthBytes}, but the disk of "${name}" has ${sizeBytes} bytes.`, {
    names: [name],
    hint: 'Choose a smaller offset or a smaller file.',
  });
}

async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (found.isFile()) return found.size;
  } catch (error) {
    throw fileFaultOf(error, path, 'read');
  }
  throw new Fault('FileFault', `${path} is not an ordinary file.`, { names: [path] });
}
