/**
 * The devices behind all datastores, with their settings and counters. In memory and in the metadata store:
 *
 * - `deviceRecords`: volume → settings, support status, distrust
 * - `deviceCounters`: volume → counters
 *
 * Settings and distrust are durable at once. Status and counters follow within a second, so that counting costs nothing.
 */
import * as z from 'zod';
import { Fault } from '../../../shared/faults.ts';
import type { VolumeId } from '../../../shared/ids.ts';
import { deviceCountersSchema, type DeviceCounters } from '../../../shared/model/offload.ts';
import type { StorageArray } from '../../array/port.ts';
import type { Meta, MetaTx, Table } from '../../meta/meta.ts';
import { zeroCounters } from './counters.ts';
import { changeDevice, deviceRecordSchema, newDeviceRecord, type DeviceChange, type DeviceRecord } from './deviceRecords.ts';
import { DeviceState, type DeviceStateOwner } from './deviceState.ts';
import type { Device, FaultSource } from './deviceTypes.ts';
import { LockSectors } from './lockSectors.ts';
import type { DatastoreType } from './profiles.ts';
import { SimulatedDevice } from './simulatedDevice.ts';

export interface DeviceRegistryOptions {
  readonly meta: Meta;
  readonly array: StorageArray;
  readonly faults?: FaultSource | undefined;
  /** Told when counters could not be saved; while the registry is open, that is tried again. */
  readonly log?: ((text: string) => void) | undefined;
  readonly now?: (() => number) | undefined;
}

const saveDelayMs = 1_000;

interface Entry {
  readonly state: DeviceState;
  readonly device: SimulatedDevice;
}

type RecordChange = (record: DeviceRecord) => DeviceRecord;

