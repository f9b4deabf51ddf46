/** Zeroes what an eager-zeroed disk has no data in: by the array, or by the host, zero by zero. */
import type { Attempt, Decision, OffloadFix, OffloadRuleId } from '../../shared/model/offload.ts';
import type { Extent } from '../array/portTypes.ts';
import { CommandFailed } from './device/deviceTypes.ts';
import type { EngineRooms, Outcome, ZeroJob } from './engineTypes.ts';
import { zeroByHost } from './hostCopy.ts';
import { acceptedByArray, fixAfterRun } from './rules/runRules.ts';

export class ZeroRun {
  readonly #rooms: EngineRooms;
  readonly #job: ZeroJob;
  readonly #startedMs = performance.now();
  #attempts: Attempt[];
  #firstFailed: OffloadRuleId | null;
  #fixes: OffloadFix[];
  #reason: string;
  #writtenBytes = 0;

  constructor(rooms: EngineRooms, job: ZeroJob, decision: Decision) {
    this.#rooms = rooms;
    this.#job = job;
    this.#attempts = [...decision.attempts];
    this.#firstFailed = decision.firstFailed;
    this.#fixes = [...decision.fixes];
    this.#reason = decision.reason;
  }

  /** @throws the signal's reason; CommandFailed when the host cannot write either */
  async execute(): Promise<Outcome> {
    const planned = this.#attempts.at(-1);
    if (planned && planned.primitive !== null) {
      this.#job.onDetail('The array zeroes what holds no data');
      const { bytes, refusal } = await this.#byArray(planned);
      this.#job.target.note(planned.primitive, refusal === null, refusal ?? 'The last zeroing was carried out.');
      const result = acceptedByArray(planned.primitive, this.#job.targetDatastore.name, refusal);
      const rules = [...planned.rules, result];
      this.#setLast({ ...planned, rules, outcome: refusal === null ? 'used' : 'failed', movedBytes: bytes, ...(refusal !== null && { reason: result.facts }) });
      if (refusal === null) return this.#outcome();
      this.#firstFailed ??= 'acceptedByArray';
      this.#fixes = [...this.#fixes, fixAfterRun('acceptedByArray', this.#job.targetDatastore)];
      this.#reason = `${result.facts} The host wrote the zeros.`;
      this.#attempts.push({ mechanism: 'hostCopy', primitive: null, rules: [], outcome: 'planned', reason: 'The host writes the zeros.', movedBytes: 0 });
    }
    this.#job.onDetail(`${this.#job.host.name} zeroes what holds no data`);
    await this.#byHost();
    const last = this.#attempts.at(-1);
    if (last) this.#setLast({ ...last, outcome: 'used', movedBytes: this.#writtenBytes });
    return this.#outcome();
  }

  /** Reserve Space was asked for when the file was made; nothing is left to do there. */
  async #byArray({ primitive }: Attempt): Promise<{ bytes: number; refusal: string | null }> {
    const { target, disks, signal } = this.#job;
    let bytes = 0;
    if (primitive !== 'blockZero') return { bytes, refusal: null };
    try {
      for (const disk of disks) {
        for (const { offset, length } of await this.#holesOf(disk)) {
          signal.throwIfAborted();
          await target.blockZero(disk.into, offset, length);
          bytes += length;
        }
      }
      return { bytes, refusal: null };
    } catch (error) {
      if (error instanceof CommandFailed) return { bytes, refusal: error.message };
      throw error;
    }
  }

  async #byHost(): Promise<void> {
    for (const disk of this.#job.disks) {
      const moved = await zeroByHost(this.#rooms, this.#job, disk.into, await this.#holesOf(disk));
      this.#writtenBytes += moved.writtenBytes;
    }
  }

  async #holesOf({ into, sizeBytes }: ZeroJob['disks'][number]): Promise<Extent[]> {
    const holes: Extent[] = [];
    let at = 0;
    for await (const { offset, length } of this.#rooms.array.extents(into)) {
      if (offset > at) holes.push({ offset: at, length: offset - at });
      at = offset + length;
    }
    if (at < sizeBytes) holes.push({ offset: at, length: sizeBytes - at });
    return holes;
  }

  #setLast(attempt: Attempt): void {
    this.#attempts = [...this.#attempts.slice(0, -1), attempt];
  }

  #outcome(): Outcome {
    const { mechanism } = this.#attempts.at(-1) ?? { mechanism: 'hostCopy' as const };
    return {
      mechanism, isOffloaded: mechanism !== 'hostCopy', reason: this.#reason, attempts: this.#attempts, firstFailed: this.#firstFailed, fixes: this.#fixes,
      moved: { networkReadBytes: 0, networkWriteBytes: this.#writtenBytes, arrayReadBytes: 0, arrayWriteBytes: 0, allocatedBytes: 0 },
      elapsedMs: performance.now() - this.#startedMs,
    };
  }
}
