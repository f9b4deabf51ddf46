/**
 * What surrounds an array in a simulation: a faulty disk, a metadata store, a power supply and
 * a clock, all of which do what the seed says.
 */
import { join } from 'node:path';
import { openArray } from '../../electron/array/array.ts';
import type { StorageArray } from '../../electron/array/port.ts';
import type { SegmentDisk } from '../../electron/disk/segmentDisk.ts';
import type { Meta } from '../../electron/meta/meta.ts';
import { FaultyDisk, PowerCut, type DiskCall, type DiskFault, type DiskSurroundings } from './faultyDisk.ts';
import { copyStore, FaultyMeta, newStoreFolder, removeFolder, type MetaSurroundings } from './faultyMeta.ts';
import { HeldTime } from './heldTime.ts';
import { Platters } from './platters.ts';
import { createRandom, type Random } from './random.ts';
import type { SimModel } from './simModel.ts';

/** A fault that some of the next calls shall meet. */
export interface ArmedFault {
  readonly fault: DiskFault;
  readonly calls: readonly (DiskCall | 'transaction')[];
  /** Calls that go well before, and how often it happens then. */
  skip: number;
  times: number;
}

/** What a power cut at one moment would leave. */
export interface CrashImage {
  readonly place: string;
  readonly platters: Platters;
  readonly storeFolder: string;
  /** What may be found in it. */
  readonly model: SimModel | null;
}

export interface WorldOptions {
  /** What is simulated; the embedded array unless told otherwise. */
  readonly openArray?: (parts: { meta: Meta; disk: SegmentDisk }) => Promise<StorageArray>;
  /** Called at every moment at which the power could go, with what it would leave. */
  readonly onPoint?: (image: CrashImage) => Promise<void>;
  /** What the story remembers at such a moment. Looking at an image takes a while, and what runs beside goes on meanwhile. */
  readonly freeze?: () => SimModel | null;
  /** Stands between the array and its disk, or between the story and the array: to make one that is broken on purpose. */
  readonly wrapDisk?: (disk: SegmentDisk) => SegmentDisk;
  readonly wrapArray?: (array: StorageArray) => StorageArray;
}

export class SimWorld implements DiskSurroundings, MetaSurroundings {
  readonly random: Random;
  readonly time: HeldTime;
  pointCount = 0;
  faultCount = 0;
  #armed: ArmedFault | null = null;
  readonly #options: WorldOptions;
  readonly #folder = newStoreFolder();
  #platters = new Platters();
  #open: { readonly disk: FaultyDisk; readonly store: FaultyMeta; readonly array: StorageArray } | null = null;
  #opening: { readonly disk: FaultyDisk; readonly store: FaultyMeta } | null = null;
  #pointsLeft = Number.POSITIVE_INFINITY;
  #isDead = false;
  #images = 0;
  readonly #waiting: CrashImage[] = [];
  /** Its own, so that looking at images does not change the story. */
  readonly #imageRandom: Random;

