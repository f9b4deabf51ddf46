/** What the actions of inventory objects end in. */
import { contract } from '../../../shared/contract/contract.ts';
import type { Container } from '../../../shared/model/inventory.ts';
import type { ActionCalls } from '../parts/limited.ts';
import { volumeCalls } from '../parts/volumeActions.ts';

const { customization, cloning, datastores, deploy, disks, hardware, hosting, inventory, lifecycle, machines, migration, offload, policies } = contract;

export const vmCalls: ActionCalls = {
  powerOn: lifecycle.power,
  powerOff: lifecycle.power,
  suspend: lifecycle.power,
  reset: lifecycle.power,
  editSettings: hardware.reconfigure,
  assignPolicy: policies.assign,
  deployTemplate: deploy.start,
  clone: machines.clone,
  rapidClone: cloning.start,
  cloneToTemplate: machines.clone,
  migrate: migration.start,
  customizeGuest: customization.apply,
  takeSnapshot: machines.createSnapshot,
  manageSnapshots: null,
  rename: lifecycle.rename,
  moveToFolder: lifecycle.move,
  convert: lifecycle.convert,
  exportDisk: disks.exportDisk,
  compareWithSource: disks.compareDisks,
  compareOffload: offload.compare,
  freedIfDeleted: machines.freedIfDeleted,
  blockHolders: machines.holders,
  copyLink: null,
  unregister: lifecycle.unregister,
  delete: inventory.deleteVms,
};

export const containerCalls: ActionCalls = {
  ...volumeCalls,
  importTemplate: disks.importImage,
  newVm: hardware.create,
  deployTemplate: deploy.start,
  rapidClone: cloning.start,
  newDatacenter: hosting.create,
  newCluster: hosting.create,
  addHost: hosting.create,
  newNetwork: hosting.create,
  enterMaintenance: hosting.enterMaintenance,
  exitMaintenance: hosting.exitMaintenance,
  moveHost: hosting.moveHost,
  editObject: hosting.edit,
  newFolder: lifecycle.createFolder,
  registerVm: lifecycle.register,
  rename: lifecycle.rename,
  moveToFolder: lifecycle.move,
  maintenanceMode: datastores.enterMaintenance,
  mountDatastore: datastores.mount,
  copyLink: null,
  deleteFolder: lifecycle.deleteFolder,
  removeObject: hosting.remove,
};

/** A new name is for operators to give to folders alone. */
export function callsFor({ kind }: Container): ActionCalls {
  return kind === 'folder' ? containerCalls : { ...containerCalls, rename: hosting.edit };
}
