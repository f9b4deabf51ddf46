/** What moving disks in and out needs from the other rooms. */
import { isAbsolute, resolve } from 'node:path';
import { Fault } from '../../shared/faults.ts';
import type { FileId, ObjectId } from '../../shared/ids.ts';
import type { StunBoard } from '../acceleration/stun.ts';
import type { StorageArray } from '../array/port.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { VmRecord } from '../inventory/records.ts';
import type { TaskService } from '../tasks/taskService.ts';

export interface ImageRooms {
  readonly inventory: Inventory;
  readonly array: StorageArray;
  readonly tasks: TaskService;
  /** Where the writes of guests wait for space. */
  readonly stuns: Pick<StunBoard, 'write'>;
  /** Where the browser's uploads are kept until the task that reads them has ended. */
  readonly uploadDirectory: string;
}

/** @throws Fault InvalidArgument for a relative path, since nobody could say relative to what */
export function requireAbsolute(path: string): string {
  if (!isAbsolute(path)) throw new Fault('InvalidArgument', `"${path}" is not an absolute path.`, { names: [path], hint: 'Give the whole path, from the root on.' });
  return resolve(path);
}

/** The disk of a virtual machine; version one of everything here deals with the first. */
export function firstDisk(inventory: Inventory, id: ObjectId): { vm: VmRecord; fileId: FileId } {
  const vm = inventory.vm(id);
  const [disk] = vm.disks;
  if (!disk) throw new Fault('InvalidState', `"${vm.name}" has no disk.`, { names: [vm.name] });
  return { vm, fileId: disk.fileId };
}
