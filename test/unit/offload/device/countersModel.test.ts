/** Random commands, random faults: the counters are those of a model that only adds up, and the bytes are those of a plain buffer. */
import { afterEach, describe, expect, test } from 'vitest';
import { counterNames, zeroCounters } from '../../../../electron/offload/device/counters.ts';
import { CommandFailed, type Device, type InjectedFault } from '../../../../electron/offload/device/deviceTypes.ts';
import type { FileId } from '../../../../shared/ids.ts';
import type { DeviceCounters } from '../../../../shared/model/offload.ts';
import { createRandom, testSeed, type Random } from '../../../sim/random.ts';
import { requireSame } from '../../../sim/twinWorld.ts';
import { expectBytes } from '../../../suites/arraySubject.ts';
import { openMemoryBench, type DeviceBench } from './deviceBench.ts';

const block = 4096;
const fileBlocks = 24;
/** A host never asks for so little; the device does not mind. */
const segmentBlocks = 5;

const cleaners: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleaners.splice(0).toReversed()) await clean();
});

function randomFault(random: Random): InjectedFault | null {
  if (random.chance(0.6)) return null;
  const kind = random.pick(['fail', 'ignore', 'half'] as const);
  return kind === 'fail' ? { kind, failure: random.pick(['rejected', 'timedOut', 'linkDown', 'outOfSpace'] as const) } : { kind };
}

function doneBlocks(fault: InjectedFault | null, blocks: number): number {
  if (!fault) return blocks;
  const isHalf = fault.kind === 'half' || (fault.kind === 'fail' && (fault.failure === 'timedOut' || fault.failure === 'outOfSpace'));
  return isHalf ? Math.floor(blocks / 2) : 0;
}

/** A stored block, full of one byte. Files share it when they hold the same object. */
interface Block {
  readonly value: number;
}

class Model {
  readonly counters: DeviceCounters = zeroCounters();
  /** Null for holes. */
  readonly files = new Map<FileId, (Block | null)[]>();

  bytesOf(file: FileId): Uint8Array {
    return Buffer.concat((this.files.get(file) ?? []).map((stored) => new Uint8Array(block).fill(stored?.value ?? 0)));
  }
}

class Walk {
  readonly #bench: DeviceBench;
  readonly #device: Device;
  readonly #random: Random;
  readonly #canShare: boolean;
  readonly #model = new Model();

  constructor(bench: DeviceBench, device: Device, random: Random) {
    this.#bench = bench;
    this.#device = device;
    this.#random = random;
    this.#canShare = device.profile.copyEngine === 'share';
  }

