/**
 * Does random things to an array in a `SimWorld` and remembers them in a `SimModel`. Every answer
 * of the array is compared at once; after a power cut, everything that is left is.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StorageArray } from '../../electron/array/port.ts';
import { Fault } from '../../shared/faults.ts';
import type { FileId, VolumeId } from '../../shared/ids.ts';
import { pickCommitAct, type SimScale } from './commitActs.ts';
import { pickCopy } from './copyActs.ts';
import { lookActs } from './lookActs.ts';
import { pickPass, requireClean } from './passActs.ts';
import type { Random } from './random.ts';
import { makeContent } from './simContent.ts';
import { Disagreement, SimModel } from './simModel.ts';
import { blockBytes, type SimFile } from './simState.ts';
import type { SimWorld } from './simWorld.ts';
import { transferBytes } from './transferBytes.ts';

export interface SimulationOptions {
  readonly scale: SimScale;
  /** Exact passes, dedupe and checks run beside other work. */
  readonly hasBackground?: boolean;
}

/**
 * What may happen besides success. Everything else that goes wrong is a failure of the array.
 * @param hasFaulted true when the surroundings have made a fault since the act began
 */
export type Tolerance = (error: unknown, hasFaulted: boolean) => boolean;
export const tolerateNothing: Tolerance = () => false;

const purpose = new Error('aborted on purpose');

export class Simulation {
  readonly log: string[] = [];
  readonly model = new SimModel();
  /** How often each kind of act was carried out. */
  readonly counts = new Map<string, number>();
  tolerance: Tolerance = tolerateNothing;
  #faultsBefore = 0;
  readonly #world: SimWorld;
  readonly #options: SimulationOptions;
  #pass: Promise<void> | null = null;

  constructor(world: SimWorld, options: SimulationOptions) {
    this.#world = world;
    this.#options = options;
  }

  get array(): StorageArray {
    return this.#world.array;
  }
  get random(): Random {
    return this.#world.random;
  }

  /** One random act. @throws PowerCut, Disagreement, or whatever the array throws that is not tolerated */
  async step(): Promise<void> {
    this.#faultsBefore = this.#world.faultCount;
    this.#world.time.pass(this.random.pick([0, 1, 50, 1_000]));
    const dice = this.random.below(1000);
    const hasFiles = [...this.model.state.files()].length > 0;
    if (!hasFiles || dice < 200) await this.#commit();
    else if (dice < 520) await this.#write(this.#pickFile());
    else if (dice < 570) await this.#copyRange();
    else if (dice < 620) await this.#writeInParallel();
    else if (dice < 660) await this.#unmap(this.#pickFile());
    else if (dice < 760) await this.#flush();
    else if (dice < 940) await this.#look();
    else await this.#startPass();
    await this.#world.inspectImages();
  }

  /** Everything that can be compared, after work that runs beside has ended. */
  async compareEverything(): Promise<void> {
    this.note('compare everything');
    await this.endPass();
    await this.model.requireSame(this.array);
    await this.requireSound(this.array);
  }

  /** The array's own check must find nothing, before and after an exact pass. */
  async requireSound(array: StorageArray): Promise<void> {
    await requireClean(array);
    await array.reclaim();
    if (array.needsReclaim) throw new Disagreement('the exact pass has run and the array still needs it');
    await requireClean(array);
  }

  /** Opens the array on what the last power cut left and holds it against the model. */
  async open(): Promise<void> {
    await this.#world.open();
    const settle = await this.model.recover(this.array);
    settle();
    await requireClean(this.array);
  }

  async cutPower(): Promise<void> {
    this.note('power cut');
    this.#world.killDisk();
    await this.settleDown();
    await this.#world.cutPower();
  }

  /** Lets whatever still runs in a dead array come to its end. */
  async settleDown(): Promise<void> {
    await this.#pass?.catch(() => undefined);
    this.#pass = null;
    for (let i = 0; i < 20; i += 1) await nextTurn();
  }

  async close(): Promise<void> {
    this.note('close');
    await this.endPass();
    await this.#world.closeArray();
    this.model.restart();
  }

