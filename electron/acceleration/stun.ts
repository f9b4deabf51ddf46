/**
 * Thin-provisioning stun: a virtual machine that asks a full datastore for new blocks is paused and goes on once there is
 * space ("vSphere Storage", Array Thin Provisioning: only machines that want to write to new blocks are paused, the others go on).
 *
 * What the array behind it needs new blocks for: data where a disk was never written, unless it is thick, and data over
 * blocks that a clone or a snapshot holds as well. Writing again what only this disk holds takes no more than it gives back.
 */
import { Fault } from '../../shared/faults.ts';
import type { FileId, ObjectId, VolumeId } from '../../shared/ids.ts';
import type { StorageArray } from '../array/port.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { DatastoreRecord } from '../inventory/records.ts';
import { findFile } from '../inventory/rows.ts';
import type { DeviceRegistry } from '../offload/device/deviceRegistry.ts';
import type { VolumeRegistry } from '../storage/volumeRegistry.ts';

/** Some of what makes room is never announced, such as files deleted on the local disk. */
const retryDelayMs = 5_000;

interface StunSources {
  readonly array: StorageArray;
  readonly inventory: Inventory;
  readonly volumes: Pick<VolumeRegistry, 'feed'>;
  readonly devices: Pick<DeviceRegistry, 'device' | 'onChange'>;
}

/** A guest that writes. */
export interface GuestWrite {
  readonly vmId: ObjectId;
  /** The disk that it writes to. What is full is the datastore that this lies on, wherever the machine is at home. */
  readonly fileId: FileId;
  readonly signal: AbortSignal;
  /** It waits for space from now on. */
  readonly onPaused: (datastoreName: string) => void;
  /** It goes on. */
  readonly onResumed: () => void;
}

interface Waiter {
  readonly vmId: ObjectId;
  readonly datastoreId: ObjectId;
  readonly volumeId: VolumeId;
  /** Wakes it if there is more room than when it began to wait. */
  check: () => void;
}

export class StunBoard {
  readonly #sources: StunSources;
  readonly #waiters = new Set<Waiter>();
  readonly #listeners = new Set<(datastoreId: ObjectId) => void>();
  readonly #stopListening: (() => void)[];
  /** Follows the settings of volumes and of the aggregate while somebody waits. */
  #following: AbortController | null = null;

  constructor(sources: StunSources) {
    this.#sources = sources;
    const check = (): void => this.#checkAll();
    this.#stopListening = [sources.array.onSpaceChange(check), sources.devices.onChange(check)];
  }

  /** Virtual machines that wait for space on a datastore. */
  stunnedOn(datastoreId: ObjectId): ObjectId[] {
    return [...new Set([...this.#waiters].flatMap((waiter) => (waiter.datastoreId === datastoreId ? [waiter.vmId] : [])))];
  }

  /** Called when a virtual machine begins or ceases to wait. */
  onChange(listener: (datastoreId: ObjectId) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Carries out a write of a guest. Where the datastore is full, the virtual machine is powered on and the array offers thin-provisioning
   * stun, it waits until there is space and tries again; otherwise the write fails.
   * @param write may be called again, and writes the same then
   * @throws what `write` throws; the reason of the signal
   */
  async write(guest: GuestWrite, write: () => Promise<void>): Promise<void> {
    let waiter: Waiter | null = null;
    try {
      for (;;) {
        guest.signal.throwIfAborted();
        try {
          await write();
          return;
        } catch (error) {
          const datastore = this.#stunnableOn(guest, error);
          if (!datastore) throw error;
          if (!waiter) {
            waiter = this.#pause(guest, datastore);
            guest.onPaused(datastore.name);
          }
        }
        await this.#moreRoom(waiter, guest.signal);
      }
    } finally {
      if (waiter) {
        this.#resume(waiter);
        guest.onResumed();
      }
    }
  }

  close(): void {
    for (const stop of this.#stopListening) stop();
    this.#following?.abort();
  }

  /** The datastore on which the machine is to wait for space; null when its write just fails. */
  #stunnableOn({ vmId, fileId }: GuestWrite, error: unknown): DatastoreRecord | null {
    if (!(error instanceof Fault) || error.code !== 'InsufficientStorageSpace') return null;
    const { inventory, array } = this.#sources;
    if (inventory.findVm(vmId)?.powerState !== 'poweredOn') return null;
    const file = findFile(array, fileId);
    const datastore = inventory.datastores().find(({ volumeId }) => volumeId === file?.volumeId);
    if (!datastore) return null;
    const { profile } = this.#sources.devices.device(datastore.volumeId, datastore.type);
    return profile.primitives.has('thinProvisioningStun') ? datastore : null;
  }

  #pause({ vmId }: GuestWrite, { id, name, type, volumeId }: DatastoreRecord): Waiter {
    const waiter: Waiter = { vmId, datastoreId: id, volumeId, check: () => undefined };
    this.#waiters.add(waiter);
    this.#sources.devices.device(volumeId, type).note('thinProvisioningStun', true, `"${name}" was full; "${this.#sources.inventory.vm(vmId).name}" was paused instead of failing.`);
    this.#tell(id);
    this.#following ??= this.#follow();
    return waiter;
  }

  #resume(waiter: Waiter): void {
    this.#waiters.delete(waiter);
    if (this.#waiters.size === 0) {
      this.#following?.abort();
      this.#following = null;
    }
    this.#tell(waiter.datastoreId);
  }

  /** Resolves when there is more room than now, or it is time to try in any case. @throws the reason of the signal */
  async #moreRoom(waiter: Waiter, signal: AbortSignal): Promise<void> {
    const before = roomOf(this.#sources.array, waiter.volumeId);
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        waiter.check = () => undefined;
        resolve();
      };
      const timer = setTimeout(done, retryDelayMs);
      signal.addEventListener('abort', done);
      waiter.check = () => {
        const now = roomOf(this.#sources.array, waiter.volumeId);
        if (now.volumeBytes > before.volumeBytes || now.aggregateBytes > before.aggregateBytes) done();
      };
      if (signal.aborted) done();
    });
    signal.throwIfAborted();
  }

  #checkAll(): void {
    for (const waiter of this.#waiters) waiter.check();
  }

  #follow(): AbortController {
    const controller = new AbortController();
    const subscription = this.#sources.volumes.feed.subscribe(controller.signal);
    const follow = async (): Promise<void> => {
      while (await subscription.next()) this.#checkAll();
    };
    void follow();
    return controller;
  }

  #tell(datastoreId: ObjectId): void {
    for (const listener of this.#listeners) listener(datastoreId);
  }
}

/** What a volume may still take: up to what it may grow to, and what the aggregate has left. */
function roomOf(array: StorageArray, volumeId: VolumeId): { volumeBytes: number; aggregateBytes: number } {
  const { sizeBytes, autogrow, physicalBytes, reservedBytes } = array.volume(volumeId);
  const { quotaBytes, committedBytes } = array.aggregate();
  const mostBytes = Math.max(sizeBytes, autogrow?.maximumBytes ?? 0);
  return { volumeBytes: mostBytes - physicalBytes - reservedBytes, aggregateBytes: (quotaBytes ?? Number.MAX_SAFE_INTEGER) - committedBytes };
}
