/** Every call and stream of the yard. One file per feature; this one only joins them. */
import { accessContract } from './access.ts';
import { alarmsContract } from './alarms.ts';
import { cloningContract } from './cloning.ts';
import { customizationContract } from './customization.ts';
import { datastoresContract } from './datastores.ts';
import { deployContract } from './deploy.ts';
import { disksContract } from './disks.ts';
import { draftsContract } from './drafts.ts';
import { eventsContract } from './events.ts';
import { hardwareContract } from './hardware.ts';
import { hostingContract } from './hosting.ts';
import { inventoryContract } from './inventory.ts';
import { lifecycleContract } from './lifecycle.ts';
import { machinesContract } from './machines.ts';
import { migrationContract } from './migration.ts';
import { offloadContract } from './offload.ts';
import { performanceContract } from './performance.ts';
import { policiesContract } from './policies.ts';
import { storageContract } from './storage.ts';
import { systemContract } from './system.ts';
import { tasksContract } from './tasks.ts';

export const contract = {
  system: systemContract,
  inventory: inventoryContract,
  tasks: tasksContract,
  cloning: cloningContract,
  customization: customizationContract,
  deploy: deployContract,
  disks: disksContract,
  drafts: draftsContract,
  storage: storageContract,
  datastores: datastoresContract,
  policies: policiesContract,
  lifecycle: lifecycleContract,
  machines: machinesContract,
  hardware: hardwareContract,
  migration: migrationContract,
  offload: offloadContract,
  performance: performanceContract,
  hosting: hostingContract,
  events: eventsContract,
  alarms: alarmsContract,
  access: accessContract,
};
export type YardContract = typeof contract;
