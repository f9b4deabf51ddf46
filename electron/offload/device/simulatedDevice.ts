/**
 * The device behind one datastore, played over the storage array: offers what its profile has, counts every command as esxtop does,
 * and lets faults come between. A command fails as a whole; what it had done by then stays done, as on a real array.
 *
 * How commands are counted: one per segment. XCOPY goes in segments of the host's `MaxHWTransferSize`, 16 MiB at most (codyhosterman.com,
 * May 2015); WRITE SAME and UNMAP in segments of 16 MiB too, for want of a published figure. Bytes are what the array really did.
 */
import { Fault } from '../../../shared/faults.ts';
import type { FileId, VolumeId } from '../../../shared/ids.ts';
import type { AccelerationStatus, DatastoreSwitches, DeviceCounters, Primitive, PrimitiveState } from '../../../shared/model/offload.ts';
import { blockSizeBytes, mibBytes } from '../../../shared/units.ts';
import type { FileFormat, FileInfo, FileOptions, FileVersion } from '../../array/portTypes.ts';
import type { MetaTx } from '../../meta/meta.ts';
import { failed, partOf, segmentsOf, type Command, type Range } from './commandPlan.ts';
import { CommandRunner, type RunnerRooms } from './commandRunner.ts';
import type { CounterChange } from './counters.ts';
import { noteOutcome, primitiveStates } from './deviceRecords.ts';
import type { DeviceState } from './deviceState.ts';
import type { ArrayProfile, CopyRange, Device, RangeCopied } from './deviceTypes.ts';
import type { LockSectors } from './lockSectors.ts';
import { profileById } from './profiles.ts';
import { copyInArray, writeZeros } from './rangeCopy.ts';

/** The most bytes that one command is about. */
export const mostCommandBytes = 16 * mibBytes;

export interface DeviceRooms extends RunnerRooms {
  readonly sectors: LockSectors;
  /** The array that another volume lies on; null when nobody has asked for its device yet. */
  arrayNameOf(volumeId: VolumeId): string | null;
  /** Counts at the device behind another volume of the same array. */
  countAt(volumeId: VolumeId, change: CounterChange): void;
  /** Saves the record of the device durably. */
  saveNow(state: DeviceState): void;
}

export class SimulatedDevice implements Device {
  readonly #rooms: DeviceRooms;
  readonly #state: DeviceState;
  readonly #runner: CommandRunner;

  constructor(rooms: DeviceRooms, state: DeviceState) {
    this.#rooms = rooms;
    this.#state = state;
    this.#runner = new CommandRunner(rooms, state);
  }

  get volumeId(): VolumeId {
    return this.#state.record.volumeId;
  }
  get type(): 'NFS' | 'VMFS' {
    return this.#state.record.type;
  }
  get profile(): ArrayProfile {
    return profileById(this.#state.record.profile);
  }
  get fileBlockBytes(): number {
    return this.#state.record.fileBlockBytes;
  }
  get switches(): DatastoreSwitches {
    return this.#state.record.switches;
  }
  get status(): AccelerationStatus {
    return this.#state.record.status;
  }
  get primitives(): readonly PrimitiveState[] {
    return primitiveStates(this.#state.record);
  }
  get distrust(): { readonly sinceMs: number; readonly reason: string } | null {
    return this.#state.record.distrust;
  }
  get counters(): DeviceCounters {
    return this.#state.counters;
  }

  /**
   * What it resolves to is measured, not claimed: a command that was ignored counts nothing there. Hosts get no such figures from
   * a real array, so nobody may take them for a proof that a copy was made.
   * Reading counts at the device it reads from, writing and failing here, as esxtop has it.
   */
  async fullCopy(range: CopyRange, maxTransferBytes: number): Promise<RangeCopied> {
    const { from, to } = range;
    const total = { sharedBytes: 0, copiedBytes: 0 };
    const mode = this.#runner.guard('fullCopy', () => {
      this.#requireAligned(range);
      return this.#copyMode('fullCopy', from, to);
    });
    const sourceId = this.#rooms.array.file(from).volumeId;
    const countRead = (change: CounterChange): void => (sourceId === this.volumeId ? this.#state.count(change) : this.#rooms.countAt(sourceId, change));
    for (const segment of segmentsOf(range, Math.min(maxTransferBytes, mostCommandBytes))) {
      await this.#runner.run('fullCopy', segment.length, { cloneWrite: 1 }, async (plan) => {
        const part = partOf(segment, plan);
        if (!part) return;
        const { sharedBytes, copiedBytes } = await copyInArray(this.#rooms.array, { from, to, ...part }, mode);
        total.sharedBytes += sharedBytes;
        total.copiedBytes += copiedBytes;
        const movedBytes = sharedBytes + copiedBytes;
        countRead({ cloneReadBytes: movedBytes });
        this.#state.count({ cloneWriteBytes: movedBytes });
      });
      countRead({ cloneRead: 1 });
    }
    return total;
  }

