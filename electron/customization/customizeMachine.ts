/** Customizes the guest of one machine as a task of its own. */
import * as z from 'zod';
import { customizationSpecIdSchema, objectIdSchema, type CustomizationSpecId, type ObjectId, type RequestId, type TaskId } from '../../shared/ids.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { applyCustomization, previewCustomization, requireCustomizable, targetOf } from './port.ts';
import type { CustomizationRooms } from './rooms.ts';

const customizeSpecSchema = z.object({ vmId: objectIdSchema, specId: customizationSpecIdSchema });
type CustomizeSpec = z.infer<typeof customizeSpecSchema>;

export function registerCustomizeMachine(rooms: CustomizationRooms): void {
  rooms.tasks.register('customizeVm', {
    spec: customizeSpecSchema,
    lane: 'change',
    // The specification may have become another one meanwhile.
    isResumable: false,
    interruptedHint: 'The virtual machine is as it was. Customize it again.',
    run: (run, spec) => runCustomize(rooms, run, spec),
  });
}

/** @throws Fault what `previewCustomization` and `requireCustomizable` throw */
export async function startCustomize(
  rooms: CustomizationRooms,
  request: { readonly vmId: ObjectId; readonly specId: CustomizationSpecId; readonly requestId: RequestId },
  initiator: string,
): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  const known = rooms.tasks.startedBy(request.requestId);
  if (known) return known;
  const vm = rooms.inventory.vm(request.vmId);
  requireCustomizable(vm);
  const { spec } = previewCustomization(rooms, request.specId, targetOf(vm));
  const task: CustomizeSpec = { vmId: vm.id, specId: request.specId };
  return rooms.tasks.start({
    kind: 'customizeVm',
    name: `Customize guest with "${spec.name}"`,
    target: { id: vm.id, name: vm.name },
    requestId: request.requestId,
    spec: task,
    initiator,
    isCancelable: true,
  });
}

async function runCustomize(rooms: CustomizationRooms, run: TaskRun, { vmId, specId }: CustomizeSpec): Promise<TaskEnd> {
  const { inventory } = rooms;
  const release = inventory.holds.take(vmId, inventory.vm(vmId).name, 'write', run.task.name);
  try {
    run.detail('Writing the customization disk');
    let end: TaskEnd = { state: 'success', result: null };
    await applyCustomization(rooms, specId, vmId, (tx, { computerName, spec }) => {
      // Cancelled while the disk was written: nothing of it is kept.
      run.signal.throwIfAborted();
      end = run.end(tx, { state: 'success', result: { kind: 'customizeVm', specName: spec.name, computerName } });
    });
    return end;
  } finally {
    release();
  }
}