  async addFile(): Promise<void> {
    const file = await this.#bench.addFile(this.#device, fileBlocks * block);
    const content = Array.from({ length: fileBlocks }, () => (this.#random.chance(0.3) ? null : { value: this.#random.between(1, 255) }));
    this.#model.files.set(file, content);
    await this.#bench.array.write(file, 0, this.#model.bytesOf(file));
  }

  async step(): Promise<void> {
    const random = this.#random;
    const first = random.below(fileBlocks);
    const count = random.between(1, fileBlocks - first);
    const file = random.pick([...this.#model.files.keys()]);
    await random.pick([
      () => this.#copy(random.pick([...this.#model.files.keys()]), file, first, count),
      () => this.#clear('blockZero', file, first, count),
      () => this.#clear('unmap', file, first, count),
      () => this.#lock(),
      () => this.#plain(file, first, count),
    ])();
  }

  async compare(): Promise<void> {
    requireSame('counters', this.#device.counters, this.#model.counters);
    for (const file of this.#model.files.keys()) await expectBytes(this.#bench.array, file, 0, this.#model.bytesOf(file));
  }

  unusedCounters(): string[] {
    return counterNames.filter((name) => this.#model.counters[name] === 0);
  }

  async #copy(from: FileId, to: FileId, first: number, count: number): Promise<void> {
    const { counters, files } = this.#model;
    const [source, target] = [files.get(from) ?? [], files.get(to) ?? []];
    if (from === to) return;
    const lengths = Array.from({ length: Math.ceil(count / segmentBlocks) }, (_, index) => Math.min(segmentBlocks, count - index * segmentBlocks));
    const faults = lengths.map(() => randomFault(this.#random));
    const failedAt = faults.findIndex((fault) => fault?.kind === 'fail');
    this.#bench.faults.queue = failedAt < 0 ? faults : faults.slice(0, failedAt + 1);
    let expectedBytes = 0;
    for (const [index, fault] of this.#bench.faults.queue.entries()) {
      const start = first + index * segmentBlocks;
      for (let at = start; at < start + doneBlocks(fault, lengths[index] ?? 0); at += 1) {
        const stored = source[at] ?? null;
        // What is shared already is neither shared nor copied once more.
        if (stored && stored !== target[at]) expectedBytes += block;
        target[at] = stored && !this.#canShare ? { ...stored } : stored;
      }
      counters.cloneRead += fault?.kind === 'fail' ? 0 : 1;
      counters.cloneWrite += fault?.kind === 'fail' ? 0 : 1;
      counters.cloneFailed += fault?.kind === 'fail' ? 1 : 0;
    }
    counters.cloneReadBytes += expectedBytes;
    counters.cloneWriteBytes += expectedBytes;
    const call = this.#device.fullCopy({ from, to, offset: first * block, length: count * block }, segmentBlocks * block);
    await this.#expectEnd(call, failedAt < 0 ? null : (faults[failedAt] ?? null));
  }

  async #clear(command: 'blockZero' | 'unmap', file: FileId, first: number, count: number): Promise<void> {
    const { counters, files } = this.#model;
    const fault = randomFault(this.#random);
    this.#bench.faults.queue = [fault];
    const done = doneBlocks(fault, count);
    files.get(file)?.fill(null, first, first + done);
    const isFailed = fault?.kind === 'fail';
    if (command === 'blockZero') {
      counters.zeroBytes += done * block;
      counters[isFailed ? 'zeroFailed' : 'zero'] += 1;
    } else {
      counters.deleteBytes += done * block;
      counters[isFailed ? 'deleteFailed' : 'delete'] += 1;
    }
    await this.#expectEnd(this.#device[command](file, first * block, count * block), fault);
  }

  async #lock(): Promise<void> {
    const fault = randomFault(this.#random);
    this.#bench.faults.queue = [fault];
    const isStale = this.#random.chance(0.3);
    const { registry, meta } = this.#bench;
    const before = registry.sectors.read(this.#device.volumeId, 0);
    const expected = isStale ? this.#random.bytes(512) : before;
    const isWritten = fault?.kind === 'fail' ? false : fault !== null || !isStale;
    this.#model.counters[isWritten ? 'ats' : 'atsFailed'] += 1;
    const next = this.#random.bytes(512);
    const call = Promise.resolve().then(() => meta.transaction((tx) => this.#device.compareAndWrite(tx, 0, expected, next)));
    await this.#expectEnd(call, fault);
    requireSame('the lock sector', registry.sectors.read(this.#device.volumeId, 0).toString('hex'), Buffer.from(fault === null && !isStale ? next : before).toString('hex'));
  }

  async #plain(file: FileId, first: number, count: number): Promise<void> {
    const fault = randomFault(this.#random);
    this.#bench.faults.queue = [fault];
    const isFailed = fault?.kind === 'fail';
    if (this.#random.chance(0.5)) {
      this.#model.counters.hostReadBytes += isFailed ? 0 : count * block;
      await this.#expectEnd(this.#device.hostRead(file, first * block, new Uint8Array(count * block)), fault);
      return;
    }
    const value = this.#random.between(1, 255);
    if (!isFailed) for (let at = first; at < first + count; at += 1) this.#model.files.get(file)?.splice(at, 1, { value });
    this.#model.counters.hostWriteBytes += isFailed ? 0 : count * block;
    await this.#expectEnd(this.#device.hostWrite(file, first * block, new Uint8Array(count * block).fill(value)), fault);
  }

  async #expectEnd(call: Promise<unknown>, fault: InjectedFault | null): Promise<void> {
    const failure = await call.then(
      () => null,
      (error: unknown) => {
        if (error instanceof CommandFailed) return error.failure;
        throw error;
      },
    );
    requireSame('how it ended', failure, fault?.kind === 'fail' ? fault.failure : null);
    requireSame('commands not sent', this.#bench.faults.queue, []);
  }
}

describe('counters', () => {
  test.each(['blockCopy', 'blockFull'] as const)('of %s follow a model through random commands and faults', async (profile) => {
    const random = createRandom(testSeed(`counters of ${profile}`));
    const bench = openMemoryBench();
    cleaners.push(() => bench.dispose());
    const walk = new Walk(bench, await bench.addDevice('VMFS', profile), random);
    for (let i = 0; i < 3; i += 1) await walk.addFile();
    for (let i = 0; i < 400; i += 1) {
      await walk.step();
      if (i % 40 === 39) await walk.compare();
    }
    await walk.compare();
    // The walk has been somewhere.
    expect(walk.unusedCounters()).toEqual(['reservations', 'nasFullFileClone', 'nasFastFileClone', 'nasReserveSpace', 'nasExtendedStatistics', 'nasFailed']);
  });
});
