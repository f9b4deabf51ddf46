/** The implemented contract. The same router is served on every door. */
import { cloningApi } from './cloning.ts';
import { deployApi } from './deploy.ts';
import { disksApi } from './disks.ts';
import { inventoryApi } from './inventory.ts';
import { implementer, type YardServices } from './services.ts';
import { machinesApi } from './machines.ts';
import { migrationApi } from './migration.ts';
import { offloadApi } from './offload.ts';
import { storageApi } from './storage.ts';
import { systemApi } from './system.ts';
import { tasksApi } from './tasks.ts';

export function createRouter(services: YardServices) {
  const os = implementer(services.log);
  return os.router({
    system: systemApi(os, services),
    inventory: inventoryApi(os, services),
    tasks: tasksApi(os, services),
    cloning: cloningApi(os, services),
    deploy: deployApi(os, services),
    disks: disksApi(os, services),
    storage: storageApi(os, services),
    machines: machinesApi(os, services),
    migration: migrationApi(os, services),
    offload: offloadApi(os, services),
  });
}
export type YardRouter = ReturnType<typeof createRouter>;
