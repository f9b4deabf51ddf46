/**
 * Tells watchers which datastores and hosts have changed. Counters change with every command, so changes of
 * devices are passed on at once after a pause, and twice a second while they go on.
 */
import type { ObjectId, VolumeId } from '../../shared/ids.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { DatastoreRecord } from '../inventory/records.ts';
import type { DeviceRegistry } from '../offload/device/deviceRegistry.ts';
import { ChangeFeed, type Subscription } from '../tasks/changeFeed.ts';
import type { HostSwitchStore } from './hostSwitches.ts';
import type { StunBoard } from './stun.ts';

/** The least time between two messages about counters. */
const gapMs = 500;

interface NewsSources {
  readonly inventory: Inventory;
  readonly devices: Pick<DeviceRegistry, 'onChange' | 'device' | 'rates'>;
  readonly switches: Pick<HostSwitchStore, 'onChange'>;
  readonly stuns: Pick<StunBoard, 'onChange'>;
}

export class AccelerationNews {
  readonly #feed = new ChangeFeed<ObjectId>();
  readonly #sources: NewsSources;
  readonly #stopListening: (() => void)[];
  readonly #changed = new Set<VolumeId>();
  /** Devices whose rates were not all zero when they were told last. */
  readonly #lively = new Set<VolumeId>();
  #timer: NodeJS.Timeout | null = null;

  constructor(sources: NewsSources) {
    const { inventory, devices, switches, stuns } = sources;
    this.#sources = sources;
    this.#stopListening = [
      devices.onChange((volumeIds) => {
        for (const volumeId of volumeIds) this.#changed.add(volumeId);
        this.#tell();
      }),
      switches.onChange((hostId) => this.#feed.mark([hostId])),
      stuns.onChange((datastoreId) => this.#feed.mark([datastoreId])),
      inventory.onContainers((ids) => this.#feed.mark(ids)),
    ];
  }

  subscribe(signal?: AbortSignal): Subscription<ObjectId> {
    const subscription = this.#feed.subscribe(signal);
    // What goes on now has to be told as zero when it has come to an end.
    for (const datastore of this.#sources.inventory.datastores()) if (this.#isLively(datastore)) this.#lively.add(datastore.volumeId);
    this.#tell();
    return subscription;
  }

  close(): void {
    for (const stop of this.#stopListening) stop();
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#feed.close();
  }

  #tell(): void {
    if (this.#timer) return;
    // Whoever comes next reads everything anew.
    const ids = new Set(this.#feed.subscriberCount === 0 ? [] : [...this.#changed, ...this.#lively]);
    this.#changed.clear();
    this.#lively.clear();
    if (ids.size === 0) return;
    const datastores = this.#sources.inventory.datastores().filter((datastore) => ids.has(datastore.volumeId));
    for (const datastore of datastores) if (this.#isLively(datastore)) this.#lively.add(datastore.volumeId);
    this.#feed.mark(datastores.map((datastore) => datastore.id));
    // Nobody should be kept waiting at the end of a process because of figures.
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#tell();
    }, gapMs).unref();
  }

  #isLively({ volumeId, type }: DatastoreRecord): boolean {
    const { devices } = this.#sources;
    devices.device(volumeId, type);
    const { atMs: _atMs, ...rates } = devices.rates(volumeId);
    return Object.values(rates).some((rate) => rate > 0);
  }
}
