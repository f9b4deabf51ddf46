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

/** A disk of a virtual machine: the first one unless told otherwise. @throws Fault ManagedObjectNotFound, InvalidState when it has none */
export function diskOf(inventory: Inventory, id: ObjectId, label?: string): { vm: VmRecord; fileId: FileId; label: string } {
  const vm = inventory.vm(id);
  const disk = label === undefined ? vm.disks[0] : vm.disks.find((one) => one.label === label);
  if (disk) return { vm, fileId: disk.fileId, label: disk.label };
  if (label === undefined) throw new Fault('InvalidState', `"${vm.name}" has no disk.`, { names: [vm.name] });
  throw new Fault('ManagedObjectNotFound', `"${vm.name}" has no disk "${label}".`, { names: [vm.name] });
}
