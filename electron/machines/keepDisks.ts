/** Keeps the disks of a virtual machine as they are: as a native snapshot where the filer makes one. */
import type { FileId, TaskId } from '../../shared/ids.ts';
import { deviceOf, localFacts } from '../acceleration/machineFacts.ts';
import type { DiskRecord, VmRecord } from '../inventory/records.ts';
import { vmNumberOf } from '../inventory/records.ts';
import type { MetaTx } from '../meta/meta.ts';
import { CommandFailed, type Device } from '../offload/device/deviceTypes.ts';
import { decideSnapshot } from '../offload/rules/decideLocal.ts';
import { acceptedByArray, fixAfterRun, verified } from '../offload/rules/runRules.ts';
import { carriedOut, localPlace, nothingMoved, trailOf } from '../offload/trailDrafts.ts';
import type { MachineRooms } from './rooms.ts';

/** @returns files that hold what the disks hold at this moment, whichever way they were made */
export function keepDisks(rooms: MachineRooms, tx: MetaTx, vm: VmRecord, taskId: TaskId): { readonly label: string; readonly fileId: FileId }[] {
  const { array, trails } = rooms;
  const startedMs = performance.now();
  const facts = localFacts(rooms, vm);
  const decision = decideSnapshot(facts);
  const device = deviceOf(rooms, vm.datastoreId);
  const kept: { label: string; fileId: FileId }[] = [];
  let failed: Problem | null = null;
  for (const disk of vm.disks) {
    const native: Native | null = decision.isOffloaded && failed === null ? takeNative(rooms, tx, device, disk) : null;
    failed ??= native?.problem ?? null;
    kept.push({ label: disk.label, fileId: native?.fileId ?? array.cloneFile(tx, disk.fileId, { groupOf: disk.fileId }) });
  }
  const place = localPlace(facts, taskId, [vm.name]);
  const outcome = carriedOut(decision, nothingMoved, performance.now() - startedMs);
  if (decision.isOffloaded) device.note('nasFastFileClone', failed === null, failed?.text ?? 'The last native snapshot was made and checked.');
  if (failed?.ruleId === 'verified') rooms.devices.distrust(tx, device.volumeId, failed.text);
  const { id } = trails.add(tx, trailOf('snapshot', failed === null ? outcome : withoutNative(outcome, failed, facts.datastore), place));
  trails.addToVm(tx, vmNumberOf(vm.id), id);
  return kept;
}

interface Problem {
  readonly ruleId: 'acceptedByArray' | 'verified';
  readonly text: string;
}

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

function withoutNative(outcome: ReturnType<typeof carriedOut>, { ruleId, text }: Problem, datastore: Parameters<typeof fixAfterRun>[1]): ReturnType<typeof carriedOut> {
  const result = ruleId === 'verified' ? verified(datastore.name, 0, text) : acceptedByArray('nasFastFileClone', datastore.name, text);
  const instead = 'The state is kept as a file clone of this array all the same; no block was copied.';
  const attempts = outcome.attempts.map((attempt) => (attempt.outcome === 'used' ? { ...attempt, rules: [...attempt.rules, result], outcome: 'failed' as const, reason: result.facts } : attempt));
  return {
    ...outcome, mechanism: 'hostCopy', isOffloaded: false, reason: `${result.facts} ${instead}`, firstFailed: outcome.firstFailed ?? ruleId, fixes: [...outcome.fixes, fixAfterRun(ruleId, datastore)],
    attempts: [...attempts, { mechanism: 'hostCopy', primitive: null, rules: [], outcome: 'used', reason: instead, movedBytes: 0 }],
  };
}
