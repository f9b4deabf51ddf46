/** Counts what goes to and from the segments of an array: its back-end I/O. */
import type { SegmentDisk } from '../disk/segmentDisk.ts';
import type { ArrayIo } from './portTypes.ts';

export class CountedDisk implements SegmentDisk {
  readonly #disk: SegmentDisk;
  #readBytes = 0;
  #writtenBytes = 0;

  constructor(disk: SegmentDisk) {
    this.#disk = disk;
  }

  get io(): ArrayIo {
    return { readBytes: this.#readBytes, writtenBytes: this.#writtenBytes };
  }

  segments(): readonly number[] {
    return this.#disk.segments();
  }

  create(segment: number): Promise<void> {
    return this.#disk.create(segment);
  }

  write(segment: number, offset: number, data: Uint8Array): Promise<void> {
    this.#writtenBytes += data.length;
    return this.#disk.write(segment, offset, data);
  }

  writeParts(segment: number, offset: number, parts: readonly Uint8Array[]): Promise<void> {
    for (const part of parts) this.#writtenBytes += part.length;
    return this.#disk.writeParts(segment, offset, parts);
  }

  writeDurable(segment: number, offset: number, data: Uint8Array): Promise<void> {
    this.#writtenBytes += data.length;
    return this.#disk.writeDurable(segment, offset, data);
  }

  sync(segment: number): Promise<void> {
    return this.#disk.sync(segment);
  }

  read(segment: number, offset: number, into: Uint8Array): Promise<void> {
    this.#readBytes += into.length;
    return this.#disk.read(segment, offset, into);
  }

  readParts(segment: number, offset: number, into: readonly Uint8Array[]): Promise<void> {
    for (const part of into) this.#readBytes += part.length;
    return this.#disk.readParts(segment, offset, into);
  }

  free(segment: number): Promise<void> {
    return this.#disk.free(segment);
  }

  punch(segment: number, offset: number, lengthBytes: number): Promise<void> {
    return this.#disk.punch(segment, offset, lengthBytes);
  }

  usedBytes(): number {
    return this.#disk.usedBytes();
  }

  close(): Promise<void> {
    return this.#disk.close();
  }
}
