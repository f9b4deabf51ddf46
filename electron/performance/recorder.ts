/**
 * Records what is measured, every 20 s by the clock, in one transaction. While the yard is closed there is nothing, and that is what is shown.
 *
 * Containers are read each time. Of machines only those are looked at that have changed, so many at a time; the others have their turn in
 * the next intervals, in the order in which they changed.
 */
import { isDeepStrictEqual } from 'node:util';
import type { ObjectId } from '../../shared/ids.ts';
import { sampleMs } from '../../shared/model/performance.ts';
import { vmNumberOf } from '../inventory/records.ts';
import type { Meta } from '../meta/meta.ts';
import { ChangeFeed } from '../tasks/changeFeed.ts';
import { bucketOf } from './buckets.ts';
import type { ContainerStore } from './containerStore.ts';
import type { MachineStore } from './machineStore.ts';
import { machineFigures, measuredBetween, readAll, type Reading, type ReadingSources } from './readings.ts';

/** Each is written at five levels: about 150 KB in an interval, and well below the 50 ms that nothing may hold up the yard for. */
const mostMachines = 250;
/** An interval counts for so much time at most: a computer that was asleep did nothing. */
const longestMs = 2 * sampleMs;
/** A yard that was open for less, and in which nothing was done, leaves no trace. */
const shortestMs = 1_000;

export interface RecorderClock {
  /** The time of day; may be set. */
  nowMs(): number;
  /** Never goes back. */
  ticksMs(): number;
}

export interface RecorderOptions extends ReadingSources {
  readonly meta: Meta;
  readonly containers: ContainerStore;
  readonly machines: MachineStore;
  readonly clock?: RecorderClock | undefined;
  readonly say: (text: string) => void;
}

const systemClock: RecorderClock = { nowMs: () => Date.now(), ticksMs: () => performance.now() };

export class PerformanceRecorder {
  /** Told whenever figures have been recorded. */
  readonly feed = new ChangeFeed<'performance'>();
  readonly #options: RecorderOptions;
  readonly #clock: RecorderClock;
  readonly #changed = new Set<ObjectId>();
  readonly #closing = new AbortController();
  readonly #stopListening: () => void;
  #before: ReadonlyMap<ObjectId, Reading>;
  /** When it was last recorded, or tried to. */
  #ticksMs: number;
  /** Time ahead of that of which nothing could be recorded: what was done in it is told by the next sample. */
  #untoldMs = 0;
  #recordedAtMs: number | null = null;
  #hasFailed = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#before = readAll(options);
    this.#ticksMs = this.#clock.ticksMs();
    // Told at once, so that what changes last before the yard is closed is known too.
    this.#stopListening = options.array.onSpaceChange((files) => {
      for (const file of files) {
        const owner = options.inventory.ownerOf(file);
        if (owner) this.#changed.add(owner);
      }
    });
    void this.#followRemovals();
  }

  get recordedAtMs(): number | null {
    return this.#recordedAtMs;
  }

  /** Null while nothing is recorded by the clock. */
  get nextAtMs(): number | null {
    const nowMs = this.#clock.nowMs();
    return this.#timer ? nowMs - (nowMs % sampleMs) + sampleMs : null;
  }

  get nowMs(): number {
    return this.#clock.nowMs();
  }

  /** Machines that wait for their turn. */
  get waitingCount(): number {
    return this.#changed.size;
  }

  /** Records by the clock from now on. */
  start(): void {
    if (this.#closing.signal.aborted) return;
    const delayMs = sampleMs - (this.#clock.nowMs() % sampleMs);
    this.#timer = setTimeout(() => {
      this.#record();
      this.start();
    }, delayMs).unref();
  }

  /** Has a machine looked at in the next interval, whether a change of it was told or not. */
  lookAt(id: ObjectId): void {
    this.#changed.add(id);
  }

  /** Records what has happened since the last time. Not inside a transaction. */
  sample(): void {
    const { meta, inventory, containers, machines } = this.#options;
    const nowMs = this.#clock.nowMs();
    const ticksMs = this.#clock.ticksMs();
    const passedMs = Math.min(longestMs, Math.max(1, Math.round(ticksMs - this.#ticksMs)));
    // The middle of the time since it was last tried: timers are a little late.
    const slot = Math.floor((nowMs - passedMs / 2) / sampleMs);
    const coveredMs = this.#untoldMs + passedMs;
    // Should this fail, the next sample has more to tell of.
    this.#ticksMs = ticksMs;
    this.#untoldMs = coveredMs;
    const after = readAll(this.#options);
    const records = inventory.containers();
    const buckets = new Map(Array.from(measuredBetween(records, this.#before, after), ([id, measured]) => [id, bucketOf(measured, coveredMs)]));
    const looked = [...this.#changed].slice(0, mostMachines);
    const { figures, gone } = this.#readMachines(looked);
    const writes = [containers.prepare(slot, buckets, nowMs), machines.prepare(slot, figures, gone, nowMs)];
    meta.transaction((tx) => {
      for (const write of writes) write(tx);
    });
    this.#before = after;
    this.#untoldMs = 0;
    this.#recordedAtMs = nowMs;
    for (const id of looked) this.#changed.delete(id);
    this.feed.mark(['performance']);
  }

  endStreams(): void {
    this.feed.close();
  }

  /** Records what was done since the last time, then nothing more. */
  close(): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#stopListening();
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#clock.ticksMs() - this.#ticksMs >= shortestMs || this.#hasWorked()) this.#record();
    this.endStreams();
  }

  #hasWorked(): boolean {
    const after = readAll(this.#options);
    return this.#changed.size > 0 || [...after].some(([id, { amounts }]) => !isDeepStrictEqual(amounts, this.#before.get(id)?.amounts));
  }

  #readMachines(ids: readonly ObjectId[]): { figures: Map<number, readonly number[]>; gone: number[] } {
    const { inventory, array } = this.#options;
    const figures = new Map<number, readonly number[]>();
    const gone: number[] = [];
    for (const id of ids) {
      const vm = inventory.findVm(id);
      if (!vm) gone.push(vmNumberOf(id));
      else figures.set(vmNumberOf(id), machineFigures(array, vm));
    }
    return { figures, gone };
  }

  /** A yard without a vCenter has nothing to record yet. */
  #record(): void {
    const { inventory, say } = this.#options;
    if (inventory.containers().length === 0) return;
    try {
      this.sample();
      this.#hasFailed = false;
    } catch (error) {
      // Told once, not every 20 seconds for as long as a disk is full.
      if (!this.#hasFailed) say(`Performance could not be recorded: ${error instanceof Error ? error.message : String(error)}`);
      this.#hasFailed = true;
    }
  }

  /** Files that are gone have no owner to be told of. */
  async #followRemovals(): Promise<void> {
    const { inventory } = this.#options;
    const subscription = inventory.feed.subscribe(this.#closing.signal);
    for (let changes = await subscription.next(); changes; changes = await subscription.next()) {
      for (const id of changes.keys) if (id.startsWith('vm-') && !inventory.findVm(id)) this.#changed.add(id);
    }
  }
}
