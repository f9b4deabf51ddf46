/** The disks of a virtual machine as of a snapshot, or as they are now. */
import type { FileId } from '../../shared/ids.ts';
import type { VmState } from '../../shared/model/machine.ts';
import type { VmRecord } from '../inventory/records.ts';
import { requireSnapshot } from './snapshotTree.ts';

/** @throws Fault ManagedObjectNotFound when the virtual machine has no such snapshot */
export function disksAt(vm: VmRecord, state: VmState): readonly { readonly label: string; readonly fileId: FileId }[] {
  return state === 'current' ? vm.disks : requireSnapshot(vm, state).disks;
}
