/** Where the disks of a machine go that is copied or moved. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { DiskPlacement } from '../../shared/model/inventory.ts';
import { customizationDiskLabel, datastoreOfDisk, type DiskRecord, type VmRecord } from './records.ts';

export interface DiskTargets {
  /** The home that was chosen; null: that of the source, and each disk beside its original. */
  readonly datastoreId: ObjectId | null;
  /** Disks that go elsewhere than the others. */
  readonly diskPlacement?: DiskPlacement | undefined;
}

export type TargetDisk = Pick<DiskRecord, 'label' | 'datastoreId'>;

/** @param vm whose disk it is, or whose snapshot holds it */
export function targetOfDisk(vm: Pick<VmRecord, 'datastoreId'>, disk: TargetDisk, { datastoreId, diskPlacement }: DiskTargets): ObjectId {
  return diskPlacement?.find(({ label }) => label === disk.label)?.datastoreId ?? datastoreId ?? datastoreOfDisk(vm, disk);
}

/** @throws Fault InvalidArgument for a disk that is not there, and for the customization disk, which lies with its machine; ManagedObjectNotFound for no datastore */
export function requirePlacement(inventory: { datastore(id: ObjectId): unknown }, vm: Pick<VmRecord, 'name'>, disks: readonly TargetDisk[], diskPlacement: DiskPlacement | undefined): void {
  for (const { label, datastoreId } of diskPlacement ?? []) {
    if (!disks.some((disk) => disk.label === label)) throw new Fault('InvalidArgument', `"${vm.name}" has no disk "${label}".`, { names: [label] });
    if (label === customizationDiskLabel) throw new Fault('InvalidArgument', `The customization disk of "${vm.name}" lies with its machine.`, { names: [label], hint: 'Leave it out.' });
    inventory.datastore(datastoreId);
  }
}
