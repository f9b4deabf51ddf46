/**
 * What each host, and all of them together, did over time: how long their data movers were busy, what
 * crossed the storage network, and what the array read and wrote. Everything is measured. Kept in memory only:
 * seconds for an hour, averages over 30 seconds for a day.
 *
 * The back-end I/O of the array cannot be told apart by host, so it is counted for all hosts together and is 0 for a single one.
 */
import type { ObjectId } from '../../shared/ids.ts';
import type { HostSample } from '../../shared/model/offload.ts';
import type { StorageArray } from '../array/port.ts';
import type { HostUseSink } from '../offload/mover/moverTypes.ts';
import { UseSeries } from './useSeries.ts';

/** What the array did while nobody looked is spread evenly over the time since, over this much of it at most. */
const longestSpreadMs = 60_000;

/** What a host has done since the yard was opened. */
export interface HostTotals {
  readonly busyMs: number;
  readonly networkReadBytes: number;
  readonly networkWriteBytes: number;
}
const nothingDone: HostTotals = { busyMs: 0, networkReadBytes: 0, networkWriteBytes: 0 };

export class HostUseRecorder implements HostUseSink {
  readonly #array: Pick<StorageArray, 'io' | 'onSpaceChange'>;
  readonly #nowMs: () => number;
  readonly #startedMs: number;
  readonly #all: UseSeries;
  readonly #hosts = new Map<ObjectId, UseSeries>();
  readonly #totals = new Map<ObjectId, HostTotals>();
  readonly #listeners = new Set<(hostId: ObjectId) => void>();
  readonly #closing = new AbortController();
  readonly #stopListening: () => void;
  #io: { readonly readBytes: number; readonly writtenBytes: number };
  #ioAtMs: number;

  constructor(array: Pick<StorageArray, 'io' | 'onSpaceChange'>, nowMs: () => number = Date.now) {
    this.#array = array;
    this.#nowMs = nowMs;
    this.#startedMs = nowMs();
    this.#all = new UseSeries(this.#startedMs);
    this.#io = { ...array.io };
    this.#ioAtMs = this.#startedMs;
    this.#stopListening = array.onSpaceChange(() => this.#sampleArray());
  }

  /** Aborted when the yard is closed. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** A piece of work that has just ended. */
  record(hostId: ObjectId, use: HostTotals): void {
    const nowMs = this.#nowMs();
    const { busyMs, networkReadBytes, networkWriteBytes } = this.totals(hostId);
    this.#totals.set(hostId, {
      busyMs: busyMs + use.busyMs,
      networkReadBytes: networkReadBytes + use.networkReadBytes,
      networkWriteBytes: networkWriteBytes + use.networkWriteBytes,
    });
    this.#sampleArray();
    for (const series of [this.#seriesOf(hostId), this.#all]) series.add(use, nowMs - use.busyMs, nowMs);
    for (const listener of this.#listeners) listener(hostId);
  }

  totals(hostId: ObjectId): HostTotals {
    return this.#totals.get(hostId) ?? nothingDone;
  }

  /** Called with the host whenever a piece of its work has ended. */
  onRecord(listener: (hostId: ObjectId) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The share of the last `windowMs`, in whole seconds, in which the data mover of the host was busy. */
  busyShare(hostId: ObjectId, windowMs: number): number {
    const nowMs = this.#nowMs();
    const samples = this.#hosts.get(hostId)?.since(nowMs - (nowMs % 1_000) - windowMs, nowMs) ?? [];
    return samples.reduce((sum, { busyShare, lengthMs }) => sum + busyShare * lengthMs, 0) / windowMs;
  }

  /** What is known up to the last whole second, oldest first. @param hostId null: all hosts together */
  history(hostId: ObjectId | null): HostSample[] {
    this.#sampleArray();
    const series = this.#seriesOf(hostId);
    const nowMs = this.#nowMs();
    const samples = series.history(nowMs);
    series.seal(nowMs);
    return samples;
  }

  /** The whole seconds after the one that ended at `fromMs`, for somebody who has seen everything before. */
  since(hostId: ObjectId | null, fromMs: number): HostSample[] {
    this.#sampleArray();
    const series = this.#seriesOf(hostId);
    const nowMs = this.#nowMs();
    const samples = series.since(fromMs, nowMs);
    series.seal(nowMs);
    return samples;
  }

  /** How long until the present second ends. */
  get untilNextMs(): number {
    return 1_000 - (this.#nowMs() % 1_000);
  }

  close(): void {
    this.#stopListening();
    this.#closing.abort();
  }

  #seriesOf(hostId: ObjectId | null): UseSeries {
    if (hostId === null) return this.#all;
    const known = this.#hosts.get(hostId);
    if (known) return known;
    const series = new UseSeries(this.#startedMs);
    this.#hosts.set(hostId, series);
    return series;
  }

  #sampleArray(): void {
    const nowMs = this.#nowMs();
    const { readBytes, writtenBytes } = this.#array.io;
    const arrayReadBytes = readBytes - this.#io.readBytes;
    const arrayWriteBytes = writtenBytes - this.#io.writtenBytes;
    if (arrayReadBytes > 0 || arrayWriteBytes > 0) {
      this.#all.add({ arrayReadBytes, arrayWriteBytes }, Math.max(this.#ioAtMs, nowMs - longestSpreadMs), nowMs);
      this.#io = { readBytes, writtenBytes };
    }
    this.#ioAtMs = nowMs;
  }
}
