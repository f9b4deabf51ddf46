/** Gives an object of the inventory another name. Files of disks have none of their own, so nothing on a datastore changes. */
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import { objectIdSchema, type ObjectId, type RequestId, type TaskId } from '../../shared/ids.ts';
import { nameKey } from '../../shared/naming.ts';
import { Pacer } from '../tasks/pacer.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { duplicateName, type Inventory } from './inventory.ts';
import { requireFreeContainerName, requireName } from './places.ts';
import type { ContainerRecord, VmRecord } from './records.ts';
import type { InventoryRooms } from './rooms.ts';

/** How many clones get the new name of what they were made from in one transaction. */
const batchLength = 250;

const renameSpecSchema = z.object({ id: objectIdSchema, before: z.string(), after: z.string() });
type RenameSpec = z.infer<typeof renameSpecSchema>;

export interface RenameRequest {
  readonly id: ObjectId;
  readonly name: string;
  readonly requestId: RequestId;
}

const kindWords: Partial<Record<ContainerRecord['kind'], string>> = {
  datacenter: 'datacenter', cluster: 'cluster', folder: 'folder', datastore: 'datastore', network: 'network',
};

export function registerRenameObject(rooms: InventoryRooms): void {
  rooms.tasks.register('renameObject', {
    spec: renameSpecSchema,
    lane: 'records',
    isResumable: true,
    interruptedHint: 'Rename it again.',
    run: (run, spec) => runRename(rooms, run, spec),
  });
}

/** @throws Fault ManagedObjectNotFound, InvalidName, DuplicateName, NotSupported for what cannot be renamed */
export async function startRename(rooms: InventoryRooms, { id, name, requestId }: RenameRequest, initiator: string, title = 'Rename'): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  const known = rooms.tasks.startedBy(requestId);
  if (known) return known;
  const { before, word } = requireRenamable(rooms.inventory, id, name);
  const spec: RenameSpec = { id, before, after: name };
  return rooms.tasks.start({
    kind: 'renameObject',
    name: `${title} ${word}`,
    target: { id, name: before },
    requestId,
    spec,
    initiator,
    isCancelable: false,
  });
}

async function runRename(rooms: InventoryRooms, run: TaskRun, spec: RenameSpec): Promise<TaskEnd> {
  const { inventory, meta } = rooms;
  const result = { kind: 'renameObject' as const, ...spec };
  const vm = inventory.findVm(spec.id);
  // Taken up again after the name was given, it goes on with the clones.
  const isGiven = run.task.resumeCount > 0 && vm?.name === spec.after;
  if (!isGiven) {
    const isLast = vm === undefined || inventory.cloneCount(vm.id) === 0;
    const end = meta.transaction((tx): TaskEnd | null => {
      requireRenamable(inventory, spec.id, spec.after);
      const record = inventory.findVm(spec.id);
      const container = inventory.findContainer(spec.id);
      if (record) inventory.updateVms(tx, [{ ...record, name: spec.after }]);
      else if (container) inventory.addContainers(tx, [{ ...container, name: spec.after }]);
      return isLast ? run.end(tx, { state: 'success', result }) : null;
    });
    if (end) return end;
  }
  run.detail('Telling its clones');
  const pacer = new Pacer();
  const clones = [...inventory.vms()].filter(({ source }) => source?.id === spec.id);
  for (let first = 0; first < clones.length; first += batchLength) {
    await pacer.pause();
    run.signal.throwIfAborted();
    meta.transaction((tx) => {
      const changed = clones.slice(first, first + batchLength).flatMap(({ id }): VmRecord[] => {
        const now = inventory.findVm(id);
        return now?.source?.id === spec.id && now.source.name !== spec.after ? [{ ...now, source: { id: spec.id, name: spec.after } }] : [];
      });
      inventory.updateVms(tx, changed, false);
    });
  }
  return { state: 'success', result };
}

/** @throws Fault ManagedObjectNotFound, InvalidName, DuplicateName, NotSupported */
export function requireRenamable(inventory: Inventory, id: ObjectId, name: string): { before: string; word: string } {
  const vm = inventory.findVm(id);
  if (vm) {
    requireName(name);
    if (nameKey(name) !== nameKey(vm.name) && inventory.isNameTaken(name)) throw duplicateName([name], 'Choose another name.');
    return { before: vm.name, word: vm.isTemplate ? 'template' : 'virtual machine' };
  }
  const container = inventory.findContainer(id);
  if (!container) throw new Fault('ManagedObjectNotFound', `There is no object ${id}.`);
  const word = kindWords[container.kind];
  if (word === undefined) throw new Fault('NotSupported', `The name of "${container.name}" is its address and cannot be changed.`, { names: [container.name] });
  requireFreeContainerName(inventory, { ...container, name }, container.id);
  return { before: container.name, word };
}
