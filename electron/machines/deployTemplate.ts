/** Deploy from template: one virtual machine of a template, with hardware of its own, customized and powered on where that was asked for. */
import { Fault } from '../../shared/faults.ts';
import type { RequestId, TaskId } from '../../shared/ids.ts';
import { deploySpecSchema, type DeploySpec } from '../../shared/model/deploy.ts';
import type { TaskResult } from '../../shared/model/task.ts';
import { copiesData, worstOf } from '../cloning/cloneGroups.ts';
import { applyCustomization } from '../customization/port.ts';
import type { VmRecord } from '../inventory/records.ts';
import { findFile } from '../inventory/rows.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { runClone, startNamed, type CloneOrder } from './cloneMachine.ts';
import type { Deployments } from './deployments.ts';
import { cloneSpecOf, hardwareOf, planDeploy, type DeployRooms } from './deployPlan.ts';

interface DeployTaskRooms extends DeployRooms {
  readonly deployments: Deployments;
}

export function registerDeployTemplate(rooms: DeployTaskRooms): void {
  rooms.tasks.register('deployTemplate', {
    spec: deploySpecSchema,
    lane: 'change',
    isResumable: true,
    interruptedHint: 'Deploy it again.',
    run: (run, spec) => (spec.customizationId === null ? runClone(rooms, run, orderOf(rooms, spec)) : deployCustomized(rooms, run, spec, spec.customizationId)),
  });
}

/**
 * Plans, and starts when nothing speaks against it.
 * @throws Fault ManagedObjectNotFound, InvalidName, DuplicateName, InsufficientStorageSpace, InvalidState, InvalidArgument, NotSupported, LimitExceeded
 */
export async function startDeploy(rooms: DeployRooms, request: { readonly spec: DeploySpec; readonly requestId: RequestId }, initiator: string): Promise<TaskId> {
  const { inventory, tasks } = rooms;
  const { spec, requestId } = request;
  await tasks.gate.pass();
  const known = tasks.startedBy(requestId);
  if (known) return known;
  const [refusal] = planDeploy(rooms, spec).refusals;
  if (refusal) throw new Fault(refusal.code, refusal.message, { names: refusal.names, hint: refusal.hint });
  const { id, name } = inventory.vm(spec.templateId);
  return startNamed(rooms, spec.name, {
    kind: 'deployTemplate',
    name: `Deploy "${spec.name}" from template`,
    target: { id, name },
    requestId,
    spec,
    initiator,
    isCancelable: true,
  });
}

function orderOf({ inventory }: DeployRooms, spec: DeploySpec): CloneOrder {
  const { cpuCount, memoryBytes, keptDisks, newDisks, keptNics, newNics } = hardwareOf(inventory.vm(spec.templateId), spec);
  return {
    ...cloneSpecOf(spec),
    kind: 'deployTemplate',
    policyId: spec.policyId,
    changes: { cpuCount, memoryBytes, nics: [...keptNics, ...newNics] },
    diskBytes: new Map(keptDisks.map(({ label, sizeBytes }) => [label, sizeBytes])),
    newDisks,
  };
}

/**
 * The machine is recorded first, powered off and held, since addresses are given to machines that exist; then its
 * guest is told what to become, and at last it is powered on. Taken up again after an interruption, the task goes on
 * with the machine it has made. When it fails or is cancelled, the machine goes again.
 */
async function deployCustomized(rooms: DeployTaskRooms, run: TaskRun, spec: DeploySpec, customizationId: NonNullable<DeploySpec['customizationId']>): Promise<TaskEnd> {
  const { inventory, customization, deployments } = rooms;
  let made = madeBefore(rooms, run, spec);
  deployments.letGo(run.id);
  let release = made === null ? null : inventory.holds.take(made.id, made.name, 'write', run.task.name);
  try {
    if (made === null) {
      await runClone(rooms, run, {
        ...orderOf(rooms, spec),
        powerOn: false,
        onMade: (tx, record) => {
          deployments.begin(tx, run.id, record.id);
          tx.onCommit(() => {
            made = record;
            release = inventory.holds.take(record.id, record.name, 'write', run.task.name);
          });
        },
      });
    }
    const record = requireMade(made);
    try {
      run.signal.throwIfAborted();
      run.detail('Customizing the guest');
      await applyCustomization(customization, customizationId, record.id);
      run.signal.throwIfAborted();
      return await complete(rooms, run, spec, record);
    } catch (error) {
      // When the client is being closed, the machine stays and the task goes on with it.
      if (!run.signal.aborted || run.isCanceled) await deployments.takeBack(run.id);
      throw error;
    }
  } finally {
    release?.();
  }
}

/** A deployment leaves few: of the copy, of zeroing, of what was taken back. */
const ownTrailLimit = 100;

/** The machine that this task has recorded ahead of an interruption. @throws Fault ManagedObjectNotFound when it is gone: no second one is made */
function madeBefore({ inventory, trails, deployments }: DeployTaskRooms, run: TaskRun, { name }: DeploySpec): VmRecord | null {
  const vmId = deployments.find(run.id);
  if (vmId !== undefined) return inventory.vm(vmId);
  if (run.task.resumeCount === 0) return null;
  // It was begun before deployments were kept: then its trail tells.
  const record = inventory.findVmByName(name);
  if (record?.madeTrailId === undefined) return null;
  if (!trails.newest({ limit: ownTrailLimit, taskId: run.id }).some(({ id }) => id === record.madeTrailId)) return null;
  deployments.adopt(run.id, record.id);
  return record;
}

function requireMade(made: VmRecord | null): VmRecord {
  if (made === null) throw new Fault('SystemError', 'The virtual machine was not recorded.');
  return made;
}

/** Powers on where that was asked for, and ends the task in the same transaction. */
function complete({ array, inventory, deployments }: DeployTaskRooms, run: TaskRun, { powerOn }: DeploySpec, { id }: VmRecord): Promise<TaskEnd> {
  return array.commit((tx) => {
    const record = inventory.vm(id);
    deployments.complete(tx, run.id);
    if (powerOn) inventory.setPower(tx, [record], 'poweredOn');
    const copies = record.disks.filter(({ mechanism }) => copiesData(mechanism));
    const result = (): Extract<TaskResult, { kind: 'deployTemplate' }> => ({
      kind: 'deployTemplate',
      vmId: id,
      mechanism: worstOf(record.disks.filter(({ mechanism }) => mechanism !== 'created' && mechanism !== 'imported'))?.mechanism ?? 'fileClone',
      bytesCopied: copies.reduce((sum, { fileId }) => sum + (findFile(array, fileId)?.logicalBytes ?? 0), 0),
      elapsedMs: run.workedMs,
    });
    return run.end(tx, { state: 'success', result: result() }, result);
  });
}
