/** Deletes the files of virtual machines and templates the way a host does: with UNMAP where the array wants to be told. */
import type { ObjectId, TaskId } from '../../shared/ids.ts';
import { filesOfVm, vmNumberOf, type VmRecord } from '../inventory/records.ts';
import { findFile } from '../inventory/rows.ts';
import type { MetaTx } from '../meta/meta.ts';
import { CommandFailed } from '../offload/device/deviceTypes.ts';
import type { Outcome } from '../offload/engineTypes.ts';
import { decideDelete } from '../offload/rules/decideLocal.ts';
import { acceptedByArray, fixAfterRun } from '../offload/rules/runRules.ts';
import { carriedOut, localPlace, nothingMoved, trailOf } from '../offload/trailDrafts.ts';
import type { TrailStore } from '../offload/trails.ts';
import { deviceOf, localFacts, type FactRooms } from './machineFacts.ts';

export interface DiscardRooms extends FactRooms {
  readonly trails: TrailStore;
}

/** One trail for the machines of each datastore. What the array makes of it cannot keep a file from being deleted. */
export function discardFiles(rooms: DiscardRooms, tx: MetaTx, records: readonly VmRecord[], taskId: TaskId): void {
  const byDatastore = new Map<ObjectId, [VmRecord, ...VmRecord[]]>();
  for (const record of records) {
    const known = byDatastore.get(record.datastoreId);
    if (known) known.push(record);
    else byDatastore.set(record.datastoreId, [record]);
  }
  for (const machines of byDatastore.values()) discardOnDatastore(rooms, tx, machines, taskId);
  for (const record of records) forgetTrails(rooms, tx, record);
}

/** Of one that a snapshot of its volume could bring back, the list of its trails is kept. */
function forgetTrails({ inventory, trails }: DiscardRooms, tx: MetaTx, record: VmRecord): void {
  if (!inventory.departed.get(record.id)) trails.forgetVm(tx, vmNumberOf(record.id));
}

function discardOnDatastore(rooms: DiscardRooms, tx: MetaTx, machines: readonly [VmRecord, ...VmRecord[]], taskId: TaskId): void {
  const { array, trails } = rooms;
  const startedMs = performance.now();
  const facts = localFacts(rooms, machines[0]);
  const decision = decideDelete(facts);
  const device = deviceOf(rooms, machines[0].datastoreId);
  const isTold = decision.attempts.at(-1)?.primitive === 'unmap';
  let refusal: CommandFailed | null = null;
  let toldBytes = 0;
  for (const fileId of machines.flatMap(filesOfVm)) {
    const bytes = findFile(array, fileId)?.logicalBytes ?? 0;
    try {
      if (!isTold || refusal) array.deleteFile(tx, fileId);
      else {
        device.discard(tx, fileId);
        toldBytes += bytes;
      }
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      refusal = error;
      array.deleteFile(tx, fileId);
    }
  }
  if (isTold && (refusal || toldBytes > 0)) device.note('unmap', refusal === null, refusal?.message ?? 'The last deletion was told to the array.');
  const outcome = refusal ? afterRefusal(decision, refusal, facts.datastore) : carriedOut(decision, nothingMoved, 0);
  const attempts = outcome.attempts.map((attempt) => (attempt.primitive === 'unmap' ? { ...attempt, movedBytes: toldBytes } : attempt));
  const names = machines.map(({ name }) => name);
  trails.add(tx, trailOf('delete', { ...outcome, attempts, elapsedMs: performance.now() - startedMs }, localPlace(facts, taskId, names)));
}

function afterRefusal(decision: ReturnType<typeof decideDelete>, refusal: CommandFailed, datastore: { readonly id: ObjectId; readonly name: string }): Outcome {
  const result = acceptedByArray('unmap', datastore.name, refusal.message);
  const instead = 'The files were deleted without the array being told. This array sees them go in any case.';
  const attempts = decision.attempts.map((attempt) => (attempt.outcome === 'planned' ? { ...attempt, rules: [...attempt.rules, result], outcome: 'failed' as const, reason: result.facts } : attempt));
  return {
    mechanism: 'hostCopy', isOffloaded: false, reason: `${result.facts} ${instead}`, firstFailed: decision.firstFailed ?? 'acceptedByArray',
    fixes: [...decision.fixes, fixAfterRun('acceptedByArray', datastore)], moved: nothingMoved, elapsedMs: 0,
    attempts: [...attempts, { mechanism: 'hostCopy', primitive: null, rules: [], outcome: 'used', reason: instead, movedBytes: 0 }],
  };
}
