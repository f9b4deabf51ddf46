import { planRapidClone, startRapidClone } from '../cloning/cloning.ts';
import { placementWarnings, requirePolicy } from '../storage/policyWarnings.ts';
import type { Implementer, YardServices } from './services.ts';

export function cloningApi(os: Implementer, services: YardServices) {
  return {
    plan: os.cloning.plan.handler(({ input }) => {
      requirePolicy(services.policies, input.policyId);
      const plan = planRapidClone(services.cloning, input);
      return { ...plan, warnings: [...plan.warnings, ...placementWarnings(services.policies, input.sourceId, input)] };
    }),
    start: os.cloning.start.handler(async ({ input, context }) => {
      requirePolicy(services.policies, input.spec.policyId);
      return { taskId: await startRapidClone(services.cloning, input.spec, input.requestId, context.initiator) };
    }),
  };
}
