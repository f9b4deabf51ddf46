import { planDeploy, type DeployRooms } from '../machines/deployPlan.ts';
import { startDeploy } from '../machines/deployTemplate.ts';
import type { Implementer, YardServices } from './services.ts';

export function deployApi(os: Implementer, services: YardServices) {
  const rooms: DeployRooms = { ...services.machines, customization: services.customization };
  return {
    plan: os.deploy.plan.handler(({ input }) => planDeploy(rooms, input)),
    start: os.deploy.start.handler(async ({ input, context }) => ({ taskId: await startDeploy(rooms, input, context.initiator) })),
  };
}
