/**
 * Whether the yard has been set up, and what a setup under way has made so far. Nothing of it
 * is in the inventory before the last step; a setup that did not get there is removed file by
 * file. Volumes cannot be removed from an array, so those are kept for the next attempt.
 */
import { fileIdSchema, volumeIdSchema, type FileId, type VolumeId } from '../../shared/ids.ts';
import type { YardInfo } from '../../shared/model/system.ts';
import type { StorageArray } from '../array/port.ts';
import type { Meta, MetaTx, Table } from '../meta/meta.ts';

export type SetupState = YardInfo['setup'];

interface SetupRecord {
  readonly state: SetupState;
  /** Files made by a setup that has not ended. */
  readonly files: readonly number[];
  /** Volumes made by setups that did not end. */
  readonly spareVolumes: readonly { readonly id: number; readonly sizeBytes: number }[];
}

const nothing: SetupRecord = { state: 'empty', files: [], spareVolumes: [] };

export class Setup {
  readonly #table: Table<string, SetupRecord>;
  readonly #array: StorageArray;
  #record: SetupRecord;

  constructor(meta: Meta, array: StorageArray) {
    this.#table = meta.table('setup');
    this.#array = array;
    this.#record = this.#table.get('setup') ?? nothing;
  }

  get state(): SetupState {
    return this.#record.state;
  }

  begin(tx: MetaTx): void {
    this.#put(tx, { ...this.#record, state: 'initializing' });
  }

  /** Volumes of these sizes, made now or left over; they stay recorded until the setup is complete. */
  takeVolumes(tx: MetaTx, sizesBytes: readonly number[]): VolumeId[] {
    const spare = [...this.#record.spareVolumes];
    const unused = [...spare];
    const volumes = sizesBytes.map((sizeBytes): VolumeId => {
      const at = unused.findIndex((volume) => volume.sizeBytes === sizeBytes);
      const [left] = at === -1 ? [] : unused.splice(at, 1);
      if (left) return volumeIdSchema.parse(left.id);
      const id = this.#array.createVolume(tx, { sizeBytes });
      spare.push({ id, sizeBytes });
      return id;
    });
    this.#put(tx, { ...this.#record, spareVolumes: spare });
    return volumes;
  }

  /** Remembers files that outlive a crash, to be removed unless the setup ends well. */
  recordFiles(tx: MetaTx, files: readonly FileId[]): void {
    this.#put(tx, { ...this.#record, files: [...files] });
  }

  complete(tx: MetaTx): void {
    this.#put(tx, { state: 'ready', files: [], spareVolumes: [] });
  }

  /** Removes what a setup has made and makes the yard empty again. The space comes back with the next reclaim. */
  abandon(tx: MetaTx): void {
    for (const id of this.#record.files) this.#array.deleteFile(tx, fileIdSchema.parse(id));
    this.#put(tx, { ...this.#record, state: 'empty', files: [] });
  }

  #put(tx: MetaTx, record: SetupRecord): void {
    this.#table.put(tx, 'setup', record);
    tx.onCommit(() => {
      this.#record = record;
    });
  }
}
