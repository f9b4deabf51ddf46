/** Keeps the disks of a virtual machine as they are: as a native snapshot where the filer makes one. */
import type { FileId, TaskId } from '../../shared/ids.ts';
import { deviceOf, localFacts } from '../acceleration/machineFacts.ts';
import { partsOfVm, vmNumberOf, type DiskRecord, type SnapshotDiskRecord, type VmRecord } from '../inventory/records.ts';
import type { MetaTx } from '../meta/meta.ts';
import { CommandFailed, type Device } from '../offload/device/deviceTypes.ts';
import { decideHostInstead, type RunFailure } from '../offload/hostInstead.ts';
import { decideSnapshot } from '../offload/rules/decideLocal.ts';
import { carriedOut, localPlace, nothingMoved, trailOf } from '../offload/trailDrafts.ts';
import type { MachineRooms } from './rooms.ts';

const keptAsClone = 'The state is kept as a file clone of this array all the same; no block was copied.';

/**
 * Each on the datastore that it lies on, decided on for those of each datastore by themselves, with a trail for each.
 * @returns files that hold what the disks hold at this moment, whichever way they were made
 */
export function keepDisks(rooms: MachineRooms, tx: MetaTx, vm: VmRecord, taskId: TaskId): SnapshotDiskRecord[] {
  const kept = new Map<string, FileId>();
  const parts = partsOfVm(vm).filter(({ disks }) => disks.length > 0);
  for (const part of parts) keepPart(rooms, tx, part, { taskId, isAll: parts.length === 1 }, kept);
  return vm.disks.flatMap(({ label, datastoreId }) => {
    const fileId = kept.get(label);
    return fileId === undefined ? [] : { label, fileId, ...(datastoreId !== undefined && { datastoreId }) };
  });
}

/** @param vm with what lies on one datastore @param kept which the files are added to, by the labels of the disks */
function keepPart(rooms: MachineRooms, tx: MetaTx, vm: VmRecord, { taskId, isAll }: { readonly taskId: TaskId; readonly isAll: boolean }, kept: Map<string, FileId>): void {
  const { array, trails } = rooms;
  const startedMs = performance.now();
  const facts = localFacts(rooms, vm);
  const decision = decideSnapshot(facts);
  const device = deviceOf(rooms, vm.datastoreId);
  let failed: Problem | null = null;
  for (const disk of vm.disks) {
    const native: Native | null = decision.isOffloaded && failed === null ? takeNative(rooms, tx, device, disk) : null;
    failed ??= native?.problem ?? null;
    kept.set(disk.label, native?.fileId ?? array.cloneFile(tx, disk.fileId, { groupOf: disk.fileId }));
  }
  const place = { ...localPlace(facts, taskId, [vm.name]), ...(!isAll && { disks: vm.disks.map(({ label }) => label) }) };
  if (decision.isOffloaded) device.note('nasFastFileClone', failed === null, failed?.text ?? 'The last native snapshot was made and checked.');
  if (failed?.ruleId === 'verified') rooms.devices.distrust(tx, device.volumeId, failed.text);
  const made = failed === null ? decision : decideHostInstead(decision, { ...failed, primitive: 'nasFastFileClone', datastore: facts.datastore }, keptAsClone);
  const { id } = trails.add(tx, trailOf('snapshot', carriedOut(made, nothingMoved, performance.now() - startedMs), place));
  trails.addToVm(tx, vmNumberOf(vm.id), id);
}

type Problem = Pick<RunFailure, 'ruleId' | 'text'>;

type Native = { readonly fileId: FileId; readonly problem: null } | { readonly fileId: null; readonly problem: Problem };

function takeNative({ array }: MachineRooms, tx: MetaTx, device: Device, disk: DiskRecord): Native {
  try {
    const fileId = device.fastFileClone(tx, disk.fileId, { groupOf: disk.fileId });
    if (array.file(fileId).logicalBytes === array.file(disk.fileId).logicalBytes) return { fileId, problem: null };
    array.deleteFile(tx, fileId);
    return { fileId: null, problem: { ruleId: 'verified', text: 'A native snapshot was reported as made but does not hold what the disk holds.' } };
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return { fileId: null, problem: { ruleId: 'acceptedByArray', text: error.message } };
  }
}
