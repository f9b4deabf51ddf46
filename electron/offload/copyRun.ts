/** One copy: by the array as far as it gets, by the host from there on, zeros at the end. */
import { Fault } from '../../shared/faults.ts';
import type { Attempt, MovedBytes, OffloadFix, OffloadRuleId, Primitive, RuleResult } from '../../shared/model/offload.ts';
import { formatBytes } from '../../shared/units.ts';
import type { ArrayIo } from '../array/portTypes.ts';
import { ArrayCopy, type ArrayEnd } from './arrayCopy.ts';
import { CommandFailed } from './device/deviceTypes.ts';
import { OffloadFailure, type CopyJob, type CopyOutcome, type EngineRooms, type Outcome } from './engineTypes.ts';
import { HostCopy } from './hostCopy.ts';
import { fixAfterRun } from './rules/runRules.ts';
import { ZeroRun } from './zeroRun.ts';

export class CopyRun {
  readonly #rooms: EngineRooms;
  readonly #job: CopyJob;
  readonly #startedMs = performance.now();
  readonly #ioBefore: ArrayIo;
  readonly #physicalBefore: number;
  readonly #host: HostCopy;
  readonly #totalBytes: number;
  #attempts: Attempt[];
  #firstFailed: OffloadRuleId | null;
  #fixes: readonly OffloadFix[];
  #reason: string;
  #checkedBytes = 0;
  #zero: Outcome | null = null;

  constructor(rooms: EngineRooms, job: CopyJob) {
    this.#rooms = rooms;
    this.#job = job;
    this.#ioBefore = rooms.array.io;
    this.#physicalBefore = rooms.array.volume(job.target.volumeId).physicalBytes;
    this.#host = new HostCopy(rooms, job, (movedBytes) => this.#progress(movedBytes));
    this.#totalBytes = job.disks.reduce((sum, disk) => sum + disk.logicalBytes, 0);
    this.#attempts = [...job.decision.attempts];
    this.#firstFailed = job.decision.firstFailed;
    this.#fixes = job.decision.fixes;
    this.#reason = job.decision.reason;
  }

  async execute(): Promise<CopyOutcome> {
    const { signal, zero } = this.#job;
    try {
      signal.throwIfAborted();
      await this.#copy();
      if (zero) this.#zero = await new ZeroRun(this.#rooms, this.#job, zero).execute();
      await this.#rooms.array.flush();
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      const last = this.#attempts.at(-1);
      if (last?.outcome === 'planned') this.#setLast({ ...last, outcome: 'failed', reason: messageOf(error) });
      throw new OffloadFailure(this.#outcome(), faultOf(error, this.#job));
    }
    return this.#outcome();
  }

  async #copy(): Promise<void> {
    const planned = this.#attempts.at(-1);
    if (!planned) throw new Fault('SystemError', 'The decision names no way to copy.');
    if (planned.mechanism === 'hostCopy' || planned.primitive === null) {
      this.#attempts.pop();
      return this.#copyByHost(planned, null);
    }
    if (planned.primitive === 'nasFastFileClone') throw new Fault('SystemError', 'File clones are made within a transaction.');
    this.#job.onDetail(planned.mechanism === 'xcopy' ? `The array shares ${formatBytes(this.#totalBytes)} block by block` : `The array copies ${formatBytes(this.#totalBytes)}`);
    const end = await new ArrayCopy(this.#rooms, this.#job, planned.mechanism === 'xcopy', (movedBytes) => this.#progress(movedBytes)).copy(planned.primitive);
    this.#checkedBytes = end.checkedBytes;
    const rules = [...planned.rules, ...end.rules];
    const failed = end.rules.find(({ verdict }) => verdict === 'failed');
    this.#note(planned.primitive, end, failed);
    if (!failed) {
      this.#setLast({ ...planned, rules, outcome: 'used', movedBytes: end.movedBytes });
      return;
    }
    this.#setLast({ ...planned, rules, outcome: 'failed', reason: failed.facts, movedBytes: end.movedBytes });
    this.#firstFailed ??= failed.id;
    const id = failed.id === 'verified' ? 'verified' : 'acceptedByArray';
    this.#fixes = [...this.#fixes, fixAfterRun(id, this.#job.targetDatastore)];
    this.#reason = `${failed.facts} The host copied what was left.`;
    const rest: Attempt = { mechanism: 'hostCopy', primitive: null, rules: [], outcome: 'planned', reason: 'The host copies what the array left undone.', movedBytes: 0 };
    return this.#copyByHost(rest, end);
  }

  async #copyByHost(planned: Attempt, end: ArrayEnd | null): Promise<void> {
    this.#attempts.push(planned);
    this.#job.onDetail(`${this.#job.host.name} copies ${formatBytes(this.#totalBytes - (end?.verifiedBytes ?? 0))}`);
    try {
      await this.#host.copy(end);
      this.#setLast({ ...planned, outcome: 'used', movedBytes: this.#host.moved.writtenBytes });
    } catch (error) {
      this.#setLast({ ...planned, outcome: 'failed', reason: messageOf(error), movedBytes: this.#host.moved.writtenBytes });
      throw error;
    }
  }

  /** Tells the device what became of the primitive, for its status; a device that lied is marked. */
  #note(primitive: Primitive, end: ArrayEnd, failed: RuleResult | undefined): void {
    const { target } = this.#job;
    if (!failed) {
      if (end.commandCount > 0) target.note(primitive, true, 'The last copy was carried out and verified.');
      return;
    }
    target.note(primitive, false, failed.facts);
    if (failed.id === 'verified') target.distrustIt(failed.facts);
  }

  #setLast(attempt: Attempt): void {
    this.#attempts = [...this.#attempts.slice(0, -1), attempt];
  }

  #progress(movedBytes: number): void {
    this.#job.onProgress(Math.min(movedBytes, this.#totalBytes), this.#totalBytes);
  }

  #outcome(): CopyOutcome {
    const { mechanism } = this.#attempts.at(-1) ?? { mechanism: 'hostCopy' as const };
    return {
      mechanism, isOffloaded: mechanism !== 'hostCopy', reason: this.#reason, attempts: this.#attempts, firstFailed: this.#firstFailed, fixes: this.#fixes,
      moved: this.#moved(), hostBusyMs: this.#host.moved.busyMs, zero: this.#zero, elapsedMs: performance.now() - this.#startedMs,
    };
  }

  #moved(): MovedBytes {
    const { array } = this.#rooms;
    const { io } = array;
    return {
      networkReadBytes: this.#host.moved.readBytes + 2 * this.#checkedBytes,
      networkWriteBytes: this.#host.moved.writtenBytes,
      arrayReadBytes: io.readBytes - this.#ioBefore.readBytes,
      arrayWriteBytes: io.writtenBytes - this.#ioBefore.writtenBytes,
      // Others may have freed blocks of the volume meanwhile.
      allocatedBytes: Math.max(0, array.volume(this.#job.target.volumeId).physicalBytes - this.#physicalBefore),
    };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What people are told when not even the host could copy. */
function faultOf(error: unknown, { host, targetDatastore }: CopyJob): unknown {
  if (!(error instanceof CommandFailed)) return error;
  if (error.failure === 'outOfSpace') {
    return new Fault('InsufficientStorageSpace', `"${targetDatastore.name}" is full: ${error.message}`, { names: [targetDatastore.name], hint: 'Free space on the datastore or make it larger, then try again.' }, { cause: error });
  }
  return new Fault('FileFault', `${host.name} could not finish the copy: ${error.message}`, { names: [host.name], hint: 'Check the storage links of the host, then try again.' }, { cause: error });
}

