/**
 * The offload engine: lets the array do what it can, proves that it did, and has the host do the rest. It decides nothing by
 * itself; the rules have been asked before.
 */
import type { FileId } from '../../shared/ids.ts';
import type { Decision } from '../../shared/model/offload.ts';
import { formatCount } from '../../shared/units.ts';
import type { MetaTx } from '../meta/meta.ts';
import { CopyRun } from './copyRun.ts';
import { CommandFailed, type Device } from './device/deviceTypes.ts';
import { ZeroRun } from './zeroRun.ts';
import { DistrustedClone, type CopyJob, type CopyOutcome, type EngineRooms, type FileCloneOptions, type OffloadEngine, type Outcome, type ZeroJob } from './engineTypes.ts';

export function createEngine(rooms: EngineRooms): OffloadEngine {
  return new Engine(rooms);
}

class Engine implements OffloadEngine {
  readonly #rooms: EngineRooms;

  constructor(rooms: EngineRooms) {
    this.#rooms = rooms;
  }

  copy(job: CopyJob): Promise<CopyOutcome> {
    return new CopyRun(this.#rooms, job).execute();
  }

  async zero(job: ZeroJob, decision: Decision): Promise<Outcome> {
    const outcome = await new ZeroRun(this.#rooms, job, decision).execute();
    await this.#rooms.array.flush();
    return outcome;
  }

  fileClones<D extends { readonly fileId: FileId }>(tx: MetaTx, device: Device, disks: readonly D[], options: FileCloneOptions = {}): D[] {
    const { formats, ...common } = options;
    let groupOf = common.groupOf;
    return disks.map((disk, index) => {
      const format = formats?.[index] ?? common.format;
      const fileId = device.fastFileClone(tx, disk.fileId, { ...common, ...(format !== undefined && { format }), ...(groupOf !== undefined && { groupOf }) });
      groupOf ??= fileId;
      this.#requireCloned(device, disk.fileId, fileId);
      return { ...disk, fileId };
    });
  }

  /** A file clone takes up as many blocks as its source, or it is none. */
  #requireCloned(device: Device, source: FileId, clone: FileId): void {
    const expectedBytes = this.#rooms.array.file(source).logicalBytes;
    const logicalBytes = this.#bytesOf(device, clone);
    if (logicalBytes !== expectedBytes) {
      throw new DistrustedClone(`A file clone was reported as done, but holds ${formatCount(logicalBytes)} bytes instead of ${formatCount(expectedBytes)}.`);
    }
  }

  /** By Extended Statistics where the filer has them; their failure says nothing of the clone. */
  #bytesOf(device: Device, file: FileId): number {
    if (device.profile.primitives.has('nasExtendedStatistics')) {
      try {
        return device.extendedStatistics(file).logicalBytes;
      } catch (error) {
        if (!(error instanceof CommandFailed)) throw error;
      }
    }
    return this.#rooms.array.file(file).logicalBytes;
  }
}
