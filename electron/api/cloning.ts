import { planRapidClone, startRapidClone } from '../cloning/cloning.ts';
import { initiator, type Implementer, type YardServices } from './services.ts';

export function cloningApi(os: Implementer, services: YardServices) {
  return {
    plan: os.cloning.plan.handler(({ input }) => planRapidClone(services.cloning, input)),
    start: os.cloning.start.handler(async ({ input }) => ({ taskId: await startRapidClone(services.cloning, input.spec, input.requestId, initiator) })),
  };
}
