/** Puts the array's parts together for one data directory: memory, log, maps, counters; and replays the log. */
import { randomBytes } from 'node:crypto';
import { Fault } from '../../shared/faults.ts';
import type { SegmentDisk } from '../disk/segmentDisk.ts';
import type { Meta, Table } from '../meta/meta.ts';
import { Pool } from './asyncMutex.ts';
import { BlockReader, scratchAt, scratchBytes, type Scratch } from './blockReader.ts';
import { FileTable } from './files.ts';
import { createKernel, crc32cOf, kernelHeapBase, type Kernel } from './kernel/kernel.ts';
import { arrayFormatVersion, type LogPosition } from './layout.ts';
import { bufferBytes, bufferCount, Log } from './log.ts';
import { NodeStore } from './nodeStore.ts';
import { replayLog, replayScratchBytes } from './replay.ts';
import { applyReplayed } from './stage.ts';
import { Summaries } from './summaries.ts';

const readScratchCount = 4;

/** What a checkpoint says of the array as a whole. */
export interface ArrayRecord extends LogPosition {
  readonly formatVersion: number;
  readonly arrayId: string;
  /** Seed of the block digests, random per array, as hexadecimal; a guest cannot aim at collisions it cannot compute. */
  readonly seed: string;
  readonly nextNodeId: number;
  readonly nextFileId: number;
  readonly nextVolumeId: number;
  readonly needsReclaim: boolean;
}

export interface ArrayParts {
  readonly meta: Meta;
  readonly disk: SegmentDisk;
  readonly table: Table<string, ArrayRecord>;
  readonly record: ArrayRecord;
  readonly kernel: Kernel;
  readonly seed: bigint;
  readonly summaries: Summaries;
  readonly log: Log;
  readonly nodes: NodeStore;
  readonly files: FileTable;
  readonly reader: BlockReader;
  /** For the one write that is being staged. */
  readonly writeScratch: Scratch;
}

function newRecord(): ArrayRecord {
  return {
    formatVersion: arrayFormatVersion,
    arrayId: randomBytes(16).toString('hex'),
    seed: randomBytes(8).toString('hex'),
    segment: 0,
    slot: 0,
    sequence: 1,
    previousCrc: 0,
    nextNodeId: 1,
    nextFileId: 1,
    nextVolumeId: 1,
    needsReclaim: false,
  };
}

/**
 * @returns the parts, and whether the log held anything beyond the last checkpoint
 * @throws Fault NotSupported for a newer format, DataIntegrity when the metadata is damaged
 */
export async function assembleArray(meta: Meta, disk: SegmentDisk): Promise<{ parts: ArrayParts; wasReplayed: boolean }> {
  const table = meta.table<string, ArrayRecord>('array');
  const record = table.get('array') ?? newRecord();
  if (record.formatVersion > arrayFormatVersion) {
    throw new Fault('NotSupported', `The array has format ${record.formatVersion}; this version reads up to ${arrayFormatVersion}.`, {
      hint: 'Open it with the newer version that wrote it.',
    });
  }
  const scratchCount = readScratchCount + 1;
  const kernel = createKernel({ memoryBytes: bufferCount * bufferBytes + scratchCount * scratchBytes + replayScratchBytes });
  const arrayId = Buffer.from(record.arrayId, 'hex');
  const seed = BigInt(`0x${record.seed}`);
  const crc = (bytes: Uint8Array): number => crc32cOf(kernel, bytes);
  const summaries = new Summaries(disk, arrayId, crc);
  const nodes = new NodeStore(meta, record.nextNodeId);
  const files = new FileTable(meta, { fileId: record.nextFileId, volumeId: record.nextVolumeId });

  const scratchesOffset = kernelHeapBase + bufferCount * bufferBytes;
  const scratches = Array.from({ length: scratchCount }, (_, index) => scratchAt(scratchesOffset + index * scratchBytes));
  const writeScratch = scratches.pop();
  if (!writeScratch) throw new Error('The array needs a scratch area to write.');

  const position = await replayLog(
    { disk, kernel, summaries, arrayId, seed, crc, scratchOffset: scratchesOffset + scratchCount * scratchBytes },
    record,
    ({ entry, vbn }) => {
      // A file that is gone was deleted by a later transaction than the write; what it wrote is not in use.
      const file = files.find(entry.file);
      if (file) applyReplayed({ files, nodes }, file, { block: entry.block, count: entry.kind === 'zero' ? entry.count : 1, vbn });
    },
  );
  if (!disk.segments().includes(position.segment)) await disk.create(position.segment);
  const log = new Log({ disk, kernel, summaries, arrayId, crc, position, buffersOffset: kernelHeapBase });
  const reader = new BlockReader({ disk, kernel, summaries, log, seed, scratches: new Pool(scratches) });
  return {
    parts: { meta, disk, table, record, kernel, seed, summaries, log, nodes, files, reader, writeScratch },
    wasReplayed: position.sequence !== record.sequence,
  };
}
