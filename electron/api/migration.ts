import { startMigration } from '../machines/migrateMachines.ts';
import { planMigration } from '../machines/migrationPlan.ts';
import type { Implementer, YardServices } from './services.ts';

export function migrationApi(os: Implementer, { machines }: YardServices) {
  return {
    plan: os.migration.plan.handler(({ input }) => planMigration(machines, input)),
    start: os.migration.start.handler(async ({ input, context }) => ({ taskId: await startMigration(machines, input, context.initiator) })),
  };
}
