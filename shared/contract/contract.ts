/** Every call and stream of the yard. One file per feature; this one only joins them. */
import { cloningContract } from './cloning.ts';
import { deployContract } from './deploy.ts';
import { disksContract } from './disks.ts';
import { inventoryContract } from './inventory.ts';
import { machinesContract } from './machines.ts';
import { migrationContract } from './migration.ts';
import { offloadContract } from './offload.ts';
import { storageContract } from './storage.ts';
import { systemContract } from './system.ts';
import { tasksContract } from './tasks.ts';

export const contract = {
  system: systemContract,
  inventory: inventoryContract,
  tasks: tasksContract,
  cloning: cloningContract,
  deploy: deployContract,
  disks: disksContract,
  storage: storageContract,
  machines: machinesContract,
  migration: migrationContract,
  offload: offloadContract,
};
export type YardContract = typeof contract;
