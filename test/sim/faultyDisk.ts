/**
 * The faulty twin of the segment files: bytes in memory, with a power cut or a fault at any call.
 * What was written and not synced is there as long as the power is; after a cut it may be
 * there, be missing, or be there in part.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Fault } from '../../shared/faults.ts';
import { segmentSizeBytes, type SegmentDisk } from '../../electron/disk/segmentDisk.ts';
import type { Platters, PlacedWrite } from './platters.ts';
import type { Random } from './random.ts';

/** The error of every call after the power went. */
export class PowerCut extends Error {}

export type DiskCall = 'create' | 'write' | 'writeDurable' | 'sync' | 'read' | 'free' | 'punch';
export type DiskFault = 'EIO' | 'ENOSPC' | 'short';

/** What the surroundings decide at every call. */
export interface DiskSurroundings {
  readonly random: Random;
  /** A moment at which the power may go. @throws PowerCut */
  point(place: string): Promise<void>;
  /** The fault that the call shall meet. */
  faultOf(call: DiskCall, segment: number): DiskFault | null;
}

function systemError(code: 'EIO' | 'ENOSPC', call: DiskCall): Error {
  return Object.assign(new Error(`${code}: simulated, ${call}`), { code });
}

export class FaultyDisk implements SegmentDisk {
  readonly #surroundings: DiskSurroundings;
  /** What reads give while the power is on. */
  readonly #current: Platters;
  /** What is certain to be there after a cut, but for what `#unsynced` may add. */
  readonly #durable: Platters;
  #unsynced: PlacedWrite[] = [];
  /** Writes whose call has not ended: a sync that begins now does not promise them. */
  readonly #underWay = new Set<PlacedWrite>();
  #isDead = false;

  constructor(platters: Platters, surroundings: DiskSurroundings) {
    this.#durable = platters;
    this.#current = platters.copy();
    this.#surroundings = surroundings;
  }

  /** Every call from now on fails. */
  kill(): void {
    this.#isDead = true;
  }

  /** One of the states in which a power cut right now may leave the disk. */
  afterPowerCut(random: Random): Platters {
    const image = this.#durable.copy();
    // Unsynced writes reach the platters in any order. In the given one each may still be missing, which is enough.
    const mood = random.below(4);
    for (const write of this.#unsynced) {
      if (mood === 0 || !image.has(write.segment)) continue;
      if (mood === 1) image.write(write);
      else image.tear(write, random);
    }
    return image;
  }

