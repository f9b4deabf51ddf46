/**
 * What other services ask of this room: look at what a specification would make of a machine,
 * and make it so. A deployment does both as steps of its own task.
 */
import { Fault } from '../../shared/faults.ts';
import type { CustomizationSpecId, ObjectId } from '../../shared/ids.ts';
import type { AppliedCustomization, CustomizationPreview } from '../../shared/model/customization.ts';
import type { DiskRecord, VmRecord } from '../inventory/records.ts';
import { customizationDiskLabel, vmNumberOf } from '../inventory/records.ts';
import type { MetaTx } from '../meta/meta.ts';
import { customizationFiles } from './customizationFiles.ts';
import { fatImageBytes, makeFatImage } from './fatImage.ts';
import type { Customized } from './customized.ts';
import { resolveCustomization, type CustomizationTarget } from './resolve.ts';
import type { CustomizationRooms } from './rooms.ts';

/** The label that cloud-init looks for ("NoCloud", cloud-init documentation); Windows does not mind. */
const volumeLabel = 'CIDATA';

/**
 * What a guest would be told, with the addresses that are free now. Changes nothing and keeps nothing.
 * @throws Fault ManagedObjectNotFound, InvalidState when a secret cannot be read, InvalidName, InvalidArgument when the
 *   adapters do not match, LimitExceeded when a pool is used up
 */
export function previewCustomization(rooms: CustomizationRooms, specId: CustomizationSpecId, target: CustomizationTarget): CustomizationPreview {
  return resolveCustomization(rooms, rooms.specs.read(specId), target, new Set()).applied;
}

/**
 * Writes the customization disk of a machine and attaches it as its last disk, in place of an earlier one. The
 * record, the disk and the addresses are durable together when this resolves; after a crash there is all or nothing,
 * and to be asked again is no harm. The caller holds the machine for writing.
 * @param alongside runs in the transaction that makes it durable
 * @throws what `previewCustomization` throws, InvalidPowerState, InvalidState for a template, InsufficientStorageSpace
 */
export async function applyCustomization(
  rooms: CustomizationRooms,
  specId: CustomizationSpecId,
  vmId: ObjectId,
  alongside?: (tx: MetaTx, applied: AppliedCustomization) => void,
): Promise<AppliedCustomization> {
  const { array, inventory, specs, pools } = rooms;
  const vm = inventory.vm(vmId);
  requireCustomizable(vm);
  const customized = resolveCustomization(rooms, specs.read(specId), targetOf(vm), pools.pendingExcept(vmId));
  const release = pools.keep(vmId, customized.applied.nics);
  try {
    const image = await makeFatImage(volumeLabel, customizationFiles(customized));
    const { volumeId } = inventory.datastore(vm.datastoreId);
    const fileId = await array.commit((tx) => array.createFile(tx, volumeId, fatImageBytes, { isStaging: true }));
    try {
      await array.write(fileId, 0, image);
      return await array.commit((tx) => {
        // As it is by now: others had their turn while the disk was written.
        const now = inventory.vm(vmId);
        requireCustomizable(now);
        if (now.datastoreId !== vm.datastoreId) throw new Fault('InvalidState', `"${now.name}" was moved meanwhile.`, { names: [now.name], hint: 'Customize it again.' });
        array.publishFile(tx, fileId);
        const disk = diskOf(customized, fileId);
        for (const { fileId: old } of now.disks.filter(({ label }) => label === customizationDiskLabel)) array.deleteFile(tx, old);
        const applied: AppliedCustomization = { ...customized.applied, appliedAtMs: Date.now(), diskLabel: disk.label };
        inventory.updateVms(tx, [{ ...now, disks: [...now.disks.filter(({ label }) => label !== customizationDiskLabel), disk], customization: applied }]);
        alongside?.(tx, applied);
        return applied;
      });
    } catch (error) {
      await array.commit((tx) => array.deleteFile(tx, fileId));
      throw error;
    }
  } finally {
    release();
  }
}

/** @throws Fault InvalidState for a template, InvalidPowerState while it is not powered off */
export function requireCustomizable(vm: Pick<VmRecord, 'name' | 'isTemplate' | 'powerState'>): void {
  if (vm.isTemplate) throw new Fault('InvalidState', `"${vm.name}" is a template.`, { names: [vm.name], hint: 'Deploy a virtual machine from it and customize that.' });
  if (vm.powerState !== 'poweredOff') throw new Fault('InvalidPowerState', `"${vm.name}" is not powered off.`, { names: [vm.name], hint: 'Power it off first: a guest is customized when it starts.' });
}

export function targetOf(vm: VmRecord): CustomizationTarget {
  return { id: vm.id, name: vm.name, number: vmNumberOf(vm.id), nics: vm.nics ?? [] };
}

function diskOf({ applied }: Customized, fileId: DiskRecord['fileId']): DiskRecord {
  return {
    fileId,
    sizeBytes: fatImageBytes,
    label: customizationDiskLabel,
    mechanism: 'imported',
    mechanismReason: `Written for the customization specification "${applied.spec.name}".`,
  };
}
