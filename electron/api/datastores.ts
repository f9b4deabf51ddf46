import { mountDatastore, unmountDatastore } from '../inventory/mounts.ts';
import { startEnterMaintenance, startExitMaintenance } from '../machines/datastoreMaintenance.ts';
import { planEvacuation } from '../machines/evacuation.ts';
import type { Implementer, YardServices } from './services.ts';

export function datastoresApi({ datastores: os }: Implementer, { machines, inventory }: YardServices) {
  return {
    planMaintenance: os.planMaintenance.handler(({ input, signal }) => planEvacuation(machines, input, signal)),
    enterMaintenance: os.enterMaintenance.handler(async ({ input, context }) => ({ taskId: await startEnterMaintenance(machines, input, context.initiator) })),
    exitMaintenance: os.exitMaintenance.handler(async ({ input, context }) => ({ taskId: await startExitMaintenance(machines, input, context.initiator) })),
    mount: os.mount.handler(async ({ input }) => {
      await mountDatastore(inventory, input);
      return {};
    }),
    unmount: os.unmount.handler(async ({ input }) => {
      await unmountDatastore(inventory, input);
      return {};
    }),
  };
}
