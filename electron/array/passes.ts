/** The long looks at everything stored, one at a time where they would get in each other's way. */
import type { FileId, VolumeId } from '../../shared/ids.ts';
import { blockSizeBytes } from '../../shared/units.ts';
import type { MetaSnapshot } from '../meta/meta.ts';
import type { ArrayParts } from './parts.ts';
import { AsyncMutex } from './asyncMutex.ts';
import { runCheck } from './check.ts';
import { dedupeVolume } from './dedupe/run.ts';
import { requireRange } from './fileIo.ts';
import { stateOf } from './operations/files.ts';
import { mendCounters } from './exact/applyExact.ts';
import type { PassStart } from './exact/pass.ts';
import { findFreed, findHolders } from './exact/queries.ts';
import type { ArrayCheck, BlockHolder, DedupeResult, ExactSpace, FileVersion, PassOptions, ScrubReport } from './portTypes.ts';
import { runReclaim } from './reclaim.ts';
import { throwIfCanceled } from './timeSlice.ts';
import { scrubArray } from './scrubArray.ts';

/** What the passes need of the array around them. */
export interface PassHost {
  /** Data writes and transactions take turns here. */
  readonly turn: AsyncMutex;
  /** Saves everything; to be called while one has the turn. */
  save(): Promise<void>;
  /** Tells listeners that counters may have changed. */
  notify(): void;
}

export class Passes {
  readonly #parts: ArrayParts;
  readonly #host: PassHost;
  /** Whoever frees blocks or counts on none being freed goes one after the other. */
  readonly #alone = new AsyncMutex();
  #isNeeded: boolean;
  /** While true the store says that a pass is due, whatever is saved meanwhile: a crash must not make anybody forget it. */
  #isUnfinished = false;
  #isReclaiming = false;

  constructor(parts: ArrayParts, host: PassHost) {
    this.#parts = parts;
    this.#host = host;
    this.#isNeeded = parts.record.needsReclaim;
  }

  /** Blocks or nodes may have come free, or counters may be bounds. */
  need(): void {
    this.#isNeeded = true;
  }
  get isNeeded(): boolean {
    return this.#isNeeded;
  }
  /** What a checkpoint says of it. */
  get isDue(): boolean {
    return this.#isNeeded || this.#isUnfinished;
  }

  /** Resolves when no pass is under way. */
  async settle(): Promise<void> {
    await this.#alone.run(async () => undefined);
  }

