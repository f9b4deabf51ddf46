import { planRapidClone, startRapidClone } from '../cloning/cloning.ts';
import type { Implementer, YardServices } from './services.ts';

export function cloningApi(os: Implementer, services: YardServices) {
  return {
    plan: os.cloning.plan.handler(({ input }) => planRapidClone(services.cloning, input)),
    start: os.cloning.start.handler(async ({ input, context }) => ({ taskId: await startRapidClone(services.cloning, input.spec, input.requestId, context.initiator) })),
  };
}
