/** What a device remembers while the yard is open. Tells its owner about every change; the owner saves. */
import type { DeviceCounters } from '../../../shared/model/offload.ts';
import { addCounters, zeroCounters, type CounterChange } from './counters.ts';
import type { DeviceRecord } from './deviceRecords.ts';
import { RateMeter } from './rateMeter.ts';

export interface DeviceStateOwner {
  now(): number;
  /** The record or the counters are others than those that were saved. */
  changed(state: DeviceState): void;
}

export class DeviceState {
  #record: DeviceRecord;
  #counters: DeviceCounters;
  isRecordUnsaved = false;
  areCountersUnsaved = false;
  readonly #rates = new RateMeter();
  readonly #owner: DeviceStateOwner;

  constructor(owner: DeviceStateOwner, record: DeviceRecord, counters: DeviceCounters) {
    this.#owner = owner;
    this.#record = record;
    this.#counters = counters;
  }

  get record(): DeviceRecord {
    return this.#record;
  }

  /** `isSaved`: the store has it already. */
  setRecord(record: DeviceRecord, isSaved: boolean): void {
    this.#record = record;
    if (!isSaved) this.isRecordUnsaved = true;
    this.#owner.changed(this);
  }

  get counters(): DeviceCounters {
    return { ...this.#counters };
  }

  get rates(): DeviceCounters & { readonly atMs: number } {
    return this.#rates.rates(this.#owner.now());
  }

  now(): number {
    return this.#owner.now();
  }

  count(change: CounterChange): void {
    addCounters(this.#counters, change);
    this.#rates.add(this.#owner.now(), change);
    this.#countersChanged();
  }

  resetCounters(): void {
    this.#counters = zeroCounters();
    this.#rates.clear();
    this.#countersChanged();
  }

  #countersChanged(): void {
    this.areCountersUnsaved = true;
    this.#owner.changed(this);
  }
}
