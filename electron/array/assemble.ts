/** Puts the array's parts together for one data directory: memory, log, maps, counters; and replays the log. */
import { randomBytes } from 'node:crypto';
import { Fault } from '../../shared/faults.ts';
import type { SegmentDisk } from '../disk/segmentDisk.ts';
import type { Meta } from '../meta/meta.ts';
import { Pool } from './asyncMutex.ts';
import { BlockReader } from './blockReader.ts';
import { BlockWriters } from './blockWriters.ts';
import { FileTable } from './catalog/fileTable.ts';
import { migrate } from './catalog/migrate.ts';
import { VolumeTable } from './catalog/volumeTable.ts';
import { InlineDedupe } from './dedupe/inline.ts';
import type { ArrayParts, ArrayRecord } from './parts.ts';
import { Liveness } from './dedupe/liveness.ts';
import { SharedBlocks } from './dedupe/sharedBlocks.ts';
import { ExactShares } from './exact/exactShares.ts';
import { createKernel, crc32cOf, kernelHeapBase } from './kernel/kernel.ts';
import { arrayFormatVersion } from './layout.ts';
import { bufferBytes, bufferCount, Log } from './log.ts';
import { NodeStore } from './nodeStore.ts';
import { Quota } from './operations/space.ts';
import { PunchedBlocks } from './punched.ts';
import { replayLog, replayScratchBytes } from './replay.ts';
import { scratchAt, scratchBytes } from './scratch.ts';
import { applyReplayed } from './stage.ts';
import { Summaries } from './summaries.ts';
import { TransferMemory } from './transferMemory.ts';

const readScratchCount = 4;

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
    nextVolumeId: 1,
    nextSnapshotId: 1,
    needsReclaim: false,
    isClean: false,
    lostGroups: 0,
    quotaBytes: null,
    exactAsOfMs: 0,
  };
}

/** What is saved with every checkpoint. */
export function recordOf({ record, log, nodes, volumes, quota, exactAsOf, state }: ArrayParts, needsReclaim: boolean): ArrayRecord {
  const { formatVersion, arrayId, seed } = record;
  return {
    formatVersion, arrayId, seed, ...log.position, nextNodeId: nodes.nextId, nextVolumeId: volumes.nextVolumeId, nextSnapshotId: volumes.nextSnapshotId,
    needsReclaim, isClean: state.isClean, lostGroups: state.lostGroups, quotaBytes: quota.bytes, exactAsOfMs: exactAsOf.ms,
  };
}

/**
 * @returns the parts, and whether the log held anything beyond the last checkpoint
 * @throws Fault NotSupported for a newer format, DataIntegrity when the metadata is damaged
 */
export async function assembleArray(meta: Meta, disk: SegmentDisk): Promise<{ parts: ArrayParts; wasReplayed: boolean }> {
  const table = meta.table<string, ArrayRecord>('array');
  const stored = table.get('array') ?? newRecord();
  if (stored.formatVersion > arrayFormatVersion) {
    throw new Fault('NotSupported', `The array has format ${stored.formatVersion}; this version reads up to ${arrayFormatVersion}.`, {
      hint: 'Open it with the newer version that wrote it.',
    });
  }
  const scratchCount = readScratchCount + 1;
  const kernel = createKernel({ memoryBytes: bufferCount * bufferBytes + scratchCount * scratchBytes + replayScratchBytes });
  const crc = (bytes: Uint8Array): number => crc32cOf(kernel, bytes);
  const record = migrate(meta, table, stored, crc);
  const arrayId = Buffer.from(record.arrayId, 'hex');
  const seed = BigInt(`0x${record.seed}`);
  const summaries = new Summaries(disk, arrayId, crc);
  const nodes = new NodeStore(meta, record.nextNodeId, crc);
  const volumes = new VolumeTable(meta, { volumeId: record.nextVolumeId, snapshotId: record.nextSnapshotId });
  const files = new FileTable(meta, volumes);
  const shared = new SharedBlocks(meta);

  const scratchesOffset = kernelHeapBase + bufferCount * bufferBytes;
  const scratches = Array.from({ length: scratchCount }, (_, index) => scratchAt(kernel, scratchesOffset + index * scratchBytes));
  const writeScratch = scratches.pop();
  if (!writeScratch) throw new Error('The array needs a scratch area to write.');

  const { position, lostGroups } = await replayLog(
    { disk, kernel, summaries, arrayId, seed, crc, scratchOffset: scratchesOffset + scratchCount * scratchBytes },
    record,
    record.isClean,
    ({ entry, vbn }) => {
      // A file that is gone was deleted by a later transaction than the write; what it wrote is not in use.
      const file = files.find(entry.file);
      if (file) applyReplayed({ files, volumes, shared, nodes }, file, entry, vbn);
    },
  );
  if (!disk.segments().includes(position.segment)) await disk.create(position.segment);
  // A number is left out, so that no group written from here on can be the one that a rolled-back group was chained to.
  const goesOn = { ...position, sequence: position.sequence + 1 };
  const log = new Log({ disk, kernel, summaries, arrayId, crc, position: goesOn, buffersOffset: kernelHeapBase });
  const transfers = new TransferMemory();
  const reader = new BlockReader({ disk, summaries, log, seed, scratches: new Pool(scratches), transfers });
  const writers = new BlockWriters({ disk, log, summaries, arrayId, crc });
  const liveness = new Liveness();
  const inline = new InlineDedupe({ disk, log, files, reader, writers, shared, liveness, arrayId, crc });
  const quota = new Quota(record.quotaBytes);
  return {
    parts: {
      meta, disk, table, record, kernel, seed, arrayIdBytes: arrayId, crc, summaries, log, nodes, volumes, files, shared, quota, reader, transfers, writers, inline, liveness, writeScratch,
      exactShares: new ExactShares(meta), punched: new PunchedBlocks(meta), exactAsOf: { ms: record.exactAsOfMs }, state: { isClean: false, lostGroups: record.lostGroups + lostGroups },
    },
    wasReplayed: position.sequence !== record.sequence,
  };
}
