/** What goes wrong between hosts and arrays in a test: at random rates, at chosen commands, and from some command on. */
import type { CommandFailure, FaultSource, InjectedFault } from '../../electron/offload/device/deviceTypes.ts';
import type { VolumeId } from '../../shared/ids.ts';
import type { Primitive } from '../../shared/model/offload.ts';
import type { Random } from './random.ts';

export type FaultCommand = Primitive | 'read' | 'write';

const failures: readonly CommandFailure[] = ['rejected', 'timedOut', 'linkDown', 'outOfSpace'];

export const reject: InjectedFault = { kind: 'fail', failure: 'rejected' };
export const timeOut: InjectedFault = { kind: 'fail', failure: 'timedOut' };
export const linkDown: InjectedFault = { kind: 'fail', failure: 'linkDown' };
export const outOfSpace: InjectedFault = { kind: 'fail', failure: 'outOfSpace' };
export const ignore: InjectedFault = { kind: 'ignore' };
export const half: InjectedFault = { kind: 'half' };

/** Shares from 0 to 1. */
export interface FaultRates {
  /** Of the commands for the array that fail, and say so. */
  readonly failing: number;
  /** Of those that are taken and not carried out, or by half. */
  readonly lying: number;
  /** Of the reads and writes of hosts that fail. */
  readonly plain: number;
}

export const noFaults: FaultRates = { failing: 0, lying: 0, plain: 0 };

export interface Injected {
  readonly number: number;
  readonly command: FaultCommand;
  readonly fault: InjectedFault;
}

export class SeededFaults implements FaultSource {
  readonly #random: Random;
  rates: FaultRates = noFaults;
  /** By the number of the command, the first one being 1: what is to become of it. */
  readonly chosen = new Map<number, InjectedFault>();
  /** No command and no read or write gets through from this number on, up to `linkBackAt`. */
  linkDownAt = Infinity;
  linkBackAt = Infinity;
  /** Told ahead of every command. */
  onCommand: (number: number, command: FaultCommand) => void = () => undefined;
  /** Commands, reads and writes since `reset`. */
  count = 0;
  /** What was put in the way since `reset`. */
  readonly injected: Injected[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** Everything works from now on, and is counted from 1. */
  reset(): void {
    this.rates = noFaults;
    this.chosen.clear();
    this.linkDownAt = Infinity;
    this.linkBackAt = Infinity;
    this.onCommand = () => undefined;
    this.count = 0;
    this.injected.length = 0;
  }

  next(_volumeId: VolumeId, command: FaultCommand): InjectedFault | null {
    this.count += 1;
    this.onCommand(this.count, command);
    const fault = this.#faultFor(command);
    if (fault) this.injected.push({ number: this.count, command, fault });
    return fault;
  }

  #faultFor(command: FaultCommand): InjectedFault | null {
    const chosen = this.chosen.get(this.count);
    if (chosen) return chosen;
    if (this.count >= this.linkDownAt && this.count < this.linkBackAt) return linkDown;
    const random = this.#random;
    if (command === 'read' || command === 'write') {
      return random.chance(this.rates.plain) ? { kind: 'fail', failure: random.pick(failures) } : null;
    }
    if (random.chance(this.rates.failing)) return { kind: 'fail', failure: random.pick(failures) };
    return random.chance(this.rates.lying) ? random.pick([ignore, half]) : null;
  }
}