  async blockZero(file: FileId, offset: number, length: number): Promise<void> {
    const { array } = this.#rooms;
    await this.#eachSegment('blockZero', { zero: 1 }, 'zeroBytes', { offset, length }, (part) =>
      // Zeros are never stored, so unmapping is all there is to it.
      array.capabilities.has('unmap') ? array.unmap(file, part.offset, part.length) : writeZeros(array, file, part.offset, part.length),
    );
  }

  async unmap(file: FileId, offset: number, length: number): Promise<void> {
    await this.#eachSegment('unmap', { delete: 1 }, 'deleteBytes', { offset, length }, (part) => this.#rooms.array.unmap(file, part.offset, part.length));
  }

  discard(tx: MetaTx, file: FileId): void {
    const { array } = this.#rooms;
    const { logicalBytes } = array.file(file);
    const commands = Math.ceil(logicalBytes / mostCommandBytes);
    this.#runner.runAtOnce('unmap', logicalBytes, { delete: commands, deleteBytes: logicalBytes }, () => array.deleteFile(tx, file));
  }

  compareAndWrite(tx: MetaTx, sector: number, expected: Uint8Array, next: Uint8Array): boolean {
    const isWritten = this.#runner.guard('ats', () => {
      const { share } = this.#runner.begin('ats', next.length);
      // A sector is written as a whole or not at all: half of it is nothing.
      return share !== 'all' || this.#rooms.sectors.compareAndWrite(tx, this.volumeId, sector, expected, next);
    });
    this.#state.count(isWritten ? { ats: 1 } : { atsFailed: 1 });
    return isWritten;
  }

  async fullFileClone(from: FileId | FileVersion, to: FileId): Promise<RangeCopied> {
    const { array } = this.#rooms;
    const total = { sharedBytes: 0, copiedBytes: 0 };
    const { sizeBytes } = this.#runner.guard('nasFullFileClone', () => {
      this.#copyMode('nasFullFileClone', from, to);
      const source = array.file(from);
      if (source.sizeBytes !== array.file(to).sizeBytes) throw failed('nasFullFileClone', 'rejected', 'The files differ in size.');
      return source;
    });
    await this.#runner.run('nasFullFileClone', sizeBytes, { nasFullFileClone: 1 }, async (plan) => {
      const done = partOf({ offset: 0, length: sizeBytes }, plan);
      if (!done) return;
      for await (const extent of array.extents(from)) {
        const end = Math.min(extent.offset + extent.length, done.length);
        if (extent.offset >= end) break;
        for (const part of segmentsOf({ offset: extent.offset, length: end - extent.offset }, mostCommandBytes)) {
          const moved = await copyInArray(array, { from, to, ...part }, 'copy');
          total.sharedBytes += moved.sharedBytes;
          total.copiedBytes += moved.copiedBytes;
        }
      }
    });
    return total;
  }

  /** An ignored command, or one half done, leaves an empty file of the same size: within a transaction no blocks can be taken out of a clone. */
  fastFileClone(tx: MetaTx, from: FileId | FileVersion, options: FileOptions = {}): FileId {
    const { array } = this.#rooms;
    return this.#runner.runAtOnce('nasFastFileClone', 0, { nasFastFileClone: 1 }, ({ share }) => {
      const source = this.#findFile(from);
      if (source && source.volumeId !== this.volumeId) throw failed('nasFastFileClone', 'rejected', 'The file is on another volume.');
      return share === 'all' || !source ? array.cloneFile(tx, from, options) : array.createFile(tx, this.volumeId, source.sizeBytes, options);
    });
  }

  /** An ignored command, or one half done, makes a thin file. */
  reserveSpace(tx: MetaTx, sizeBytes: number, format: Exclude<FileFormat, 'thin'>, options: FileOptions = {}): FileId {
    return this.#runner.runAtOnce('nasReserveSpace', sizeBytes, { nasReserveSpace: 1 }, ({ share }) =>
      this.#rooms.array.createFile(tx, this.volumeId, sizeBytes, { ...options, format: share === 'all' ? format : 'thin' }),
    );
  }

  extendedStatistics(file: FileId): FileInfo {
    return this.#runner.runAtOnce('nasExtendedStatistics', 0, { nasExtendedStatistics: 1 }, () => this.#rooms.array.file(file));
  }

  /** Plain reads and writes can fail, but they are never ignored: against a device that loses those no host is safe. */
  async hostRead(file: FileId | FileVersion, offset: number, into: Uint8Array): Promise<void> {
    this.#runner.askPlain('read', into.length);
    await this.#rooms.array.read(file, offset, into);
    this.#state.count({ hostReadBytes: into.length });
  }

  async hostWrite(file: FileId, offset: number, data: Uint8Array): Promise<void> {
    this.#runner.askPlain('write', data.length);
    await this.#rooms.array.write(file, offset, data);
    this.#state.count({ hostWriteBytes: data.length });
  }

  reserve(): void {
    this.#state.count({ reservations: 1 });
  }

  note(primitive: Primitive, hasSucceeded: boolean, reason: string): void {
    this.#state.setRecord(noteOutcome(this.#state.record, { primitive, hasSucceeded }, reason, this.#state.now()), false);
  }

  /** Not inside a transaction, since it is durable even when that is given up. */
  distrustIt(reason: string): void {
    this.#state.setRecord({ ...this.#state.record, distrust: { sinceMs: this.#state.now(), reason } }, false);
    this.#rooms.saveNow(this.#state);
  }

  /** One command after the other over the range; each counts `done` and, in `bytes`, what it covered. */
  async #eachSegment(command: Command, done: CounterChange, bytes: 'zeroBytes' | 'deleteBytes', range: Range, work: (part: Range) => Promise<void>): Promise<void> {
    for (const segment of segmentsOf(range, mostCommandBytes)) {
      await this.#runner.run(command, segment.length, done, async (plan) => {
        const part = partOf(segment, plan);
        if (!part) return;
        await work(part);
        this.#state.count({ [bytes]: part.length });
      });
    }
  }

  /** vSphere 6.7 Storage, acceleration considerations: address and length must be aligned to what the device requires. */
  #requireAligned({ to, offset, length }: CopyRange): void {
    const end = offset + length;
    if (offset % blockSizeBytes === 0 && (end % blockSizeBytes === 0 || end === this.#rooms.array.file(to).sizeBytes)) return;
    throw failed('fullCopy', 'rejected', `${length} bytes at ${offset} are not aligned to ${blockSizeBytes} bytes.`);
  }

  /** @throws CommandFailed 'rejected' when the target is not on this device or the source is on another array */
  #copyMode(command: Command, from: FileId | FileVersion, to: FileId): 'share' | 'copy' {
    this.#runner.requireOffered(command);
    const { array, arrayNameOf } = this.#rooms;
    const sourceId = array.file(from).volumeId;
    if (array.file(to).volumeId !== this.volumeId) throw failed(command, 'rejected', 'The target is not on this device.');
    if (sourceId === this.volumeId) return this.profile.copyEngine;
    if ((arrayNameOf(sourceId) ?? this.profile.arrayName) !== this.profile.arrayName) throw failed(command, 'rejected', 'The source is on another array.');
    return 'copy';
  }

  /** Null for a file that the open transaction has made. */
  #findFile(version: FileId | FileVersion): FileInfo | null {
    try {
      return this.#rooms.array.file(version);
    } catch (error) {
      if (error instanceof Fault && error.code === 'ManagedObjectNotFound') return null;
      throw error;
    }
  }
}
