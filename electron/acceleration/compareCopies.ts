/** The copies that a comparison makes: staging files, so that a crash leaves nothing behind. They are thin, whatever the source is: all they hold is data, and they set nothing aside. */
import { Fault } from '../../shared/faults.ts';
import type { FileId, VolumeId } from '../../shared/ids.ts';
import type { StorageArray } from '../array/port.ts';
import type { DiskRecord } from '../inventory/records.ts';
import type { Device } from '../offload/device/deviceTypes.ts';
import type { DiskCopy, OffloadEngine } from '../offload/engineTypes.ts';

/** Files made or removed in one transaction. */
const batchLength = 250;

export class CompareCopies {
  readonly #array: StorageArray;
  readonly #volumeId: VolumeId;
  readonly #disks: readonly DiskRecord[];
  readonly #fileIds: FileId[] = [];

  constructor(array: StorageArray, volumeId: VolumeId, disks: readonly DiskRecord[]) {
    this.#array = array;
    this.#volumeId = volumeId;
    this.#disks = disks;
  }

  /** Empty disks for one more copy. */
  async stage(): Promise<DiskCopy[]> {
    const staged = await this.#array.commit((tx) => {
      let groupOf: FileId | undefined;
      return this.#disks.map(({ sizeBytes }) => {
        const id = this.#array.createFile(tx, this.#volumeId, sizeBytes, { isStaging: true, ...(groupOf !== undefined && { groupOf }) });
        groupOf ??= id;
        return id;
      });
    });
    this.#fileIds.push(...staged);
    return this.#disks.flatMap(({ fileId: from, sizeBytes }, index) => {
      const into = staged[index];
      return into === undefined ? [] : [{ from, into, sizeBytes, logicalBytes: this.#array.file(from).logicalBytes }];
    });
  }

  /**
   * File clones of all disks, `count` times at most, in one transaction.
   * @returns how many copies were made
   * @throws what the engine throws; nothing was made then
   */
  async cloneFiles(engine: OffloadEngine, device: Device, count: number): Promise<number> {
    const perCopy = Math.max(1, this.#disks.length);
    const length = Math.max(1, Math.min(count, Math.floor(batchLength / perCopy)));
    const made = await this.#array.commit((tx) => {
      const ids: FileId[] = [];
      for (let copy = 0; copy < length; copy += 1) ids.push(...engine.fileClones(tx, device, this.#disks, { isStaging: true }).map(({ fileId }) => fileId));
      return ids;
    });
    this.#fileIds.push(...made);
    return length;
  }

  /** Also after a failure or a cancellation, so no signal stops it. The space comes back with the next exact pass. */
  async remove(): Promise<void> {
    while (this.#fileIds.length > 0) {
      const batch = this.#fileIds.slice(0, batchLength);
      await this.#array.commit((tx) => {
        for (const id of batch) this.#removeOne(() => this.#array.deleteFile(tx, id));
      });
      this.#fileIds.splice(0, batch.length);
    }
  }

  /** One that is gone already, with a volume that was restored meanwhile, must not keep the others. */
  #removeOne(remove: () => void): void {
    try {
      remove();
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'ManagedObjectNotFound') throw error;
    }
  }
}
