/**
 * Inline dedupe: looks for stored blocks that are equal to those of a write, before they are
 * stored. Best effort: it knows the blocks written since the volume was first written to in this
 * process and those it found in the log then, as far as memory allows.
 */
import { blockSizeBytes } from '../../../shared/units.ts';
import type { SegmentDisk } from '../../disk/segmentDisk.ts';
import type { BlockReader } from '../blockReader.ts';
import type { BlockWriters } from '../blockWriters.ts';
import type { FileTable } from '../catalog/fileTable.ts';
import type { VolumeState } from '../catalog/volumeState.ts';
import { digestBytes, entryDigest, readGroup, vbnOf, type Crc } from '../layout.ts';
import type { Log } from '../log.ts';
import { blockFlag, type Twin } from '../piece.ts';
import { scratchBlocks, type Scratch } from '../scratch.ts';
import { TimeSlice } from '../timeSlice.ts';
import { Fingerprints } from './fingerprints.ts';
import type { Liveness } from './liveness.ts';
import { sharingLimit, type SharedBlocks } from './sharedBlocks.ts';

/** Volumes whose fingerprints are kept at the same time, up to 64 MiB each; another takes the place of the oldest. */
const tableLimit = 4;

export interface InlineParts {
  readonly disk: SegmentDisk;
  readonly log: Log;
  readonly files: FileTable;
  readonly reader: BlockReader;
  readonly writers: BlockWriters;
  readonly shared: SharedBlocks;
  readonly liveness: Liveness;
  readonly arrayId: Uint8Array;
  readonly crc: Crc;
}

export class InlineDedupe {
  readonly #parts: InlineParts;
  readonly #tables = new Map<number, Fingerprints>();
  readonly #warming = new Map<number, Promise<Fingerprints>>();

  constructor(parts: InlineParts) {
    this.#parts = parts;
  }

  /** Whether blocks of the volume are remembered. */
  isLearning(volume: VolumeState): boolean {
    return this.#tables.has(volume.id);
  }

  /** Remembers a block that was stored just now and whose digest lies in `memory`. */
  remember(volume: VolumeState, memory: Uint8Array, digestOffset: number, vbn: number): void {
    this.#tables.get(volume.id)?.put(memory, digestOffset, vbn);
  }

  forgetVolume(volumeId: number): void {
    this.#tables.delete(volumeId);
  }

