import { planDeploy, type DeployRooms } from '../machines/deployPlan.ts';
import { startDeploy } from '../machines/deployTemplate.ts';
import { placementWarnings, requirePolicy } from '../storage/policyWarnings.ts';
import type { Implementer, YardServices } from './services.ts';

export function deployApi(os: Implementer, services: YardServices) {
  const rooms: DeployRooms = { ...services.machines, customization: services.customization };
  return {
    plan: os.deploy.plan.handler(({ input }) => {
      requirePolicy(services.policies, input.policyId);
      const plan = planDeploy(rooms, input);
      return { ...plan, warnings: [...plan.warnings, ...placementWarnings(services.policies, input.templateId, input)] };
    }),
    start: os.deploy.start.handler(async ({ input, context }) => {
      requirePolicy(services.policies, input.spec.policyId);
      return { taskId: await startDeploy(rooms, input, context.initiator) };
    }),
  };
}
