/** What changed on the disks of a virtual machine between two of its states. */
import { Fault } from '../../shared/faults.ts';
import type { FileId, ObjectId } from '../../shared/ids.ts';
import type { VmDiffEvent, VmState } from '../../shared/model/machine.ts';
import type { StorageArray } from '../array/port.ts';
import type { Extent } from '../array/portTypes.ts';
import { Pacer } from '../tasks/pacer.ts';
import { requireCapability, type MachineRooms } from './rooms.ts';
import { disksAt } from './states.ts';

/** Extents of one event: checked against the contract and encoded in one go. */
const batchLength = 500;

/** @throws Fault ManagedObjectNotFound, NotSupported */
export async function* diffMachine(
  rooms: MachineRooms,
  request: { readonly vmId: ObjectId; readonly from: VmState; readonly to: VmState },
  signal?: AbortSignal,
): AsyncGenerator<VmDiffEvent, void, void> {
  requireCapability(rooms, 'diff', 'tell what changed');
  const { array, inventory } = rooms;
  const vm = inventory.vm(request.vmId);
  const before = new Map(disksAt(vm, request.from).map(({ label, fileId }) => [label, fileId]));
  const after = new Map(disksAt(vm, request.to).map(({ label, fileId }) => [label, fileId]));
  const total = { changedBytes: 0, extentCount: 0 };
  const pacer = new Pacer();
  for (const disk of new Set([...before.keys(), ...after.keys()])) {
    const files = [before.get(disk), after.get(disk)] as const;
    const changed = { changedBytes: 0, extentCount: 0 };
    let extents: Extent[] = [];
    for await (const { offset, length } of changesOf(array, ...files)) {
      if (signal?.aborted) return;
      extents.push({ offset, length });
      changed.changedBytes += length;
      changed.extentCount += 1;
      if (extents.length === batchLength) {
        yield { type: 'extents', disk, extents };
        extents = [];
      }
      await pacer.pause();
    }
    if (extents.length > 0) yield { type: 'extents', disk, extents };
    const sizeBytes = Math.max(...files.map((file) => (file === undefined ? 0 : array.file(file).sizeBytes)));
    yield { type: 'disk', disk, sizeBytes, ...changed };
    total.changedBytes += changed.changedBytes;
    total.extentCount += changed.extentCount;
  }
  yield { type: 'end', ...total };
}

/** A disk that only one of both states has differs wherever it holds data. */
function changesOf(array: StorageArray, before: FileId | undefined, after: FileId | undefined): AsyncIterable<Extent> {
  if (before !== undefined && after !== undefined) return array.diff(before, after);
  const only = before ?? after;
  if (only === undefined) throw new Fault('SystemError', 'The disk is in neither state.');
  return array.extents(only);
}