  /** Learns the blocks that the volume stored before, from the headers of the log. Others may work meanwhile. */
  async prepare(volume: VolumeState): Promise<void> {
    if (this.#tables.has(volume.id)) return;
    let warming = this.#warming.get(volume.id);
    if (!warming) {
      warming = this.#warm(volume).finally(() => this.#warming.delete(volume.id));
      this.#warming.set(volume.id, warming);
    }
    const table = await warming;
    const [oldest] = this.#tables.keys();
    if (this.#tables.size >= tableLimit && oldest !== undefined) this.#tables.delete(oldest);
    this.#tables.set(volume.id, table);
  }

  async #warm(volume: VolumeState): Promise<Fingerprints> {
    const { disk, arrayId, crc, files } = this.#parts;
    const table = new Fingerprints();
    const slice = new TimeSlice();
    const header = new Uint8Array(blockSizeBytes);
    const current = this.#parts.log.position;
    for (const segment of disk.segments()) {
      for (let slot = 0; segment < current.segment || (segment === current.segment && slot < current.slot); ) {
        // A segment that was freed meanwhile, or that is damaged, offers no twins; the write goes on without.
        const isRead = await disk.read(segment, slot * blockSizeBytes, header).then(() => true, () => false);
        const group = isRead ? readGroup(header, arrayId, { segment, slot }, crc) : null;
        if (!group) break;
        let data = 0;
        for (const [index, entry] of group.entries.entries()) {
          if (entry.kind !== 'data') continue;
          data += 1;
          if (files.find(entry.file)?.volumeId === volume.id) table.put(entryDigest(header, index), 0, vbnOf(segment, slot + data));
        }
        slot += 1 + group.dataCount;
        if (slice.isOver) await slice.pause();
      }
    }
    return table;
  }

  /** Twins of the blocks of a classified piece, compared byte by byte. By index in the piece. */
  async findTwins(volume: VolumeState, scratch: Scratch, count: number): Promise<Map<number, Twin>> {
    const table = this.#tables.get(volume.id);
    const twins = new Map<number, Twin>();
    if (!table) return twins;
    const { shared, liveness } = this.#parts;
    const { memory } = scratch.kernel;
    const candidates: { index: number; vbn: number }[] = [];
    const extraHits = new Map<number, number>();
    const seen = new Map<number, number>();
    for (let index = 0; index < count; index += 1) {
      if (memory[scratch.flagsOffset + index] !== blockFlag.data) continue;
      const digestOffset = scratch.digestOffset + index * digestBytes;
      const vbn = table.find(memory, digestOffset);
      const hits = vbn === 0 ? 0 : shared.hits(vbn) + (extraHits.get(vbn) ?? 0);
      if (vbn !== 0 && hits < sharingLimit && liveness.mayUse(vbn)) {
        extraHits.set(vbn, (extraHits.get(vbn) ?? 0) + 1);
        candidates.push({ index, vbn });
        continue;
      }
      const key = keyOf(memory, digestOffset);
      const earlier = seen.get(key);
      if (earlier === undefined) seen.set(key, index);
      else if (isEqual(memory, scratch, earlier, index)) twins.set(index, { kind: 'earlier', index: earlier });
    }
    await this.#compare(scratch, candidates, twins);
    return twins;
  }

  async #compare(scratch: Scratch, candidates: readonly { index: number; vbn: number }[], twins: Map<number, Twin>): Promise<void> {
    const { writers } = this.#parts;
    const { memory } = scratch.kernel;
    const bytes = Buffer.alloc(Math.min(candidates.length, scratchBlocks) * blockSizeBytes);
    for (let done = 0; done < candidates.length; ) {
      const vbns = Float64Array.from(candidates.slice(done), ({ vbn }) => vbn);
      const good = await this.#readGood(vbns, bytes);
      for (let at = 0; at < good; at += 1) {
        const one = candidates[done + at];
        if (!one) continue;
        const mine = scratch.dataOffset + one.index * blockSizeBytes;
        if (bytes.compare(memory, mine, mine + blockSizeBytes, at * blockSizeBytes, (at + 1) * blockSizeBytes) !== 0) continue;
        const writer = await writers.writerOf(one.vbn);
        if (writer) twins.set(one.index, { kind: 'stored', vbn: one.vbn, writer });
      }
      // A block that is damaged or gone is no twin of anything; what follows it is looked at again.
      done += good < vbns.length ? good + 1 : good;
    }
  }

  /** @returns how many of the first blocks were read and are intact */
  async #readGood(vbns: Float64Array, into: Uint8Array): Promise<number> {
    const { reader } = this.#parts;
    const read = async (count: number): Promise<number> => {
      const bad = await reader.readBlocks(vbns.subarray(0, count), into.subarray(0, count * blockSizeBytes));
      return bad < 0 ? count : bad;
    };
    try {
      return await read(vbns.length);
    } catch {
      // The segment of one of them was freed meanwhile or cannot be read; which one shows one by one.
    }
    for (let count = 1; count < vbns.length; count += 1) {
      try {
        if ((await read(count)) < count) return count - 1;
      } catch {
        return count - 1;
      }
    }
    return vbns.length - 1;
  }
}

/** Part of a digest, exact as a number; equal keys are compared byte by byte. */
function keyOf(memory: Uint8Array, offset: number): number {
  let key = 0;
  for (let byte = 5; byte >= 0; byte -= 1) key = key * 256 + (memory[offset + byte] ?? 0);
  return key;
}

function isEqual(memory: Uint8Array, scratch: Scratch, a: number, b: number): boolean {
  const at = (index: number): Uint8Array =>
    memory.subarray(scratch.dataOffset + index * blockSizeBytes, scratch.dataOffset + (index + 1) * blockSizeBytes);
  return Buffer.compare(at(a), at(b)) === 0;
}
