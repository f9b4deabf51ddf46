import { startMigration } from '../machines/migrateMachines.ts';
import { planMigration } from '../machines/migrationPlan.ts';
import { migrationWarnings, requirePolicy } from '../storage/policyWarnings.ts';
import type { Implementer, YardServices } from './services.ts';

export function migrationApi(os: Implementer, { machines, policies }: YardServices) {
  return {
    plan: os.migration.plan.handler(async ({ input }) => {
      requirePolicy(policies, input.policyId);
      const plan = await planMigration(machines, input);
      return { ...plan, warnings: [...plan.warnings, ...migrationWarnings(policies, input, plan)] };
    }),
    start: os.migration.start.handler(async ({ input, context }) => {
      requirePolicy(policies, input.spec.policyId);
      return { taskId: await startMigration(machines, input, context.initiator) };
    }),
  };
}
