/** Dedupe of a volume: its settings, and runs that find equal blocks and store each once. */
import * as z from 'zod';
import { Fault, faultRecordOf } from '../../shared/faults.ts';
import { volumeIdSchema, type RequestId, type TaskId, type VolumeId } from '../../shared/ids.ts';
import type { DedupeRun, VolumeRow } from '../../shared/model/storage.ts';
import type { MetaTx } from '../meta/meta.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { announceVolume, targetOf } from './announce.ts';
import { defaultDedupeSchedule, parseDedupeSchedule } from '../../shared/dedupeSchedule.ts';
import type { StorageRooms } from './rooms.ts';
import { volumeRow } from './volumeRows.ts';

const dedupeSpecSchema = z.object({ volumeId: volumeIdSchema, scanAll: z.boolean() });

export function registerDedupe(rooms: StorageRooms): void {
  rooms.tasks.register('dedupeVolume', {
    spec: dedupeSpecSchema,
    lane: 'maintenance',
    isResumable: true,
    interruptedHint: 'Start the run again; what it had saved stays.',
    run: (run, spec) => runDedupe(rooms, run, spec.volumeId, spec.scanAll),
  });
}

export interface DedupeChange {
  readonly volumeId: VolumeId;
  readonly isOn?: boolean | undefined;
  readonly isInline?: boolean | undefined;
  readonly schedule?: string | undefined;
}

/** @throws Fault ManagedObjectNotFound, InvalidArgument for a schedule that cannot be read, InvalidState for inline while off */
export async function setDedupe(rooms: StorageRooms, change: DedupeChange): Promise<VolumeRow> {
  const { volumeId } = change;
  const schedule = change.schedule?.trim();
  if (schedule !== undefined) parseDedupeSchedule(schedule);
  await rooms.array.commit((tx) => {
    const record = rooms.volumes.volume(volumeId);
    const info = rooms.array.volume(volumeId);
    const isOn = change.isOn ?? info.isDedupeOn;
    if (change.isInline === true && !isOn) throw new Fault('InvalidState', `Dedupe is off on "${record.name}".`, { names: [record.name], hint: 'Turn it on; inline works only then.' });
    const isInline = isOn && (change.isInline ?? info.isDedupeInline);
    rooms.array.updateVolume(tx, volumeId, { isDedupeOn: isOn, isDedupeInline: isInline });
    const isTurnedOn = isOn && !info.isDedupeOn;
    rooms.volumes.put(tx, {
      ...record,
      schedule: schedule ?? record.schedule ?? (isTurnedOn ? defaultDedupeSchedule : null),
      // What is there already is not new; a scan of it has to be asked for.
      physicalThenBytes: isTurnedOn ? info.physicalBytes : record.physicalThenBytes,
    });
    announceVolume(rooms, tx, volumeId);
  });
  if (change.isOn === false) stopDedupe(rooms, volumeId);
  return volumeRow(rooms, volumeId);
}

/** @throws Fault ManagedObjectNotFound, InvalidState while dedupe is off, TaskInProgress while there is a run */
export async function startDedupe(rooms: StorageRooms, request: { volumeId: VolumeId; scanAll: boolean; requestId: RequestId }, initiator: string): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  const known = rooms.tasks.startedBy(request.requestId);
  if (known) return known;
  const { volumeId, scanAll, requestId } = request;
  const { name } = rooms.volumes.volume(volumeId);
  if (!rooms.array.volume(volumeId).isDedupeOn) throw new Fault('InvalidState', `Dedupe is off on "${name}".`, { names: [name], hint: 'Turn it on first.' });
  if (rooms.dedupeRuns.of(volumeId)) {
    throw new Fault('TaskInProgress', `Dedupe of "${name}" is under way or waiting already.`, { names: [name], hint: 'Wait until it has ended, or stop it.' });
  }
  const taskId = rooms.tasks.start({
    kind: 'dedupeVolume',
    name: 'Dedupe volume',
    target: targetOf(rooms, volumeId),
    requestId,
    spec: { volumeId, scanAll },
    initiator,
    isCancelable: true,
  });
  rooms.dedupeRuns.add(volumeId, taskId);
  return taskId;
}

/** Cancels the run under way or waiting. Null when there was none. @throws Fault ManagedObjectNotFound */
export function stopDedupe(rooms: StorageRooms, volumeId: VolumeId): TaskId | null {
  rooms.volumes.volume(volumeId);
  const run = rooms.dedupeRuns.of(volumeId);
  if (!run) return null;
  rooms.tasks.cancel(run.taskId);
  rooms.volumes.feed.mark([volumeId]);
  return run.taskId;
}

async function runDedupe(rooms: StorageRooms, run: TaskRun, volumeId: VolumeId, scanAll: boolean): Promise<TaskEnd> {
  rooms.volumes.feed.mark([volumeId]);
  const startedAtMs = run.task.startedAtMs ?? Date.now();
  const savedBeforeBytes = rooms.array.volume(volumeId).savedByDedupeBytes;
  let scannedBytes = 0;
  const remember = (tx: MetaTx, end: Pick<DedupeRun, 'outcome' | 'scannedBytes' | 'savedBytes' | 'overLimitBytes' | 'fault'>): void => {
    const record = rooms.volumes.find(volumeId);
    if (!record) return;
    const lastRun: DedupeRun = { startedAtMs, endedAtMs: Date.now(), isFullScan: scanAll, ...end };
    const physicalThenBytes = end.outcome === 'success' ? rooms.array.volume(volumeId).physicalBytes : record.physicalThenBytes;
    rooms.volumes.put(tx, { ...record, lastRun, physicalThenBytes });
    announceVolume(rooms, tx, volumeId);
  };
  run.detail(scanAll ? 'Looking for equal blocks in all data' : 'Looking for equal blocks in new data');
  try {
    const { scannedBytes: scanned, savedBytes, overLimitBytes } = await rooms.array.dedupe(volumeId, {
      scanAll,
      signal: run.signal,
      onProgress: (done, total) => {
        scannedBytes = done;
        run.progress('bytes', done, total);
      },
    });
    const figures = { scannedBytes: scanned, savedBytes, overLimitBytes };
    return rooms.meta.transaction((tx) => {
      remember(tx, { outcome: 'success', ...figures, fault: null });
      return run.end(tx, { state: 'success', result: { kind: 'dedupeVolume', ...figures } });
    });
  } catch (error) {
    // A shutdown leaves the run to be taken up at the next open; a volume that was deleted has nothing to remember.
    if ((run.signal.aborted && !run.isCanceled) || !rooms.volumes.find(volumeId)) throw error;
    const savedBytes = Math.max(0, rooms.array.volume(volumeId).savedByDedupeBytes - savedBeforeBytes);
    const fault = run.isCanceled ? null : faultRecordOf(error);
    rooms.meta.transaction((tx) => remember(tx, { outcome: run.isCanceled ? 'canceled' : 'error', scannedBytes, savedBytes, overLimitBytes: 0, fault }));
    throw error;
  }
}
