/** Migrates virtual machines to another host, another datastore, or both: one after another, each for itself. */
import { Fault, faultRecordOf } from '../../shared/faults.ts';
import type { RequestId, TaskId } from '../../shared/ids.ts';
import type { Mechanism } from '../../shared/model/inventory.ts';
import { migrationSpecSchema, type MigrationSpec } from '../../shared/model/migration.ts';
import type { TaskChild, TaskResult } from '../../shared/model/task.ts';
import { formatCount } from '../../shared/units.ts';
import { copiesData } from '../cloning/cloneGroups.ts';
import { giveSpaceBack } from '../storage/giveSpaceBack.ts';
import { Pacer } from '../tasks/pacer.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { requireTargets } from './migration.ts';
import { planMigration } from './migrationPlan.ts';
import { moveMachine } from './moveMachine.ts';
import type { MachineRooms } from './rooms.ts';

export function registerMigrateMachines(rooms: MachineRooms): void {
  rooms.tasks.register('migrateVms', {
    spec: migrationSpecSchema,
    lane: 'change',
    isResumable: true,
    interruptedHint: 'Migrate what has not been migrated yet.',
    run: (run, spec) => runMigration(rooms, run, spec),
  });
}

/**
 * Plans again, since time has passed, and starts.
 * @throws Fault the first refusal of the plan; ManagedObjectNotFound, InvalidArgument, InvalidState
 */
export async function startMigration(rooms: MachineRooms, request: { readonly spec: MigrationSpec; readonly requestId: RequestId }, initiator: string): Promise<TaskId> {
  const { tasks } = rooms;
  const { requestId } = request;
  await tasks.gate.pass();
  const known = tasks.startedBy(requestId);
  if (known) return known;
  const plan = await planMigration(rooms, request.spec);
  const [refusal] = plan.refusals;
  if (refusal) throw new Fault(refusal.code, refusal.message, { names: refusal.names, hint: refusal.hint });
  const [first, ...others] = plan.machines;
  if (!first) throw new Fault('InvalidArgument', 'There is no machine to migrate.');
  return tasks.start({
    kind: 'migrateVms',
    name: others.length === 0 ? 'Migrate virtual machine' : `Migrate ${formatCount(plan.machines.length)} virtual machines`,
    target: others.length === 0 ? { id: first.vmId, name: first.name } : { id: null, name: `${first.name} and ${formatCount(others.length)} more` },
    requestId,
    spec: request.spec,
    initiator,
    isCancelable: true,
    children: plan.machines.map(({ vmId, name }) => ({ name, targetId: vmId })),
  });
}

async function runMigration(rooms: MachineRooms, run: TaskRun, spec: MigrationSpec): Promise<TaskEnd> {
  requireTargets(rooms, spec);
  const pacer = new Pacer();
  const total = run.task.children?.total ?? 0;
  for (const child of run.pendingChildren()) {
    await pacer.pause();
    if (run.signal.aborted) return stopped(rooms, run);
    try {
      await moveMachine(rooms, run, { spec, child, total });
    } catch (error) {
      if (run.signal.aborted) return stopped(rooms, run);
      await failItem(rooms, run, child, error);
    }
  }
  const counts = run.task.children;
  if (counts && counts.succeeded === 0 && counts.failed > 0) throw noneMigrated(rooms, run, counts.total);
  if (spec.datastoreId !== null || spec.diskPlacement !== undefined) {
    run.detail('Giving space back');
    await giveSpaceBack(rooms.array, run);
  }
  return { state: 'success', result: resultOf(rooms, run) };
}

/** One machine that stays where it is keeps nobody else. */
export async function failItem({ array, copyJobs }: MachineRooms, run: TaskRun, { index, targetId }: TaskChild, error: unknown): Promise<void> {
  await array.commit((tx) => {
    copyJobs.giveUp(tx, { taskId: run.id, index });
    run.childResults(tx, [{ index, targetId, state: 'error', fault: faultRecordOf(error) }]);
  });
}

/** A shutdown keeps the task for the next open; a cancellation keeps what has been migrated and says so. */
function stopped(rooms: MachineRooms, run: TaskRun): TaskEnd {
  if (!run.isCanceled) throw run.signal.reason;
  return { state: 'canceled', result: resultOf(rooms, run) };
}

function noneMigrated({ tasks }: MachineRooms, run: TaskRun, total: number): Fault {
  const fault = tasks.children(run.id, 0, 1).children[0]?.fault;
  if (!fault) return new Fault('SystemError');
  const message = total === 1 ? fault.message : `No machine was migrated. ${fault.message}`;
  return new Fault(fault.code, message, { names: fault.names, hint: fault.hint });
}

function resultOf(rooms: MachineRooms, run: TaskRun): TaskResult {
  const { succeeded, failed } = run.task.children ?? { succeeded: 0, failed: 0 };
  return { kind: 'migrateVms', migrated: succeeded, failed, ...disksMoved(rooms, run), elapsedMs: run.workedMs };
}

/** How the disks were moved is told by the trails, which stay over an interruption: one for each way that disks of a machine went. */
export function disksMoved({ trails }: MachineRooms, run: TaskRun): { mechanisms: { mechanism: Mechanism; count: number }[]; bytesCopied: number } {
  const machines = new Map<Mechanism, Set<string | undefined>>();
  let bytesCopied = 0;
  for (const trail of trails.newest({ taskId: run.id, limit: Infinity })) {
    if (trail.operation !== 'migrate' || trail.failure !== null) continue;
    machines.set(trail.mechanism, (machines.get(trail.mechanism) ?? new Set()).add(trail.vmNames[0]));
    bytesCopied += trail.attempts.reduce((sum, { mechanism, movedBytes }) => sum + (copiesData(mechanism) ? movedBytes : 0), 0);
  }
  return { mechanisms: Array.from(machines, ([mechanism, names]) => ({ mechanism, count: names.size })), bytesCopied };
}
