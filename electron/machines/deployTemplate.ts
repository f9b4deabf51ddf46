/** Deploy from template: one virtual machine of a template, with hardware of its own, in the transaction that records it. */
import { Fault, type FaultRecord } from '../../shared/faults.ts';
import type { RequestId, TaskId } from '../../shared/ids.ts';
import { deploySpecSchema, type DeployPlan, type DeploySpec } from '../../shared/model/deploy.ts';
import type { MachineCloneSpec } from '../../shared/model/machine.ts';
import { nameProblem } from '../../shared/naming.ts';
import { formatBytes } from '../../shared/units.ts';
import { duplicateName } from '../inventory/inventory.ts';
import type { VmRecord } from '../inventory/records.ts';
import { planClone, runClone, startNamed } from './cloneMachine.ts';
import type { MachineRooms } from './rooms.ts';

export function registerDeployTemplate(rooms: MachineRooms): void {
  rooms.tasks.register('deployTemplate', {
    spec: deploySpecSchema,
    lane: 'change',
    isResumable: true,
    interruptedHint: 'Deploy it again.',
    run: (run, spec) => {
      const template = rooms.inventory.vm(spec.templateId);
      return runClone(rooms, run, { ...cloneSpecOf(spec), kind: 'deployTemplate', changes: hardwareOf(template, spec) });
    },
  });
}

/**
 * What would happen, with every refusal. Changes nothing.
 * @throws Fault ManagedObjectNotFound when the template or a place does not exist; InvalidState when the template has no disk
 */
export function planDeploy(rooms: MachineRooms, spec: DeploySpec): DeployPlan {
  const { inventory } = rooms;
  const template = inventory.vm(spec.templateId);
  const { plan } = planClone(rooms, cloneSpecOf(spec));
  const { clones, mechanisms, refusals, warnings, ...rest } = plan;
  const hostId = clones[0]?.hostId ?? null;
  const hardware = hardwareOf(template, spec);
  return {
    ...rest,
    spec,
    host: hostId === null ? null : { id: hostId, name: inventory.findContainer(hostId)?.name ?? hostId },
    decision: mechanisms[0]?.decision ?? null,
    cpuCount: { template: template.cpuCount, machine: hardware.cpuCount },
    memoryBytes: { template: template.memoryBytes, machine: hardware.memoryBytes },
    warnings: [...warnings, ...(hostId === null ? [] : hostWarnings(rooms, hostId, hardware))],
    refusals: [...refusalsOf(rooms, template, spec), ...refusals],
  };
}

/**
 * Plans, and starts when nothing speaks against it.
 * @throws Fault ManagedObjectNotFound, InvalidName, DuplicateName, InsufficientStorageSpace, InvalidState, NotSupported
 */
export async function startDeploy(rooms: MachineRooms, request: { readonly spec: DeploySpec; readonly requestId: RequestId }, initiator: string): Promise<TaskId> {
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

function cloneSpecOf({ templateId, name, folderId, computeId, datastoreId, diskFormat, powerOn }: DeploySpec): MachineCloneSpec {
  return { vmId: templateId, snapshotId: null, name, folderId, computeId, datastoreId, powerOn, ...(diskFormat && { diskFormat }) };
}

function hardwareOf(template: VmRecord, { hardware }: DeploySpec): Pick<VmRecord, 'cpuCount' | 'memoryBytes'> {
  return { cpuCount: hardware.cpuCount ?? template.cpuCount, memoryBytes: hardware.memoryBytes ?? template.memoryBytes };
}

/** What the plan of a clone does not look at: that it is a template, and the name. */
function refusalsOf({ inventory }: MachineRooms, template: VmRecord, { name }: DeploySpec): FaultRecord[] {
  const refusals: Fault[] = [];
  if (!template.isTemplate) {
    refusals.push(new Fault('InvalidState', `"${template.name}" is not a template.`, { names: [template.name], hint: 'Clone it, or convert it to a template first.' }));
  }
  const problem = nameProblem(name);
  if (problem !== null) refusals.push(new Fault('InvalidName', problem, { names: [name] }));
  else if (inventory.isNameTaken(name)) refusals.push(duplicateName([name]));
  return refusals.map((refusal) => refusal.toRecord());
}

/** A host runs more than it has, at the cost of waiting; one machine that is larger than its host is worth a word. */
function hostWarnings({ inventory }: MachineRooms, hostId: VmRecord['hostId'], { cpuCount, memoryBytes }: Pick<VmRecord, 'cpuCount' | 'memoryBytes'>): string[] {
  const host = inventory.findContainer(hostId);
  if (host?.kind !== 'host') return [];
  const warnings: string[] = [];
  if (cpuCount > host.cpuCoreCount) warnings.push(`"${host.name}" has ${host.cpuCoreCount} processor cores; the virtual machine would have ${cpuCount} virtual CPUs.`);
  if (memoryBytes > host.memoryBytes) warnings.push(`"${host.name}" has ${formatBytes(host.memoryBytes)} of memory; the virtual machine would have ${formatBytes(memoryBytes)}.`);
  return warnings;
}
