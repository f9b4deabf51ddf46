/** Deletes the files of virtual machines and templates the way a host does: with UNMAP where the array wants to be told. */
import type { FileId, ObjectId, TaskId } from '../../shared/ids.ts';
import { filesOfVm, partsOfVm, vmNumberOf, type VmRecord } from '../inventory/records.ts';
import { findFile } from '../inventory/rows.ts';
import { unattachedName, type UnattachedRecord } from '../inventory/unattachedDisks.ts';
import type { MetaTx } from '../meta/meta.ts';
import { CommandFailed } from '../offload/device/deviceTypes.ts';
import { decideHostInstead } from '../offload/hostInstead.ts';
import { decideDelete } from '../offload/rules/decideLocal.ts';
import type { LocalRuleFacts } from '../offload/rules/facts.ts';
import { carriedOut, localPlace, nothingMoved, trailOf } from '../offload/trailDrafts.ts';
import type { TrailStore } from '../offload/trails.ts';
import { datastoreFacts, deviceOf, hostFacts, localFacts, type FactRooms } from './machineFacts.ts';

export interface DiscardRooms extends FactRooms {
  readonly trails: TrailStore;
}

const untold = 'The files were deleted without the array being told. This array sees them go in any case.';

/** One trail for what the machines have on each datastore. What the array makes of it cannot keep a file from being deleted. */
export function discardFiles(rooms: DiscardRooms, tx: MetaTx, records: readonly VmRecord[], taskId: TaskId): void {
  const byDatastore = new Map<ObjectId, [VmRecord, ...VmRecord[]]>();
  for (const record of records.flatMap(partsOfVm)) {
    const known = byDatastore.get(record.datastoreId);
    if (known) known.push(record);
    else byDatastore.set(record.datastoreId, [record]);
  }
  for (const machines of byDatastore.values()) discardOnDatastore(rooms, tx, machines, taskId);
  for (const record of records) forgetTrails(rooms, tx, record);
}

/** What a machine leaves behind that lives on elsewhere: the files go, the list of its trails stays. @param before with the files that it leaves, and the datastores of those */
export function discardMoved(rooms: DiscardRooms, tx: MetaTx, before: VmRecord, taskId: TaskId): void {
  for (const part of partsOfVm(before)) discardOnDatastore(rooms, tx, [part], taskId);
}

/** Disks that no machine has, one trail for those of each datastore. */
export function discardUnattached(rooms: DiscardRooms, tx: MetaTx, records: readonly UnattachedRecord[], taskId: TaskId): void {
  for (const datastoreId of new Set(records.map((record) => record.datastoreId))) {
    const own = records.filter((record) => record.datastoreId === datastoreId);
    const [first] = own;
    if (!first) continue;
    // The host that let them go may be gone by now; any other sends the same.
    const hosts = rooms.inventory.containers().filter(({ kind }) => kind === 'host');
    const { id: hostId } = hosts.find(({ id }) => id === first.hostId) ?? hosts[0] ?? { id: first.hostId };
    const host = hostFacts(rooms, hostId);
    // The rules of deleting look at the host and the datastore.
    const machine = { id: hostId, name: first.vmName, powerState: 'poweredOff' as const, isWindows: false, hasEnableUuid: false, hasSnapshot: false, disks: [], cloneCount: 0 };
    discard(rooms, tx, { facts: { host, machine, datastore: datastoreFacts(rooms, datastoreId) }, files: own.map(({ disk }) => disk.fileId), names: own.map(unattachedName) }, taskId);
  }
}

/** Of one that a snapshot of its volume could bring back, the list of its trails is kept. */
function forgetTrails({ inventory, trails }: DiscardRooms, tx: MetaTx, record: VmRecord): void {
  if (!inventory.departed.get(record.id)) trails.forgetVm(tx, vmNumberOf(record.id));
}

function discardOnDatastore(rooms: DiscardRooms, tx: MetaTx, machines: readonly [VmRecord, ...VmRecord[]], taskId: TaskId): void {
  discard(rooms, tx, { facts: localFacts(rooms, machines[0]), files: machines.flatMap(filesOfVm), names: machines.map(({ name }) => name) }, taskId);
}

interface Doomed {
  readonly facts: LocalRuleFacts;
  readonly files: readonly FileId[];
  /** What they belong to. */
  readonly names: readonly string[];
}

function discard(rooms: DiscardRooms, tx: MetaTx, { facts, files, names }: Doomed, taskId: TaskId): void {
  const { array, trails } = rooms;
  const startedMs = performance.now();
  const decision = decideDelete(facts);
  const device = deviceOf(rooms, facts.datastore.id);
  const isTold = decision.attempts.at(-1)?.primitive === 'unmap';
  let refusal: CommandFailed | null = null;
  let toldBytes = 0;
  for (const fileId of files) {
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
  const told = refusal ? decideHostInstead(decision, { ruleId: 'acceptedByArray', primitive: 'unmap', text: refusal.message, datastore: facts.datastore }, untold) : decision;
  const attempts = told.attempts.map((attempt) => (attempt.primitive === 'unmap' ? { ...attempt, movedBytes: toldBytes } : attempt));
  trails.add(tx, trailOf('delete', carriedOut({ ...told, attempts }, nothingMoved, performance.now() - startedMs), localPlace(facts, taskId, names)));
}
