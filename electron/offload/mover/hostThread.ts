/** One life of the thread that plays an ESX host: its memory, what it was asked to do, and its end. */
import type { Worker } from 'node:worker_threads';
import { Fault } from '../../../shared/faults.ts';
import { hostBlockBytes, parseHostReport, type HostOrder, type HostReport, type HostStart } from './hostMessages.ts';

/** Blocks that may be on their way at the same time: being read, in the host, or being written. */
export const slotCount = 8;
/** Memory of one host: what comes in, and what goes out. */
export const hostThreadBytes = 2 * slotCount * hostBlockBytes;

/** Room for one block on its way. */
export interface Slot {
  readonly index: number;
  /** Filled by the array, taken in by the host. */
  readonly incoming: Uint8Array;
  /** Laid out by the host, taken by the array. */
  readonly outgoing: Uint8Array;
}

interface Waiting {
  readonly resolve: (report: HostReport) => void;
  readonly reject: (error: Fault) => void;
}

export class HostThread {
  readonly #worker: Worker;
  readonly #free: Slot[] = [];
  readonly #slotWaiters: ((slot: Slot) => void)[] = [];
  /** By slot. */
  readonly #waiting = new Map<number, Waiting>();
  #death: Fault | null = null;

  /** @param memory `hostThreadBytes` that the array knows */
  constructor(makeWorker: (start: HostStart) => Worker, memory: Uint8Array<SharedArrayBuffer>, onDeath: () => void) {
    const incoming = memory.subarray(0, slotCount * hostBlockBytes);
    const outgoing = memory.subarray(slotCount * hostBlockBytes);
    for (let index = slotCount - 1; index >= 0; index -= 1) {
      const at = index * hostBlockBytes;
      this.#free.push({ index, incoming: incoming.subarray(at, at + hostBlockBytes), outgoing: outgoing.subarray(at, at + hostBlockBytes) });
    }
    this.#worker = makeWorker({ incoming, outgoing });
    const die = (what: string, cause?: unknown): void => {
      this.#fail(
        new Fault('SystemError', `The data mover of the ESX host stopped unexpectedly (${what}). What it had written by then is in place.`, { hint: 'Try again.' }, { cause }),
      );
      onDeath();
    };
    this.#worker.on('message', (data: unknown) => {
      try {
        this.#receive(parseHostReport(data));
      } catch (error) {
        die(error instanceof Error ? error.message : String(error), error);
      }
    });
    this.#worker.on('messageerror', (error) => die(error.message, error));
    this.#worker.on('error', (error) => die(error instanceof Error ? error.message : String(error), error));
    this.#worker.on('exit', (code) => die(`exit code ${code}`));
    // Only what it is working on keeps the process alive.
    this.#worker.unref();
  }

  /** Waits for room. */
  async takeSlot(): Promise<Slot> {
    return this.#free.pop() ?? (await new Promise<Slot>((resolve) => this.#slotWaiters.push(resolve)));
  }

  giveSlot(slot: Slot): void {
    const waiter = this.#slotWaiters.shift();
    if (waiter) waiter(slot);
    else this.#free.push(slot);
  }

  /** Lets the host take in what lies in the slot, or make zeros, and lay it out to be sent. @throws Fault SystemError when the thread is dead */
  work(slot: Slot, length: number, isZeroing: boolean): Promise<HostReport> {
    if (this.#death) return Promise.reject(this.#death);
    if (this.#waiting.size === 0) this.#worker.ref();
    return new Promise((resolve, reject) => {
      this.#waiting.set(slot.index, { resolve, reject });
      this.#worker.postMessage({ slot: slot.index, length, isZeroing } satisfies HostOrder);
    });
  }

  /** What it still works on fails with `reason`. */
  async stop(reason: Fault): Promise<void> {
    this.#fail(reason);
    await this.#worker.terminate();
  }

  #receive(report: HostReport): void {
    const waiting = this.#waiting.get(report.slot);
    this.#waiting.delete(report.slot);
    if (this.#waiting.size === 0) this.#worker.unref();
    waiting?.resolve(report);
  }

  #fail(reason: Fault): void {
    this.#death ??= reason;
    const failed = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of failed) reject(this.#death);
  }
}