export class DeviceRegistry {
  readonly sectors: LockSectors;
  readonly #meta: Meta;
  readonly #array: StorageArray;
  readonly #faults: FaultSource | null;
  readonly #log: (text: string) => void;
  readonly #recordTable: Table<number, unknown>;
  readonly #counterTable: Table<number, unknown>;
  readonly #entries = new Map<VolumeId, Entry>();
  readonly #unsaved = new Set<DeviceState>();
  readonly #changed = new Set<VolumeId>();
  readonly #listeners = new Set<(volumeIds: ReadonlySet<VolumeId>) => void>();
  readonly #openChanges = new WeakMap<MetaTx, Map<VolumeId, RecordChange>>();
  readonly #owner: DeviceStateOwner;
  #saveTimer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor({ meta, array, faults, log, now = Date.now }: DeviceRegistryOptions) {
    this.#meta = meta;
    this.#array = array;
    this.#faults = faults ?? null;
    this.#log = log ?? (() => undefined);
    this.sectors = new LockSectors(meta);
    this.#recordTable = meta.table('deviceRecords');
    this.#counterTable = meta.table('deviceCounters');
    this.#owner = { now, changed: (state) => this.#noteChange(state) };
    for (const { key, value } of this.#recordTable.entries()) {
      const record = deviceRecordSchema.safeParse(value);
      if (record.success) this.#add(record.data, this.#savedCounters(record.data.volumeId));
      else this.#log(`The record of the device behind volume ${key} cannot be read; it begins anew. ${z.prettifyError(record.error)}`);
    }
  }

  /** None where they cannot be read. */
  #savedCounters(volumeId: VolumeId): Partial<DeviceCounters> {
    const saved = this.#counterTable.get(volumeId);
    if (saved === undefined) return {};
    const counters = deviceCountersSchema.partial().safeParse(saved);
    if (!counters.success) this.#log(`The counters of the device behind volume ${volumeId} cannot be read; they begin at zero.`);
    return Object.fromEntries(Object.entries(counters.data ?? {}).filter(([, count]) => count !== undefined));
  }

  /**
   * The device behind a datastore. `type` says what the datastore is to its hosts, for a volume that was never asked for before.
   * @throws Fault ManagedObjectNotFound for such a volume without a type
   */
  device(volumeId: VolumeId, type?: DatastoreType): Device {
    return this.#entry(volumeId, type).device;
  }

  /** Null for a volume whose device nobody has asked for. */
  find(volumeId: VolumeId): Device | null {
    return this.#entries.get(volumeId)?.device ?? null;
  }

  /** What the device did per second over the last five, at most. Rates fall without anybody being told of a change. */
  rates(volumeId: VolumeId): DeviceCounters & { readonly atMs: number } {
    return this.#entry(volumeId).state.rates;
  }

  /** @throws Fault InvalidArgument for a profile or a file block size that the type of the datastore does not have */
  update(tx: MetaTx, volumeId: VolumeId, change: DeviceChange): void {
    this.#change(tx, volumeId, (record) => changeDevice(record, change));
  }

  /** As `distrustIt` of the device, for what was found out inside a transaction: the mark is durable with it, and given up with it. */
  distrust(tx: MetaTx, volumeId: VolumeId, reason: string): void {
    const sinceMs = this.#owner.now();
    this.#change(tx, volumeId, (record) => ({ ...record, distrust: { sinceMs, reason } }));
  }

  clearDistrust(tx: MetaTx, volumeId: VolumeId): void {
    this.#change(tx, volumeId, (record) => ({ ...record, distrust: null }));
  }

  /** A FlexClone lies on the array of its base: the device in front of it is of the same kind, with a status and counters of its own. */
  inherit(tx: MetaTx, baseId: VolumeId, cloneId: VolumeId): void {
    const base = this.#entries.get(baseId)?.state.record;
    if (!base) return;
    const record = { ...newDeviceRecord(cloneId, base.type), profile: base.profile, fileBlockBytes: base.fileBlockBytes, switches: base.switches };
    this.#recordTable.put(tx, cloneId, record);
    tx.onCommit(() => void this.#add(record, {}));
  }

  /** Sets the counters of one device, or of all, to zero. */
  resetCounters(volumeId: VolumeId | null): void {
    const states = volumeId === null ? [...this.#entries.values()].map(({ state }) => state) : [this.#entry(volumeId).state];
    for (const state of states) state.resetCounters();
  }

  /** For a volume that is deleted in the same transaction. */
  forget(tx: MetaTx, volumeId: VolumeId): void {
    this.#recordTable.remove(tx, volumeId);
    this.#counterTable.remove(tx, volumeId);
    this.sectors.forget(tx, volumeId);
    tx.onCommit(() => {
      const entry = this.#entries.get(volumeId);
      if (entry) this.#unsaved.delete(entry.state);
      this.#entries.delete(volumeId);
      this.#changed.delete(volumeId);
    });
  }

  /** Told of the volumes whose settings, status or counters are others now, at most once per turn of the event loop. */
  onChange(listener: (volumeIds: ReadonlySet<VolumeId>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Makes everything durable that is only in memory yet. Not inside a transaction. */
  save(): void {
    this.#stopTimer();
    if (this.#unsaved.size === 0) return;
    const states = [...this.#unsaved];
    try {
      this.#meta.transaction((tx) => {
        for (const state of states) this.#put(tx, state);
      });
    } catch (error) {
      this.#saveSoon();
      throw error;
    }
    this.#markSaved(states);
  }

  /** Saves what is left to save; that it could not is logged, and keeps nothing from closing. */
  close(): void {
    if (this.#isClosed) return;
    this.#saveOrLog();
    this.#isClosed = true;
    this.#stopTimer();
    this.#listeners.clear();
  }

  #entry(volumeId: VolumeId, type?: DatastoreType): Entry {
    const entry = this.#entries.get(volumeId);
    if (entry) return entry;
    if (type === undefined) throw new Fault('ManagedObjectNotFound', `Nothing is known of a device behind volume ${volumeId}.`);
    return this.#add(newDeviceRecord(volumeId, type), {});
  }

  #add(record: DeviceRecord, counters: Partial<DeviceCounters>): Entry {
    const state = new DeviceState(this.#owner, record, { ...zeroCounters(), ...counters });
    const device = new SimulatedDevice(
      {
        array: this.#array,
        sectors: this.sectors,
        faults: this.#faults,
        arrayNameOf: (volumeId) => this.find(volumeId)?.profile.arrayName ?? null,
        countAt: (volumeId, change) => this.#entries.get(volumeId)?.state.count(change),
        saveNow: () => this.save(),
      },
      state,
    );
    const entry = { state, device };
    this.#entries.set(record.volumeId, entry);
    return entry;
  }

  #change(tx: MetaTx, volumeId: VolumeId, change: RecordChange): void {
    const { state } = this.#entry(volumeId);
    const changes = this.#openChanges.get(tx) ?? new Map<VolumeId, RecordChange>();
    this.#openChanges.set(tx, changes);
    const earlier = changes.get(volumeId) ?? ((record: DeviceRecord) => record);
    const all: RecordChange = (record) => change(earlier(record));
    this.#recordTable.put(tx, volumeId, all(state.record));
    changes.set(volumeId, all);
    // Memory may have been told of other things by the time of the commit.
    tx.onCommit(() => state.setRecord(change(state.record), true));
  }

  #put(tx: MetaTx, state: DeviceState): void {
    // Without its record, a device that has only counted would not be found again.
    if (state.isRecordUnsaved || this.#recordTable.get(state.record.volumeId) === undefined) this.#recordTable.put(tx, state.record.volumeId, state.record);
    if (state.areCountersUnsaved) this.#counterTable.put(tx, state.record.volumeId, state.counters);
  }

  #markSaved(states: readonly DeviceState[]): void {
    for (const state of states) {
      state.isRecordUnsaved = false;
      state.areCountersUnsaved = false;
      this.#unsaved.delete(state);
    }
  }

  #noteChange(state: DeviceState): void {
    const { volumeId } = state.record;
    if (this.#isClosed || this.#entries.get(volumeId)?.state !== state) return;
    if (state.isRecordUnsaved || state.areCountersUnsaved) {
      this.#unsaved.add(state);
      this.#saveSoon();
    }
    if (this.#listeners.size === 0) return;
    if (this.#changed.size === 0) setImmediate(() => this.#tell());
    this.#changed.add(volumeId);
  }

  #tell(): void {
    const volumeIds = new Set(this.#changed);
    this.#changed.clear();
    if (volumeIds.size === 0) return;
    for (const listener of this.#listeners) listener(volumeIds);
  }

  #saveSoon(): void {
    // What waits to be saved must not keep a process alive; whoever ends in order closes the registry.
    this.#saveTimer ??= setTimeout(() => this.#saveOrLog(), saveDelayMs).unref();
  }

  #saveOrLog(): void {
    try {
      this.save();
    } catch (error) {
      this.#log(`The counters of the devices could not be saved: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #stopTimer(): void {
    if (this.#saveTimer) clearTimeout(this.#saveTimer);
    this.#saveTimer = null;
  }
}
