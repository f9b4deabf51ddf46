/** What all commands of a device have in common: whether it has them at all, the faults that come between, and what is counted. */
import { Fault } from '../../../shared/faults.ts';
import type { StorageArray } from '../../array/port.ts';
import type { Capability } from '../../array/portTypes.ts';
import { failed, failedCounters, planOf, type Command, type CommandPlan } from './commandPlan.ts';
import type { CounterChange } from './counters.ts';
import type { DeviceState } from './deviceState.ts';
import type { FaultSource, InjectedFault } from './deviceTypes.ts';
import { Misbehaviour } from './misbehaviour.ts';
import { profileById } from './profiles.ts';

export interface RunnerRooms {
  readonly array: StorageArray;
  readonly faults: FaultSource | null;
}

/** The others are done within a transaction or in one step: as a whole or not at all. */
const canBeHalfDone: ReadonlySet<Command> = new Set<Command>(['fullCopy', 'blockZero', 'unmap', 'nasFullFileClone']);
const neededCapabilities: Readonly<Partial<Record<Command, Capability>>> = { unmap: 'unmap', nasFastFileClone: 'fileClone', nasReserveSpace: 'reservation' };

export class CommandRunner {
  readonly #rooms: RunnerRooms;
  readonly #state: DeviceState;
  readonly #misbehaviour = new Misbehaviour();

  constructor(rooms: RunnerRooms, state: DeviceState) {
    this.#rooms = rooms;
    this.#state = state;
  }

  /** Counts `done` when the command has succeeded. @throws CommandFailed, and what the array throws */
  async run(command: Command, bytes: number, done: CounterChange, work: (plan: CommandPlan) => Promise<void>): Promise<void> {
    try {
      const plan = this.begin(command, bytes);
      await work(plan);
      if (plan.failure) throw failed(command, plan.failure);
    } catch (error) {
      throw this.#countFailed(command, error);
    }
    this.#state.count(done);
  }

  /** The same for a command that is done at once. */
  runAtOnce<T>(command: Command, bytes: number, done: CounterChange, work: (plan: CommandPlan) => T): T {
    const result = this.guard(command, () => work(this.begin(command, bytes)));
    this.#state.count(done);
    return result;
  }

  /** Counts the command as failed when `work`, which belongs to it, throws. */
  guard<T>(command: Command, work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.#countFailed(command, error);
    }
  }

  /** To be called inside `guard`. @throws CommandFailed */
  begin(command: Command, bytes: number): CommandPlan {
    this.requireOffered(command);
    const plan = planOf(this.#faultFor(command, bytes));
    if (plan.failure && !canBeHalfDone.has(command)) throw failed(command, plan.failure);
    return plan;
  }

  /** To be called inside `guard`. @throws CommandFailed 'rejected' for what the profile lacks */
  requireOffered(command: Command): void {
    const profile = profileById(this.#state.record.profile);
    const capability = neededCapabilities[command];
    const isThere = profile.primitives.has(command) && (capability === undefined || this.#rooms.array.capabilities.has(capability));
    if (!isThere) throw failed(command, 'rejected', `${profile.arrayName} does not have it.`);
  }

  /** Asks for the faults of a plain read or write. @throws CommandFailed */
  askPlain(command: 'read' | 'write', bytes: number): void {
    const fault = this.#faultFor(command, bytes);
    if (fault?.kind === 'fail') throw failed(command, fault.failure);
  }

  #faultFor(command: Command | 'read' | 'write', bytes: number): InjectedFault | null {
    const { profile, volumeId } = this.#state.record;
    const injected = this.#rooms.faults?.next(volumeId, command, bytes) ?? null;
    if (injected || profileById(profile).misbehaviour === 'none') return injected;
    return this.#misbehaviour.next(volumeId, command);
  }

  /** @returns the error that a host gets to see */
  #countFailed(command: Command, error: unknown): unknown {
    this.#state.count({ [failedCounters[command]]: 1 });
    if (!(error instanceof Fault && error.code === 'InsufficientStorageSpace')) return error;
    return failed(command, 'outOfSpace', error.message, { cause: error });
  }
}