  /** Changes one byte of what is stored, as a worn-out disk would. */
  rot(segment: number, offset: number, mask: number): void {
    const byte = new Uint8Array(1);
    for (const platters of [this.#current, this.#durable]) {
      platters.read(segment, offset, byte);
      platters.write({ segment, offset, data: Uint8Array.of((byte[0] ?? 0) ^ mask) });
    }
  }

  content(): Platters {
    return this.#current;
  }

  segments(): readonly number[] {
    return this.#current.segments();
  }

  async create(segment: number): Promise<void> {
    await this.#begin('create', segment);
    this.#current.create(segment);
    this.#durable.create(segment);
    await this.#end('create', segment);
  }

  write(segment: number, offset: number, data: Uint8Array): Promise<void> {
    return this.writeParts(segment, offset, [data]);
  }

  async writeParts(segment: number, offset: number, parts: readonly Uint8Array[]): Promise<void> {
    const write = await this.#place('write', segment, offset, joined(parts));
    requireUntouched(write, joined(parts));
    this.#underWay.delete(write);
    await this.#end('write', segment);
  }

  async writeDurable(segment: number, offset: number, data: Uint8Array): Promise<void> {
    const write = await this.#place('writeDurable', segment, offset, data);
    await this.#surroundings.point(`in writeDurable of segment ${segment}`);
    requireUntouched(write, data);
    this.#requirePower();
    this.#underWay.delete(write);
    this.#unsynced = this.#unsynced.filter((other) => other !== write);
    this.#durable.write(write);
    await this.#end('writeDurable', segment);
  }

  async sync(segment: number): Promise<void> {
    const promised = new Set(this.#unsynced.filter((write) => write.segment === segment && !this.#underWay.has(write)));
    await this.#begin('sync', segment, () => {
      // The system drops what it could not write and holds it for written: the next sync would say "done".
      this.#unsynced = this.#unsynced.filter((write) => write.segment !== segment || this.#surroundings.random.chance(0.5));
    });
    for (const write of this.#unsynced) if (promised.has(write)) this.#durable.write(write);
    this.#unsynced = this.#unsynced.filter((write) => !promised.has(write));
    await this.#end('sync', segment);
  }

  async read(segment: number, offset: number, into: Uint8Array): Promise<void> {
    this.#requirePower();
    const fault = this.#surroundings.faultOf('read', segment);
    if (fault === 'EIO' || fault === 'ENOSPC') throw systemError(fault, 'read');
    await this.#wait();
    this.#requirePower();
    if (offset + into.length > segmentSizeBytes) throw new Error('read past the end of a segment');
    if (fault === 'short') {
      const end = this.#surroundings.random.below(into.length);
      this.#current.read(segment, offset, into.subarray(0, end));
      throw new Fault('DataIntegrity', `Segment ${segment} ends at byte ${offset + end}, before its size.`);
    }
    this.#current.read(segment, offset, into);
  }

  async readParts(segment: number, offset: number, into: readonly Uint8Array[]): Promise<void> {
    await readAsOne(into, (all) => this.read(segment, offset, all));
  }

  async free(segment: number): Promise<void> {
    await this.#begin('free', segment);
    if (!this.#current.has(segment)) return;
    this.#current.free(segment);
    this.#durable.free(segment);
    this.#unsynced = this.#unsynced.filter((write) => write.segment !== segment);
    await this.#end('free', segment);
  }

  async punch(segment: number, offset: number, lengthBytes: number): Promise<void> {
    await this.#begin('punch', segment);
    // What a hole reads as is not promised.
    const write = { segment, offset, data: this.#surroundings.random.bytes(lengthBytes) };
    this.#current.write(write);
    this.#unsynced.push(write);
    await this.#end('punch', segment);
  }

  usedBytes(): number {
    return this.segments().length * segmentSizeBytes;
  }

  async close(): Promise<void> {}

  async #place(call: 'write' | 'writeDurable', segment: number, offset: number, data: Uint8Array): Promise<PlacedWrite> {
    if (offset + data.length > segmentSizeBytes) throw new Error('write past the end of a segment');
    await this.#begin(call, segment, () => {
      // Some of it may have got through, and reads may show it.
      const part = { segment, offset, data: data.slice(0, this.#surroundings.random.below(data.length)) };
      this.#current.write(part);
      this.#unsynced.push(part);
    });
    const write = { segment, offset, data: data.slice() };
    this.#current.write(write);
    this.#unsynced.push(write);
    this.#underWay.add(write);
    await this.#wait();
    return write;
  }

  async #begin(call: DiskCall, segment: number, onFault: () => void = () => undefined): Promise<void> {
    this.#requirePower();
    const fault = this.#surroundings.faultOf(call, segment);
    if (fault === 'ENOSPC' && call === 'create') {
      throw new Fault('InsufficientStorageSpace', 'The local disk that holds the data directory is full.', {
        hint: 'Free space on that disk, or delete virtual machines that are no longer needed.',
      });
    }
    if (fault === 'EIO' || fault === 'ENOSPC') {
      onFault();
      throw systemError(fault, call);
    }
    await this.#wait();
    await this.#surroundings.point(`before ${call} of segment ${segment}`);
    this.#requirePower();
  }

  async #end(call: DiskCall, segment: number): Promise<void> {
    await this.#surroundings.point(`after ${call} of segment ${segment}`);
    this.#requirePower();
  }

  /** Calls that run beside each other end in an order that the seed decides. */
  async #wait(): Promise<void> {
    for (let turns = this.#surroundings.random.below(4); turns > 0; turns -= 1) await Promise.resolve();
    if (this.#surroundings.random.chance(0.02)) await nextTurn();
  }

  #requirePower(): void {
    if (this.#isDead) throw new PowerCut();
  }
}

/** A copy as plain bytes: what `slice` of a Buffer gives would be no copy when it is damaged later. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** Lets `read` fill memory for all parts, and lays it into them, as far as it was filled when it failed. */
export async function readAsOne(parts: readonly Uint8Array[], read: (all: Uint8Array) => Promise<void>): Promise<void> {
  const all = Buffer.concat(parts);
  try {
    await read(all);
  } finally {
    let done = 0;
    for (const part of parts) {
      part.set(all.subarray(done, done + part.length));
      done += part.length;
    }
  }
}

/** A caller that changes its buffer before the call has ended would write something else on a real disk. */
function requireUntouched(write: PlacedWrite, data: Uint8Array): void {
  if (Buffer.compare(write.data, data) !== 0) throw new Error('The buffer of a write was changed before the write had ended.');
}
