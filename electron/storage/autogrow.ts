/**
 * Tells of volumes that have grown by themselves. The array grows a volume in the write that needs the room, so that the write
 * succeeds; the task made here afterwards puts that down in the history, in the transaction that also makes the new size durable.
 */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { requestIdOf, volumeIdSchema, type VolumeId } from '../../shared/ids.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { announceVolume, targetOf } from './announce.ts';
import type { StorageRooms } from './rooms.ts';

/** What is written in between is told of at once. */
const settleMs = 250;

export function registerGrowVolume(rooms: StorageRooms): void {
  rooms.tasks.register('growVolume', {
    spec: z.object({ volumeId: volumeIdSchema }),
    lane: 'records',
    isResumable: true,
    interruptedHint: 'Nothing has to be done: the volume has the size that is shown.',
    run: (run, spec) => runGrow(rooms, run, spec.volumeId),
  });
}

async function runGrow(rooms: StorageRooms, run: TaskRun, volumeId: VolumeId): Promise<TaskEnd> {
  const { array, volumes } = rooms;
  // Deleted meanwhile, there is nothing to tell of it.
  if (!volumes.find(volumeId)) return { state: 'success', result: null };
  return array.commit((tx) => {
    const record = volumes.volume(volumeId);
    const toBytes = array.volume(volumeId).sizeBytes;
    // Made smaller again by somebody meanwhile, there is nothing left to tell; that was told.
    const fromBytes = Math.min(record.knownSizeBytes ?? toBytes, toBytes);
    volumes.put(tx, { ...record, knownSizeBytes: toBytes });
    if (toBytes > fromBytes) volumes.observer?.grown(tx, volumeId, { fromBytes, toBytes });
    announceVolume(rooms, tx, volumeId);
    return run.end(tx, { state: 'success', result: { kind: 'growVolume', fromBytes, toBytes } });
  });
}

/** Looks at the sizes of volumes when space has changed, and once when the yard is opened. */
export class AutogrowWatch {
  readonly #rooms: StorageRooms;
  readonly #log: (text: string) => void;
  readonly #stopListening: () => void;
  #timer: NodeJS.Timeout | null = null;

  constructor(rooms: StorageRooms, log: (text: string) => void) {
    this.#rooms = rooms;
    this.#log = log;
    this.#stopListening = rooms.array.onSpaceChange(() => {
      this.#timer ??= setTimeout(() => {
        this.#timer = null;
        this.#look();
      }, settleMs).unref();
    });
    this.#look();
  }

  close(): void {
    this.#stopListening();
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #look(): void {
    try {
      this.#adopt();
      for (const { id, knownSizeBytes } of this.#rooms.volumes.all()) {
        if (knownSizeBytes !== undefined && this.#rooms.array.volume(id).sizeBytes > knownSizeBytes) this.#tell(id);
      }
    } catch (error) {
      this.#log(`Whether volumes have grown could not be told: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** From now on their sizes are known. */
  #adopt(): void {
    const { volumes, array, meta } = this.#rooms;
    const unknown = volumes.all().filter(({ knownSizeBytes }) => knownSizeBytes === undefined);
    if (unknown.length === 0) return;
    meta.transaction((tx) => {
      for (const record of unknown) volumes.put(tx, { ...record, knownSizeBytes: array.volume(record.id).sizeBytes });
    });
  }

  #tell(volumeId: VolumeId): void {
    const { tasks } = this.#rooms;
    const target = targetOf(this.#rooms, volumeId);
    if (tasks.live().some(({ kind, target: of }) => kind === 'growVolume' && of.name === target.name)) return;
    tasks.start({ kind: 'growVolume', name: 'Autogrow volume', target, requestId: requestIdOf(randomUUID()), spec: { volumeId }, initiator: 'System', isCancelable: false });
  }
}