  /** Waits for what was started beside other work. */
  async endPass(): Promise<void> {
    const pass = this.#pass;
    this.#pass = null;
    await pass;
  }

  note(text: string): void {
    this.log.push(`${this.log.length}: ${text}`);
  }

  count(kind: string): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  #pickFile(): { id: FileId; file: SimFile; volumeId: VolumeId } {
    return this.random.pick([...this.model.state.files()]);
  }

  async #commit(): Promise<void> {
    const draft = this.model.begin();
    const context = { array: this.array, random: this.random, scale: this.#options.scale, draft };
    const count = this.random.pick([1, 1, 1, 2, 4]);
    const mustAbort = this.random.chance(0.05);
    const done: string[] = [];
    try {
      await this.array.commit((tx) => {
        done.length = 0;
        for (let i = 0; i < count; i += 1) {
          const act = pickCommitAct(context);
          if (!act) break;
          done.push(act.run({ ...context, tx }));
          this.count(act.name);
        }
        if (mustAbort) throw purpose;
        this.model.propose(draft);
      });
      this.note(`commit: ${done.join('; ')}`);
      // An image of the moment before may still wait to be looked at, with both outcomes open.
      await this.#world.inspectImages();
      this.model.acknowledge();
    } catch (error) {
      this.note(`commit that failed: ${done.join('; ')}: ${String(error)}`);
      if (this.#world.isDead) throw error;
      await this.#world.inspectImages();
      this.model.abandon();
      if (error !== purpose && !this.#tolerate(error) && !this.#isFull(error)) throw error;
    }
  }

  async #write(chosen: { id: FileId; file: SimFile; volumeId: VolumeId }): Promise<void> {
    const { offset, data } = makeContent(this.random, chosen.file);
    this.note(`write ${data.length} bytes at ${offset} of file ${chosen.id}`);
    const bytes = transferBytes(this.array, this.random, data.length);
    bytes.set(data);
    await this.#tryWrite(chosen, offset, data, () => this.array.write(chosen.id, offset, bytes));
  }

  /** @returns blocks that cannot be read after a failure */
  async #tryWrite(chosen: { id: FileId; file: SimFile }, offset: number, data: Uint8Array, call: () => Promise<void>): Promise<number[]> {
    const first = this.model.writeCount;
    this.model.write(chosen.file, offset, data);
    try {
      await call();
      this.count('write');
      return [];
    } catch (error) {
      if (this.#world.isDead) throw error;
      // Whatever it was, it reaches the caller as a fault.
      if (!(error instanceof Fault) || (!this.#tolerate(error) && !this.#isFull(error))) throw error;
      this.note(`it failed: ${String(error)}`);
      this.count('failed write');
      return this.#world.withoutFaults(() => this.model.seeWhatWasWritten(this.array, chosen, first));
    }
  }

  async #copyRange(): Promise<void> {
    const copy = this.array.capabilities.has('rangeCopy') ? pickCopy(this.random, this.model.state) : null;
    if (!copy) return this.#write(this.#pickFile());
    const { range, mode, to, data, name } = copy;
    this.note(name);
    const unreadable = await this.#tryWrite(to, range.offset, data, async () => void (await this.array.copyRange(range, mode)));
    this.count(`copy of a range, ${mode}`);
    // Where damage can be shared, nobody knows whether a damaged block is the old one or came with the copy.
    for (const block of mode === 'share' ? unreadable : []) {
      const length = Math.min(blockBytes, to.file.sizeBytes - block * blockBytes);
      await this.#tryWrite(to, block * blockBytes, new Uint8Array(length), () => this.array.unmap(to.id, block * blockBytes, length));
    }
  }

  async #writeInParallel(): Promise<void> {
    const chosen = [...this.model.state.files()].filter(() => this.random.chance(0.4));
    const before = this.model.writeCount;
    const calls: Promise<unknown>[] = [];
    const failed: { file: SimFile; id: FileId }[] = [];
    this.model.unorderedFromHere();
    this.note(`write at once to files ${chosen.map(({ id }) => id).join(', ')}`);
    for (const one of chosen) {
      const { offset, data } = makeContent(this.random, one.file);
      this.model.write(one.file, offset, data);
      const call = this.array.write(one.id, offset, data).catch((error: unknown) => {
        if (this.#world.isDead || (!this.#tolerate(error) && !this.#isFull(error))) throw error;
        failed.push(one);
      });
      calls.push(call);
    }
    const sync = this.random.below(3);
    if (sync === 1) calls.push(this.array.flush());
    if (sync === 2) calls.push(this.array.commit(() => undefined));
    const results = await Promise.allSettled(calls);
    for (const one of failed) await this.#world.withoutFaults(() => this.model.seeWhatWasWritten(this.array, one, before));
    for (const result of results) {
      if (result.status === 'rejected' && (this.#world.isDead || !this.#tolerate(result.reason))) throw result.reason;
    }
    if (sync > 0 && failed.length === 0 && results.at(-1)?.status === 'fulfilled') {
      await this.#world.inspectImages();
      this.model.settle(before);
    }
    this.count('writes at once');
  }

  async #unmap(chosen: { id: FileId; file: SimFile; volumeId: VolumeId }): Promise<void> {
    if (!this.array.capabilities.has('unmap')) return this.#write(chosen);
    const offset = this.random.below(chosen.file.sizeBytes);
    const length = Math.min(chosen.file.sizeBytes - offset, this.random.pick([1, 4096, 40_000, 3_000_000]));
    this.note(`unmap ${length} bytes at ${offset} of file ${chosen.id}`);
    await this.#tryWrite(chosen, offset, new Uint8Array(length), () => this.array.unmap(chosen.id, offset, length));
    this.count('unmap');
  }

  async #flush(): Promise<void> {
    this.note('flush');
    try {
      await this.array.flush();
    } catch (error) {
      if (this.#world.isDead || !this.#tolerate(error)) throw error;
      return;
    }
    await this.#world.inspectImages();
    this.model.settle();
    this.count('flush');
  }

  async #look(): Promise<void> {
    const { array, random } = this;
    const possible = lookActs.filter(({ needs }) => needs === undefined || array.capabilities.has(needs));
    const act = random.pick(possible);
    this.note(act.name);
    try {
      await act.run({ array, random, state: this.model.state });
      this.count(act.name);
    } catch (error) {
      if (this.#world.isDead || !(error instanceof Fault) || !this.#tolerate(error)) throw error;
      this.count('failed look');
    }
  }

  /** Long work: beside everything that follows, or alone, or cancelled on its way. */
  async #startPass(): Promise<void> {
    const { model } = this;
    await this.endPass();
    const { name, volumeId, run } = pickPass({ array: this.array, random: this.random, state: model.state, beforeEnd: () => this.#world.inspectImages() });
    const aborter = new AbortController();
    const faultsBefore = this.#world.faultCount;
    const isCanceled = this.random.chance(0.15);
    if (isCanceled) queueMicrotask(() => aborter.abort());
    this.note(`${name}${isCanceled ? ', to be cancelled' : ''}`);
    const isAlone = !this.#options.hasBackground || this.random.chance(0.5);
    this.#pass = run({ signal: aborter.signal }).then(
      () => this.count(name),
      (error: unknown) => {
        if (isCanceled && error instanceof Fault && error.code === 'RequestCanceled') return;
        // Its volume was deleted meanwhile.
        if (error instanceof Fault && error.code === 'ManagedObjectNotFound' && !model.state.volumes.has(volumeId)) return;
        if (this.#world.isDead || error instanceof Disagreement || !this.#tolerate(error, faultsBefore)) throw error;
      },
    );
    // Whoever awaits the pass gets its failure; until then it must not end the process.
    this.#pass.catch(() => undefined);
    if (isAlone) await this.endPass();
  }

  #tolerate(error: unknown, faultsBefore = this.#faultsBefore): boolean {
    return this.tolerance(error, this.#world.faultCount > faultsBefore);
  }

  /** Small volumes fill up, as they are there to do. */
  #isFull(error: unknown): boolean {
    return error instanceof Fault && error.code === 'InsufficientStorageSpace' && [...this.model.state.volumes.values()].some(({ isSmall }) => isSmall);
  }
}