  constructor(random: Random, options: WorldOptions = {}) {
    this.random = random;
    this.#options = options;
    this.time = new HeldTime(createRandom(random.nextUint32()));
    this.#imageRandom = createRandom(random.nextUint32());
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  get array(): StorageArray {
    return this.#requireOpen().array;
  }

  get disk(): FaultyDisk {
    return this.#requireOpen().disk;
  }

  killDisk(): void {
    this.#opening?.disk.kill();
  }

  /** The power goes at the `points`-th moment from now. */
  cutPowerAfter(points: number): void {
    this.#pointsLeft = points;
  }

  arm(fault: ArmedFault | null): void {
    this.#armed = fault;
  }

  async withoutFaults<T>(work: () => Promise<T>): Promise<T> {
    const armed = this.#armed;
    this.#armed = null;
    try {
      return await work();
    } finally {
      this.#armed = armed;
    }
  }

  /** Opens the array on what the last power cut left. The power may go meanwhile. */
  async open(): Promise<StorageArray> {
    this.#isDead = false;
    const store = new FaultyMeta(join(this.#folder, 'store'), this);
    const disk = new FaultyDisk(this.#platters, this);
    this.#opening = { disk, store };
    const { wrapDisk, wrapArray, openArray: open = openArray } = this.#options;
    const bare = await open({ meta: store.meta, disk: wrapDisk?.(disk) ?? disk });
    this.#open = { disk, store, array: wrapArray?.(bare) ?? bare };
    return this.array;
  }

  /** The power goes now, unless it has gone already, and what it leaves is what the next `open` finds. */
  async cutPower(): Promise<void> {
    this.#die();
    this.time.forgetTimers();
    await this.#opening?.store.close();
    this.#open = null;
    this.#opening = null;
  }

  async closeArray(): Promise<void> {
    const { array, store } = this.#requireOpen();
    await array.close();
    await this.cutPower();
    await store.close();
  }

  async end(): Promise<void> {
    try {
      this.#isDead = true;
      this.#opening?.disk.kill();
      this.#opening?.store.kill();
      this.time.forgetTimers();
      await this.#opening?.store.close();
    } finally {
      this.time.release();
      removeFolder(this.#folder);
    }
  }

  async point(place: string): Promise<void> {
    this.pointNow(place);
    await this.inspectImages();
  }

  pointNow(place: string): void {
    if (this.#isDead) throw new PowerCut();
    this.pointCount += 1;
    this.#pointsLeft -= 1;
    if (this.#options.onPoint) this.#waiting.push(this.#imageNow(place));
    if (this.#pointsLeft > 0) return;
    this.#die();
    throw new PowerCut();
  }

  /** Looks at the images taken where nothing could be awaited. */
  async inspectImages(): Promise<void> {
    for (let image = this.#waiting.shift(); image; image = this.#waiting.shift()) {
      await this.#options.onPoint?.(image);
      removeFolder(image.storeFolder);
    }
  }

  faultOf(call: DiskCall): DiskFault | null {
    return this.#meet(call);
  }

  isFull(): boolean {
    return this.#meet('transaction') !== null;
  }

  #meet(call: DiskCall | 'transaction'): DiskFault | null {
    const armed = this.#armed;
    if (!armed?.calls.includes(call)) return null;
    if (armed.skip > 0) {
      armed.skip -= 1;
      return null;
    }
    if (armed.times <= 0) return null;
    armed.times -= 1;
    this.faultCount += 1;
    return armed.fault;
  }

  #imageNow(place: string): CrashImage {
    const opening = this.#opening;
    if (!opening) throw new Error('Nothing is open.');
    this.#images += 1;
    const storeFolder = join(this.#folder, `image-${this.#images}`);
    copyStore(opening.store.folder, storeFolder);
    return { place: `moment ${this.pointCount}, ${place}`, platters: opening.disk.afterPowerCut(this.#imageRandom), storeFolder, model: this.#options.freeze?.() ?? null };
  }

  #die(): void {
    if (this.#isDead) return;
    this.#isDead = true;
    this.#pointsLeft = Number.POSITIVE_INFINITY;
    this.#armed = null;
    const opening = this.#opening;
    if (!opening) return;
    this.#platters = opening.disk.afterPowerCut(this.random);
    opening.disk.kill();
    opening.store.kill();
  }

  #requireOpen(): { disk: FaultyDisk; store: FaultyMeta; array: StorageArray } {
    if (!this.#open) throw new Error('The array is not open.');
    return this.#open;
  }
}

/** Opens an array on what a power cut has left, without further faults but a second cut, and closes it without saving. */
export async function withImage(image: CrashImage, random: Random, work: (array: StorageArray) => Promise<void>): Promise<void> {
  let pointsLeft = random.chance(0.3) ? random.between(1, 10) : Number.POSITIVE_INFINITY;
  const pointNow = (): void => {
    pointsLeft -= 1;
    if (pointsLeft === 0) throw new PowerCut();
  };
  const surroundings = { random, point: async () => pointNow(), pointNow, faultOf: () => null, isFull: () => false };
  let { platters } = image;
  for (let isOpen = false; !isOpen; ) {
    const store = new FaultyMeta(image.storeFolder, surroundings);
    const disk = new FaultyDisk(platters, surroundings);
    try {
      const array = await openArray({ meta: store.meta, disk });
      pointsLeft = Number.POSITIVE_INFINITY;
      isOpen = true;
      await work(array);
    } catch (error) {
      if (isOpen || pointsLeft > 0) throw error;
      // The power went again during recovery.
      platters = disk.afterPowerCut(random);
    } finally {
      disk.kill();
      store.kill();
      await store.close();
    }
  }
}
