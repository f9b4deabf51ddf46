import { startCreate } from '../machines/createMachine.ts';
import { startReconfigure } from '../machines/reconfigure.ts';
import { listUnattached, startDeleteDisks } from '../machines/unattached.ts';
import { requirePolicy } from '../storage/policyWarnings.ts';
import type { Implementer, YardServices } from './services.ts';

export function hardwareApi(os: Implementer, { machines, policies }: YardServices) {
  return {
    create: os.hardware.create.handler(async ({ input, context }) => {
      requirePolicy(policies, input.spec.policyId);
      return { taskId: await startCreate(machines, input, context.initiator) };
    }),
    reconfigure: os.hardware.reconfigure.handler(async ({ input, context }) => ({ taskId: await startReconfigure(machines, input, context.initiator) })),
    unattached: os.hardware.unattached.handler(({ input }) => listUnattached(machines, input.datastoreId)),
    deleteUnattached: os.hardware.deleteUnattached.handler(async ({ input, context }) => ({ taskId: await startDeleteDisks(machines, input, context.initiator) })),
  };
}
