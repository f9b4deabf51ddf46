/**
 * Does the same random things to an array and to the model in memory. They must agree on every
 * byte and, where the array says "exact", on every counter; elsewhere on the direction of the bound.
 */
import type { FileId, VolumeId } from '../../shared/ids.ts';
import { blockBytes, listExtents, readBytes, type SubjectHolder } from '../suites/arraySubject.ts';
import { MemoryArray } from './memoryArray.ts';
import type { Random } from './random.ts';

/** The same file in the array and in the model. */
interface FilePair {
  readonly real: FileId;
  readonly model: FileId;
  readonly sizeBytes: number;
  isStaging: boolean;
}

interface VolumePair {
  readonly real: VolumeId;
  readonly model: VolumeId;
}

const mostFiles = 28;

/** Thrown when array and model disagree. */
export class Disagreement extends Error {}

function requireSame(what: string, actual: unknown, expected: unknown): void {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (left !== right) throw new Disagreement(`${what}: the array says ${left}, the model ${right}`);
}

function requireTrue(what: string, isTrue: boolean): void {
  if (!isTrue) throw new Disagreement(what);
}

/** An array and the model, to which everything is done alike. */
export class ArrayTwins {
  readonly log: string[] = [];
  readonly #subject: SubjectHolder;
  readonly #random: Random;
  readonly #model = new MemoryArray();
  #files: FilePair[] = [];
  #volumes: VolumePair[] = [];
  #pass: Promise<unknown> | null = null;

  constructor(subject: SubjectHolder, random: Random) {
    this.#subject = subject;
    this.#random = random;
  }

