/** Notices what has changed and has the board look at it: soon, but not at every single change. */
import type { ObjectId, VolumeId } from '../../../shared/ids.ts';
import type { HostUseRecorder } from '../../acceleration/hostUse.ts';
import type { StunBoard } from '../../acceleration/stun.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { DeviceRegistry } from '../../offload/device/deviceRegistry.ts';
import type { VolumeRegistry } from '../../storage/volumeRegistry.ts';
import type { AlarmBoard } from './board.ts';

/** What changes within this time is looked at together. */
const gatherMs = 500;

interface Watched {
  readonly inventory: Inventory;
  readonly volumes: VolumeRegistry;
  readonly devices: Pick<DeviceRegistry, 'onChange'>;
  readonly stuns: Pick<StunBoard, 'onChange'>;
  readonly hostUse: Pick<HostUseRecorder, 'onRecord'>;
  readonly say: (text: string) => void;
}

export class AlarmWatcher {
  readonly #board: AlarmBoard;
  readonly #watched: Watched;
  readonly #closing = new AbortController();
  readonly #stops: (() => void)[];
  #changed = new Set<ObjectId>();
  #timer: NodeJS.Timeout | null = null;
  #later: NodeJS.Timeout | null = null;
  #laterAtMs = 0;

  constructor(board: AlarmBoard, watched: Watched) {
    this.#board = board;
    this.#watched = watched;
    this.#stops = [
      watched.devices.onChange((volumeIds) => this.#note(this.#datastoresOn(volumeIds))),
      watched.stuns.onChange((datastoreId) => this.#note([datastoreId])),
      watched.hostUse.onRecord((hostId) => this.#note([hostId])),
    ];
    void this.#follow();
    void this.#followVolumes();
    // Much may have happened since the yard was closed.
    this.#note(board.allIds());
  }

  /** Looks at what is left to look at, then no more. */
  close(): void {
    this.#closing.abort();
    for (const stop of this.#stops) stop();
    // What changed last may not have been told yet.
    for (const id of this.#board.allIds()) this.#changed.add(id);
    this.#look();
    if (this.#later) clearTimeout(this.#later);
    this.#later = null;
    this.#board.close();
  }

  async #follow(): Promise<void> {
    const { inventory } = this.#watched;
    const subscription = inventory.feed.subscribe(this.#closing.signal);
    for (let changes = await subscription.next(); changes; changes = await subscription.next()) {
      const machines = [...changes.keys].filter((id) => id.startsWith('vm-'));
      // Where a machine was that is gone or has moved cannot be told any more, so all hosts are looked at.
      this.#note(machines.length === 0 ? changes.keys : [...this.#board.allIds(), ...[...changes.keys].filter((id) => !id.startsWith('vm-'))]);
    }
  }

  async #followVolumes(): Promise<void> {
    const subscription = this.#watched.volumes.feed.subscribe(this.#closing.signal);
    for (let changes = await subscription.next(); changes; changes = await subscription.next()) this.#note(this.#datastoresOn(changes.keys));
  }

  #datastoresOn(volumeIds: ReadonlySet<VolumeId>): ObjectId[] {
    return this.#watched.inventory.datastores().flatMap(({ id, volumeId }) => (volumeIds.has(volumeId) ? [id] : []));
  }

  #note(ids: Iterable<ObjectId>): void {
    for (const id of ids) this.#changed.add(id);
    if (this.#changed.size === 0 || this.#closing.signal.aborted) return;
    this.#timer ??= setTimeout(() => this.#look(), gatherMs).unref();
  }

  /** All of them, since what made it necessary may be about others by then. */
  #lookAgainIn(delayMs: number): void {
    const atMs = performance.now() + delayMs;
    if (this.#later && this.#laterAtMs <= atMs) return;
    if (this.#later) clearTimeout(this.#later);
    this.#laterAtMs = atMs;
    this.#later = setTimeout(() => {
      this.#later = null;
      this.#note(this.#board.allIds());
    }, delayMs).unref();
  }

  #look(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const ids = this.#changed;
    if (ids.size === 0) return;
    this.#changed = new Set();
    try {
      const nextMs = this.#board.evaluate(ids);
      if (nextMs === null || this.#closing.signal.aborted) return;
      this.#lookAgainIn(nextMs);
    } catch (error) {
      this.#watched.say(`Alarms could not be looked at: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
