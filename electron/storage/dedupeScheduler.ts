/**
 * Starts the runs of dedupe that are due. Only while the yard is open: a time that passed while it was
 * closed is not made up for. Looks at the clock now and then, so that a machine that slept starts what it slept through.
 */
import { randomUUID } from 'node:crypto';
import { requestIdOf } from '../../shared/ids.ts';
import type { VolumeInfo } from '../array/portTypes.ts';
import { startDedupe } from './dedupe.ts';
import { defaultDedupeSchedule, nextRunAfter, parseDedupeSchedule, type DedupeSchedule } from '../../shared/dedupeSchedule.ts';
import type { StorageRooms } from './rooms.ts';
import type { VolumeRecord } from './volumeRegistry.ts';

export interface Clock {
  now(): number;
  /** Calls `work` again and again until the returned function is called. */
  every(intervalMs: number, work: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  every: (intervalMs, work) => {
    // What waits for its time must not keep a process alive that has nothing else to do.
    const timer = setInterval(work, intervalMs).unref();
    return () => clearInterval(timer);
  },
};

const tickMs = 30_000;
const hourMs = 3_600_000;

export class DedupeScheduler {
  readonly #rooms: StorageRooms;
  readonly #clock: Clock;
  readonly #log: (text: string) => void;
  readonly #stop: () => void;
  #lookedAtMs: number;
  #starting: Promise<void> = Promise.resolve();

  constructor(rooms: StorageRooms, log: (text: string) => void, clock: Clock = systemClock) {
    this.#rooms = rooms;
    this.#log = log;
    this.#clock = clock;
    this.#lookedAtMs = clock.now();
    this.#stop = clock.every(tickMs, () => {
      this.#starting = this.#starting.then(() => this.look());
    });
  }

  /** Starts what has come due since it was called last. */
  async look(): Promise<void> {
    const sinceMs = this.#lookedAtMs;
    const nowMs = this.#clock.now();
    this.#lookedAtMs = nowMs;
    for (const record of this.#rooms.volumes.all()) {
      try {
        const info = this.#rooms.array.volume(record.id);
        if (!info.isDedupeOn || this.#rooms.dedupeRuns.of(record.id)) continue;
        if (!isDue(parseDedupeSchedule(record.schedule ?? defaultDedupeSchedule), record, info, sinceMs, nowMs)) continue;
        await startDedupe(this.#rooms, { volumeId: record.id, scanAll: false, requestId: requestIdOf(randomUUID()) }, 'Schedule');
      } catch (error) {
        this.#log(`Dedupe of "${record.name}" could not be started: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }

  async close(): Promise<void> {
    this.#stop();
    await this.#starting;
  }
}

function isDue(schedule: DedupeSchedule, record: VolumeRecord, info: VolumeInfo, sinceMs: number, nowMs: number): boolean {
  if (schedule.kind === 'never') return false;
  if (schedule.kind === 'auto') return Math.floor(sinceMs / hourMs) !== Math.floor(nowMs / hourMs) && newPercent(record, info) >= schedule.percent;
  const next = nextRunAfter(schedule, sinceMs);
  return next !== null && next <= nowMs;
}

/**
 * New data in percent of all. Where the array does not count what was written since the last run,
 * what is stored more than then: overwriting a block that nobody shares does not show in it.
 */
export function newPercent(record: VolumeRecord, info: VolumeInfo): number {
  const newBytes = info.unscannedBytes ?? Math.max(0, info.physicalBytes - record.physicalThenBytes);
  return info.logicalBytes === 0 ? 0 : (newBytes / info.logicalBytes) * 100;
}
