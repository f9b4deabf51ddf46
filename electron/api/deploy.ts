import { planDeploy, startDeploy } from '../machines/deployTemplate.ts';
import type { Implementer, YardServices } from './services.ts';

export function deployApi(os: Implementer, services: YardServices) {
  const { machines } = services;
  return {
    plan: os.deploy.plan.handler(({ input }) => planDeploy(machines, input)),
    start: os.deploy.start.handler(async ({ input, context }) => ({ taskId: await startDeploy(machines, input, context.initiator) })),
  };
}