  async start(): Promise<void> {
    for (let i = 0; i < 2; i += 1) {
      const sizeBytes = 2 ** 40;
      this.#volumes.push({
        real: await this.#array.commit((tx) => this.#array.createVolume(tx, { sizeBytes })),
        model: await this.#model.commit((tx) => this.#model.createVolume(tx, { sizeBytes })),
      });
    }
    await this.#create();
  }

  async step(canReopen: boolean): Promise<void> {
    const dice = this.#random.below(1000);
    if (this.#files.length === 0 || dice < 30) await this.#create();
    else if (dice < 480) await this.#write(this.#pickFile());
    else if (dice < 560) await this.#writeInParallel();
    else if (dice < 660) await this.#compareRange(this.#pickFile());
    else if (dice < 720) this.#compareSomeCounters();
    else if (dice < 830) await this.#clone(this.#pickFile());
    else if (dice < 910) await this.#delete();
    else if (dice < 930) await this.#abort();
    else if (dice < 945) await this.#publish();
    else if (dice < 960) await this.#flush();
    else if (dice < 985) this.#startReclaim();
    else if (dice < 990) await this.compareEverything();
    else if (dice < 994 && canReopen) await this.#reopen();
    else await this.#compareWhole(this.#pickFile());
  }

  /** Every byte, every extent and, after the exact pass, every counter. */
  async compareEverything(): Promise<void> {
    this.#note('compare everything');
    await this.#pass;
    this.#compareCounters(this.#files, false);
    requireSame('problems before the exact pass', (await this.#array.check()).problems, []);
    await this.#array.reclaim();
    this.#compareCounters(this.#files, true);
    requireSame('needs reclaim after it', this.#array.needsReclaim, false);
    requireSame('problems', (await this.#array.check()).problems, []);
    for (const file of this.#files) await this.#compareWhole(file);
  }

  get #array(): SubjectHolder['array'] {
    return this.#subject.array;
  }

  #note(text: string): void {
    this.log.push(`${this.log.length}: ${text}`);
  }

  #pickFile(): FilePair {
    return this.#random.pick(this.#files);
  }

  async #create(): Promise<void> {
    if (this.#files.length >= mostFiles) return this.#delete();
    const blocks = this.#random.pick([1, 20, 511, 512, 513, 1300]);
    const sizeBytes = blocks * blockBytes - (this.#random.chance(0.4) ? this.#random.below(blockBytes) : 0);
    const isStaging = this.#random.chance(0.3);
    const volume = this.#random.pick(this.#volumes);
    const real = await this.#array.commit((tx) => this.#array.createFile(tx, volume.real, sizeBytes, { isStaging }));
    const model = await this.#model.commit((tx) => this.#model.createFile(tx, volume.model, sizeBytes, { isStaging }));
    this.#note(`create file ${real} of ${sizeBytes} bytes in volume ${volume.real}${isStaging ? ', staging' : ''}`);
    this.#files.push({ real, model, sizeBytes, isStaging });
  }

  #randomWrite(file: FilePair): { offset: number; data: Uint8Array } {
    const random = this.#random;
    const isAligned = random.chance(0.4);
    let offset = random.below(file.sizeBytes);
    if (isAligned) offset -= offset % blockBytes;
    const limit = Math.min(file.sizeBytes - offset, random.pick([1, 100, 5_000, 40_000, 40_000, 300_000, 3_000_000]));
    let length = random.between(1, limit);
    if (isAligned && length > blockBytes) length -= length % blockBytes;
    const data = new Uint8Array(length);
    const kind = random.below(10);
    // All random, all zeros, or blocks of either.
    if (kind < 5) random.fill(data);
    else if (kind > 6) for (let at = 0; at < length; at += blockBytes) if (random.chance(0.5)) random.fill(data.subarray(at, at + blockBytes));
    return { offset, data };
  }

  async #write(file: FilePair): Promise<void> {
    const { offset, data } = this.#randomWrite(file);
    this.#note(`write ${data.length} bytes at ${offset} of file ${file.real}`);
    await this.#array.write(file.real, offset, data);
    await this.#model.write(file.model, offset, data);
  }

  async #writeInParallel(): Promise<void> {
    const chosen = this.#files.filter(() => this.#random.chance(0.3));
    const writes = chosen.map((file) => ({ file, ...this.#randomWrite(file) }));
    this.#note(`write at once: ${writes.map(({ file, offset, data }) => `${data.length} at ${offset} of ${file.real}`).join(', ')}`);
    const calls: Promise<unknown>[] = writes.map(({ file, offset, data }) => this.#array.write(file.real, offset, data));
    if (this.#random.chance(0.5)) calls.push(this.#array.flush());
    if (this.#random.chance(0.3)) calls.push(this.#array.commit(() => undefined));
    await Promise.all(calls);
    for (const { file, offset, data } of writes) await this.#model.write(file.model, offset, data);
  }

  async #clone(source: FilePair): Promise<void> {
    if (this.#files.length >= mostFiles) return this.#delete();
    const count = this.#random.pick([1, 1, 1, 3]);
    const reals = await this.#array.commit((tx) => Array.from({ length: count }, () => this.#array.cloneFile(tx, source.real)));
    const models = await this.#model.commit((tx) => Array.from({ length: count }, () => this.#model.cloneFile(tx, source.model)));
    this.#note(`clone file ${source.real} as ${reals.join(', ')}`);
    for (const [index, real] of reals.entries()) {
      const model = models[index];
      if (model !== undefined) this.#files.push({ real, model, sizeBytes: source.sizeBytes, isStaging: false });
    }
  }

  async #delete(): Promise<void> {
    const doomed = this.#files.filter(() => this.#random.chance(this.#files.length >= mostFiles ? 0.5 : 0.12));
    this.#files = this.#files.filter((file) => !doomed.includes(file));
    this.#note(`delete files ${doomed.map((file) => file.real).join(', ')}`);
    await this.#array.commit((tx) => doomed.forEach((file) => this.#array.deleteFile(tx, file.real)));
    await this.#model.commit((tx) => doomed.forEach((file) => this.#model.deleteFile(tx, file.model)));
  }

  /** A transaction that does a lot and then fails must leave no trace. */
  async #abort(): Promise<void> {
    const [one, two] = [this.#pickFile(), this.#pickFile()];
    this.#note(`abort: clone ${one.real}, delete ${two.real}`);
    const purpose = new Error('aborted on purpose');
    const aborting = this.#array.commit((tx) => {
      this.#array.cloneFile(tx, one.real);
      this.#array.createFile(tx, this.#random.pick(this.#volumes).real, 70_000);
      this.#array.deleteFile(tx, two.real);
      throw purpose;
    });
    const failure = await aborting.then(
      () => null,
      (error: unknown) => error,
    );
    if (failure !== purpose) throw failure;
  }

  async #publish(): Promise<void> {
    const file = this.#pickFile();
    this.#note(`publish file ${file.real}`);
    await this.#array.commit((tx) => this.#array.publishFile(tx, file.real));
    await this.#model.commit((tx) => this.#model.publishFile(tx, file.model));
    file.isStaging = false;
  }

  async #flush(): Promise<void> {
    this.#note('flush');
    await this.#array.flush();
  }

  /** Not awaited: the exact pass must run beside anything. */
  #startReclaim(): void {
    this.#note('reclaim in the background');
    const before = this.#pass;
    this.#pass = (async () => {
      await before;
      await this.#array.reclaim();
    })();
    // Whoever awaits the pass gets its failure; until then it must not end the process.
    this.#pass.catch(() => undefined);
  }

  async #reopen(): Promise<void> {
    this.#note('reopen');
    await this.#pass;
    this.#pass = null;
    const next = await this.#subject.current.reopen?.();
    if (next) this.#subject.current = next;
    this.#model.removeHalfMade();
    this.#files = this.#files.filter((file) => !file.isStaging);
    this.#compareCounters(this.#files, false);
  }

  /** Between operations, where counters are bounds most of the time and must say so. */
  #compareSomeCounters(): void {
    const some = this.#files.filter(() => this.#random.chance(0.3));
    this.#note(`compare the counters of files ${some.map((file) => file.real).join(', ')}`);
    this.#compareCounters(some, false);
  }

  async #compareRange(file: FilePair): Promise<void> {
    const offset = this.#random.below(file.sizeBytes);
    const length = Math.min(file.sizeBytes - offset, this.#random.pick([1, 5_000, 100_000, 2_000_000]));
    this.#note(`read ${length} bytes at ${offset} of file ${file.real}`);
    const expected = new Uint8Array(length);
    await this.#model.read(file.model, offset, expected);
    const actual = await readBytes(this.#array, file.real, offset, length);
    requireSameBytes(file.real, offset, actual, expected);
  }

  async #compareWhole(file: FilePair): Promise<void> {
    const expected = new Uint8Array(file.sizeBytes);
    await this.#model.read(file.model, 0, expected);
    requireSameBytes(file.real, 0, await readBytes(this.#array, file.real, 0, file.sizeBytes), expected);
    requireSame(`extents of file ${file.real}`, await listExtents(this.#array, file.real), await listExtents(this.#model, file.model));
  }

  #compareCounters(files: readonly FilePair[], mustBeExact: boolean): void {
    for (const pair of files) {
      const [real, model] = [this.#array.file(pair.real), this.#model.file(pair.model)];
      const place = `file ${pair.real}`;
      requireSame(`${place}, logical and size`, [real.logicalBytes, real.sizeBytes], [model.logicalBytes, model.sizeBytes]);
      requireTrue(`${place} is not exact after the exact pass`, real.isExact || !mustBeExact);
      if (real.isExact) requireSame(`${place}, unique`, real.uniqueBytes, model.uniqueBytes);
      else requireTrue(`${place}: ${real.uniqueBytes} is no lower bound of ${model.uniqueBytes}`, real.uniqueBytes <= model.uniqueBytes);
    }
    for (const pair of this.#volumes) {
      const [real, model] = [this.#array.volume(pair.real), this.#model.volume(pair.model)];
      const place = `volume ${pair.real}`;
      requireSame(`${place}, logical`, real.logicalBytes, model.logicalBytes);
      requireTrue(`${place} is not exact after the exact pass`, real.isExact || !mustBeExact);
      if (real.isExact) requireSame(`${place}, physical`, real.physicalBytes, model.physicalBytes);
      else requireTrue(`${place}: ${real.physicalBytes} is no upper bound of ${model.physicalBytes}`, real.physicalBytes >= model.physicalBytes);
    }
  }
}

function requireSameBytes(file: FileId, offset: number, actual: Uint8Array, expected: Uint8Array): void {
  if (Buffer.compare(actual, expected) === 0) return;
  const at = actual.findIndex((byte, index) => byte !== expected[index]);
  throw new Disagreement(`file ${file} differs at byte ${offset + at}, block ${Math.floor((offset + at) / blockBytes)}`);
}
