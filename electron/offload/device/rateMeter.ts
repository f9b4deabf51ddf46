/**
 * What a device did per second over the last seconds. Changes are gathered in slots of half a second; ten of them, the one that is
 * filling included, make up the window, so that a rate is an average over 4.5 to 5 s. esxtop averages over 5 s unless told otherwise.
 */
import type { DeviceCounters } from '../../../shared/model/offload.ts';
import { addCounters, counterNames, zeroCounters, type CounterChange } from './counters.ts';

const slotMs = 500;
const slotCount = 10;

interface Slot {
  /** Slots are numbered from the beginning of the clock's time. */
  number: number;
  sum: DeviceCounters;
}

export class RateMeter {
  readonly #slots: Slot[] = [];

  add(nowMs: number, change: CounterChange): void {
    const number = Math.floor(nowMs / slotMs);
    const last = this.#slots.at(-1);
    // A clock that was set back adds to the newest slot.
    if (last && last.number >= number && last.number < number + slotCount) {
      addCounters(last.sum, change);
      return;
    }
    if (last && last.number >= number) this.clear();
    const slot = { number, sum: zeroCounters() };
    addCounters(slot.sum, change);
    this.#slots.push(slot);
    this.#dropBefore(number - slotCount + 1);
  }

  /** Per second, in whole numbers: zeros when nothing happened lately. */
  rates(nowMs: number): DeviceCounters & { readonly atMs: number } {
    const first = Math.floor(nowMs / slotMs) - slotCount + 1;
    this.#dropBefore(first);
    const rates = zeroCounters();
    for (const { sum } of this.#slots) addCounters(rates, sum);
    // At the very beginning of a slot the window is 4.5 s long.
    const seconds = (nowMs - first * slotMs) / 1_000;
    for (const name of counterNames) rates[name] = Math.round(rates[name] / seconds);
    return { ...rates, atMs: Math.round(nowMs) };
  }

  clear(): void {
    this.#slots.length = 0;
  }

  #dropBefore(number: number): void {
    while ((this.#slots[0]?.number ?? number) < number) this.#slots.shift();
  }
}