  /** Saves everything and gives the metadata of this moment, which must be released, with what `find` sees at it. */
  look<T>(find: () => T): Promise<{ at: MetaSnapshot; found: T }> {
    return this.#host.turn.run(async () => {
      await this.#host.save();
      const found = find();
      return { at: this.#parts.meta.snapshot(), found };
    });
  }

  async #start(alongside: () => void = () => undefined): Promise<PassStart> {
    const { nodes, log, volumes } = this.#parts;
    const { at, found } = await this.look(() => {
      alongside();
      return { takenAtMs: Date.now(), nodeLimit: nodes.nextId, vbnLimit: log.nextVbn, segmentLimit: log.position.segment, slotLimit: log.position.slot };
    });
    return { at, ...found, ...volumes.allAt(at) };
  }

  reclaim(signal?: AbortSignal): Promise<{ freedBytes: number }> {
    return this.#alone.run(async () => {
      throwIfCanceled(signal);
      return this.#reclaimAlone(signal);
    });
  }

  async #reclaimAlone(signal?: AbortSignal): Promise<{ freedBytes: number }> {
    const { liveness, exactAsOf } = this.#parts;
    const start = await this.#start(() => {
      this.#isNeeded = false;
      this.#isUnfinished = true;
      this.#isReclaiming = true;
      liveness.beginPass();
    });
    try {
      const exclusively = (apply: () => void): Promise<void> => this.#host.turn.run(async () => apply());
      const freedBytes = await runReclaim({ ...this.#parts, exclusively }, start, signal);
      exactAsOf.ms = start.takenAtMs;
      if (freedBytes > 0) this.#parts.meta.holdReserve();
      return { freedBytes };
    } catch (error) {
      this.#isNeeded = true;
      throw error;
    } finally {
      liveness.endPass();
      this.#isUnfinished = false;
      this.#isReclaiming = false;
      await this.#host.turn.run(() => this.#host.save());
      this.#host.notify();
    }
  }

  exactSpace(id: FileId): ExactSpace | null {
    const { exactShares, exactAsOf, files } = this.#parts;
    // Of a file of a FlexClone that was never changed everything is inherited, and that is charged to the base.
    const isAsInherited = files.get(id).epoch === 0;
    const fairShareBytes = isAsInherited ? 0 : exactShares.fairShareBytes(id);
    return fairShareBytes === null || exactAsOf.ms === 0 ? null : { fairShareBytes, asOfMs: exactAsOf.ms };
  }

  async freedByDeleting(ids: readonly FileId[], signal?: AbortSignal): Promise<{ freedBytes: number }> {
    const { files } = this.#parts;
    throwIfCanceled(signal);
    for (const id of ids) files.get(id);
    const start = await this.#start();
    try {
      return { freedBytes: (await findFreed(this.#parts, start, new Set(ids), signal)) * blockSizeBytes };
    } finally {
      start.at.release();
    }
  }

  async holders(version: FileId | FileVersion, offset: number, signal?: AbortSignal): Promise<BlockHolder[]> {
    throwIfCanceled(signal);
    requireRange(stateOf(this.#parts, version).sizeBytes, offset, 1);
    const start = await this.#start();
    try {
      return await findHolders(this.#parts, start, version, offset, signal);
    } finally {
      start.at.release();
    }
  }

  dedupe(volumeId: VolumeId, options: PassOptions & { readonly scanAll: boolean }): Promise<DedupeResult> {
    this.#parts.volumes.get(volumeId);
    return this.#alone.run(async () => {
      throwIfCanceled(options.signal);
      const start = await this.#start();
      try {
        return await dedupeVolume(this.#parts, start, volumeId, options, (apply) => this.#host.turn.run(async () => apply()));
      } finally {
        start.at.release();
        this.need();
        this.#host.notify();
      }
    });
  }

  scrub(options: PassOptions): Promise<ScrubReport> {
    return this.#alone.run(async () => {
      throwIfCanceled(options.signal);
      const start = await this.#start();
      try {
        return await scrubArray(this.#parts, start, options);
      } finally {
        start.at.release();
      }
    });
  }

  async check(options: PassOptions & { readonly isDeep?: boolean; readonly repair?: boolean }): Promise<ArrayCheck> {
    const glance = await this.#checkOnce(options);
    if (glance.problems.length === 0) return { ...glance, repaired: [] };
    // A pass may have given back what was still in use at the moment this one looked at; without others it is certain.
    const first = await this.#alone.run(() => this.#checkOnce(options));
    if (!options.repair || first.problems.length === 0) return { ...first, repaired: [] };
    const repaired = await this.#alone.run(() => this.#repair(options));
    const second = await this.#alone.run(() => this.#checkOnce(options));
    const left = new Set(second.problems);
    return { ...second, repaired: [...repaired, ...first.problems.filter((problem) => !left.has(problem)).map((problem) => `Put right: ${problem}`)] };
  }

  async #checkOnce(options: PassOptions & { readonly isDeep?: boolean }): Promise<Omit<ArrayCheck, 'repaired'>> {
    let isReclaimed = false;
    const start = await this.#start(() => {
      isReclaimed = !this.#isNeeded && !this.#isReclaiming;
    });
    return runCheck(this.#parts, start, { ...options, isDeep: options.isDeep ?? false, isReclaimed });
  }

  /** Mends blocks from twins first, then counters, then what is left over. */
  async #repair(options: PassOptions): Promise<string[]> {
    const scrubStart = await this.#start();
    let ofSegments: readonly string[];
    try {
      ({ mended: ofSegments } = await scrubArray(this.#parts, scrubStart, options));
    } finally {
      scrubStart.at.release();
    }
    // Counters are set while nothing writes: what was found must be what there is.
    const mended = await this.#host.turn.run(async () => {
      await this.#host.save();
      const { nodes, log, volumes, meta } = this.#parts;
      const at = meta.snapshot();
      const start: PassStart = { at, takenAtMs: Date.now(), nodeLimit: nodes.nextId, vbnLimit: log.nextVbn, segmentLimit: log.position.segment, slotLimit: log.position.slot, ...volumes.allAt(at) };
      const list: string[] = [];
      const onWalked: Parameters<typeof runCheck>[2]['onWalked'] = (content, found) => void list.push(...mendCounters(this.#parts, content, found));
      await runCheck(this.#parts, start, { signal: options.signal, isDeep: false, isReclaimed: false, onWalked });
      await this.#host.save();
      return list;
    });
    // What was lost cannot be brought back; having told of it once more is all that a repair can do.
    this.#parts.state.lostGroups = 0;
    await this.#reclaimAlone(options.signal);
    return [...ofSegments, ...mended];
  }
}
