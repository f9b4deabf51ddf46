/** Work on the array as a whole: scrub, the exact pass and the check. */
import * as z from 'zod';
import type { RequestId, TaskId } from '../../shared/ids.ts';
import type { DamagedBlock } from '../../shared/model/storage.ts';
import { checkOptionsSchema, type CheckOptions, type CheckReport } from '../../shared/model/system.ts';
import type { BlockHolder, DamagedBlock as FoundDamage } from '../array/portTypes.ts';
import { findFile } from '../inventory/rows.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import type { TaskRequest } from '../tasks/taskKinds.ts';
import type { StorageRooms } from './rooms.ts';
import { snapshotName } from './volumeRows.ts';

/** A report names the first ones; the counts are of all. */
const mostDamaged = 50;
const mostHolders = 10;
const mostProblems = 100;

/** Verifies the array and the inventory. */
export type CheckYard = (options: CheckOptions, signal?: AbortSignal, onProgress?: (doneBytes: number, totalBytes: number) => void) => Promise<CheckReport>;

export interface MaintenanceRooms extends StorageRooms {
  readonly check: CheckYard;
}

export function registerMaintenance(rooms: MaintenanceRooms): void {
  const { tasks } = rooms;
  const common = { lane: 'maintenance' as const, isResumable: false };
  tasks.register('scrub', { ...common, spec: z.object({}), interruptedHint: 'Start the scrub again.', run: (run) => runScrub(rooms, run) });
  tasks.register('exactPass', { ...common, spec: z.object({}), interruptedHint: 'Start the exact pass again.', run: (run) => runExactPass(rooms, run) });
  tasks.register('checkYard', { ...common, spec: checkOptionsSchema, interruptedHint: 'Start the check again.', run: (run, spec) => runCheck(rooms, run, spec) });
}

export function startScrub(rooms: StorageRooms, requestId: RequestId, initiator: string): Promise<TaskId> {
  return start(rooms, { kind: 'scrub', name: 'Scrub', requestId, spec: {}, initiator });
}

export function startExactPass(rooms: StorageRooms, requestId: RequestId, initiator: string): Promise<TaskId> {
  return start(rooms, { kind: 'exactPass', name: 'Exact pass', requestId, spec: {}, initiator });
}

export function startCheck(rooms: StorageRooms, options: CheckOptions, requestId: RequestId, initiator: string): Promise<TaskId> {
  const name = `${options.isDeep ? 'Deep check' : 'Check'}${options.repair ? ' and repair' : ''}`;
  return start(rooms, { kind: 'checkYard', name, requestId, spec: options, initiator });
}

async function start(rooms: StorageRooms, request: Omit<TaskRequest, 'target' | 'isCancelable'>): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  return rooms.tasks.startedBy(request.requestId) ?? rooms.tasks.start({ ...request, target: { id: null, name: 'Storage array' }, isCancelable: true });
}

async function runScrub(rooms: StorageRooms, run: TaskRun): Promise<TaskEnd> {
  run.detail('Reading every block');
  const { scannedBytes, damaged, mended, unmended } = await rooms.array.scrub({ signal: run.signal, onProgress: (done, total) => run.progress('bytes', done, total) });
  const repairedCount = damaged.filter((block) => block.isRepaired).length;
  // What could not be mended is told first.
  const told = [...damaged.filter((block) => !block.isRepaired), ...damaged.filter((block) => block.isRepaired)].slice(0, mostDamaged);
  const result = {
    kind: 'scrub' as const, scannedBytes, damagedCount: damaged.length, repairedCount, damaged: told.map((block) => describeDamage(rooms, block)),
    mended: mended.slice(0, mostProblems), unmended: unmended.slice(0, mostProblems),
  };
  return { state: 'success', result };
}

async function runExactPass(rooms: StorageRooms, run: TaskRun): Promise<TaskEnd> {
  run.detail('Counting every block once');
  const { freedBytes } = await rooms.array.reclaim(run.signal);
  rooms.volumes.markAll();
  return { state: 'success', result: { kind: 'exactPass', freedBytes } };
}

async function runCheck(rooms: MaintenanceRooms, run: TaskRun, options: CheckOptions): Promise<TaskEnd> {
  run.detail(options.isDeep ? 'Verifying maps, counters and every block' : 'Verifying maps and counters');
  const report = await rooms.check(options, run.signal, (done, total) => run.progress('bytes', done, total));
  const kept = { ...report, problems: report.problems.slice(0, mostProblems), repaired: report.repaired.slice(0, mostProblems) };
  return { state: 'success', result: { kind: 'checkYard', report: kept } };
}

function describeDamage(rooms: StorageRooms, { isRepaired, holders }: FoundDamage): DamagedBlock {
  return { isRepaired, holderCount: holders.length, holders: holders.slice(0, mostHolders).map((holder) => describeHolder(rooms, holder)) };
}

function describeHolder(rooms: StorageRooms, { fileId, snapshotId, offset }: BlockHolder): DamagedBlock['holders'][number] {
  const { inventory, array, volumes } = rooms;
  const owner = inventory.ownerOf(fileId);
  const machine = (owner === undefined ? undefined : inventory.findVm(owner)) ?? inventory.unregistered.ownerOf(fileId) ?? inventory.departed.find(fileId);
  const disk = [...(machine?.disks ?? []), ...(machine?.snapshots?.all ?? []).flatMap((snapshot) => snapshot.disks)].find((one) => one.fileId === fileId);
  const unattached = machine === undefined ? inventory.unattached.find(fileId) : undefined;
  const snapshot = snapshotId === null ? undefined : volumes.findSnapshot(snapshotId);
  const volumeId = snapshot?.volumeId ?? findFile(array, fileId)?.volumeId;
  return {
    fileId,
    vmName: machine?.name ?? unattached?.vmName ?? null,
    disk: disk?.label ?? (unattached ? `${unattached.disk.label}, unattached` : null),
    volumeName: volumeId === undefined ? null : (volumes.find(volumeId)?.name ?? null),
    snapshotName: snapshotId === null ? null : snapshotName(rooms, snapshotId),
    offsetBytes: offset,
  };
}
