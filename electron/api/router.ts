/** The implemented contract. The same router is served on every door. */
import { accessApi } from './access.ts';
import { alarmsApi } from './alarms.ts';
import { cloningApi } from './cloning.ts';
import { customizationApi } from './customization.ts';
import { datastoresApi } from './datastores.ts';
import { deployApi } from './deploy.ts';
import { disksApi } from './disks.ts';
import { draftsApi } from './drafts.ts';
import { eventsApi } from './events.ts';
import { hardwareApi } from './hardware.ts';
import { hostingApi } from './hosting.ts';
import { inventoryApi } from './inventory.ts';
import { implementer, type YardServices } from './services.ts';
import { lifecycleApi } from './lifecycle.ts';
import { machinesApi } from './machines.ts';
import { migrationApi } from './migration.ts';
import { offloadApi } from './offload.ts';
import { performanceApi } from './performance.ts';
import { policiesApi } from './policies.ts';
import { storageApi } from './storage.ts';
import { systemApi } from './system.ts';
import { tasksApi } from './tasks.ts';

export function createRouter(services: YardServices) {
  const os = implementer(services.log, services.access);
  return os.router({
    system: systemApi(os, services),
    inventory: inventoryApi(os, services),
    tasks: tasksApi(os, services),
    cloning: cloningApi(os, services),
    customization: customizationApi(os, services),
    deploy: deployApi(os, services),
    disks: disksApi(os, services),
    drafts: draftsApi(os, services),
    storage: storageApi(os, services),
    datastores: datastoresApi(os, services),
    policies: policiesApi(os, services),
    lifecycle: lifecycleApi(os, services),
    machines: machinesApi(os, services),
    hardware: hardwareApi(os, services),
    migration: migrationApi(os, services),
    offload: offloadApi(os, services),
    performance: performanceApi(os, services),
    hosting: hostingApi(os, services),
    events: eventsApi(os, services),
    alarms: alarmsApi(os, services),
    access: accessApi(os, services),
  });
}
export type YardRouter = ReturnType<typeof createRouter>;
