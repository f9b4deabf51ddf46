/** Reading and writing a clone, against a raw file with the same distance between syncs. */
import { open } from 'node:fs/promises';
import { blockSizeBytes, formatCount, mibBytes } from '../../../shared/units.ts';
import type { FileId } from '../../../shared/ids.ts';
import { createRandom } from '../../sim/random.ts';
import type { Bench, BenchGroup } from '../bench.ts';
import { BenchArray, UniqueBlocks } from '../benchArray.ts';
import { prepareRawFile, timeFio, type FioLoad } from '../fio.ts';
import { timeHere, tryRun, type Measure } from '../shellCommands.ts';

export const ioGroup: BenchGroup = {
  name: 'io',
  about: 'sequential and random reads and writes of a clone, against a raw file (fio psync, same sync spacing)',
  budgetMs: 80_000,
  run,
};

const sizeBytes = 256 * mibBytes;
const reads = 16_384;

interface Load {
  readonly row: string;
  /** Not timed: what happens to the clone before. */
  readonly prepare?: (id: FileId) => Promise<void>;
  readonly ours: (id: FileId) => Promise<void>;
  readonly fio: FioLoad;
  readonly goal?: number;
}

async function run(bench: Bench): Promise<void> {
  const version = await tryRun('fio', ['--version']);
  const yard = await BenchArray.open(bench.newFolder());
  try {
    const golden = await yard.filledFile(await yard.createVolume(), sizeBytes);
    const raw = 'reason' in version ? null : await prepareRawFile(bench.newFolder(), sizeBytes);
    for (const { row, prepare, ours, fio, goal } of loadsOf(yard)) {
      const workedBytes = fio.count * fio.blockBytes;
      const timeOurs = async (): Promise<Measure> => {
        const [clone] = await yard.clone(golden, 1);
        if (clone === undefined) throw new Error('There is no clone.');
        await prepare?.(clone);
        const measure = await timeHere(() => ours(clone));
        await yard.remove([clone]);
        return measure;
      };
      if (raw === null) {
        bench.skip(`${row} against fio`, 'reason' in version ? version.reason : '');
        continue;
      }
      const flags = fio.flags.filter((flag) => !flag.startsWith('--invalidate')).join(' ');
      await bench.compare({
        row,
        against: `raw file, ${'output' in version ? version.output : 'fio'} ${flags}`,
        ours: timeOurs,
        peer: () => timeFio(raw, sizeBytes, fio),
        rounds: 3,
        workedBytes,
        ...(goal === undefined ? {} : { goal }),
      });
      if (fio.rw === 'randread') await againstNode(bench, { row, raw, count: fio.count, isParallel: fio.flags.includes('--iodepth=32'), ours: timeOurs });
      // What was overwritten comes back here, so that the rows do not fill the disk.
      await yard.array.reclaim();
    }
  } finally {
    await yard.close();
  }
}

/** The same calls of Node on the raw file: what is lost against these is lost in the array, the rest on the way to the thread that reads. */
async function againstNode(bench: Bench, given: { row: string; raw: string; count: number; isParallel: boolean; ours: () => Promise<Measure> }): Promise<void> {
  const { row, raw, count, isParallel, ours } = given;
  const random = createRandom(14);
  const file = await open(raw);
  const lanes = isParallel ? 32 : 1;
  const lane = async (): Promise<void> => {
    const into = new Uint8Array(blockSizeBytes);
    for (let done = 0; done < count / lanes; done += 1) await file.read(into, 0, blockSizeBytes, random.below(sizeBytes / blockSizeBytes) * blockSizeBytes);
  };
  try {
    await bench.compare({
      row,
      against: 'raw file, reads of node:fs/promises',
      ours,
      peer: () => timeHere(() => Promise.all(Array.from({ length: lanes }, lane))),
      rounds: 3,
      workedBytes: count * blockSizeBytes,
    });
  } finally {
    await file.close();
  }
}

function loadsOf(yard: BenchArray): Load[] {
  const content = new UniqueBlocks(9);
  const random = createRandom(10);
  const blockCount = sizeBytes / blockSizeBytes;
  const { array } = yard;
  const psync = '--ioengine=psync';
  const randomRead = (id: FileId, into: Uint8Array): Promise<void> => array.read(id, random.below(blockCount) * blockSizeBytes, into);
  const durable = (count: number, flushEvery: number, goal: number): Load => ({
    row: `${formatCount(count)} random 4 KiB writes to a new clone, durable every ${flushEvery}`,
    ours: (id) => yard.overwrite(id, count, { random, content, flushEvery }),
    fio: { rw: 'randwrite', blockBytes: blockSizeBytes, count, flags: [psync, `--fdatasync=${flushEvery}`] },
    goal,
  });
  const readInOrder = async (id: FileId): Promise<void> => {
    const into = new Uint8Array(mibBytes);
    for (let at = 0; at < sizeBytes; at += mibBytes) await array.read(id, at, into);
  };
  const orderedRead: FioLoad = { rw: 'read', blockBytes: mibBytes, count: sizeBytes / mibBytes, flags: [psync] };
  return [
    durable(16_384, 256, 8),
    durable(8_192, 32, 4),
    durable(512, 1, 1.3),
    {
      row: `${sizeBytes / mibBytes} MiB written in order to a new clone, 1 MiB each, durable at the end`,
      ours: async (id) => {
        for (let at = 0; at < sizeBytes; at += mibBytes) await array.write(id, at, content.piece(mibBytes / blockSizeBytes));
        await array.flush();
      },
      fio: { rw: 'write', blockBytes: mibBytes, count: sizeBytes / mibBytes, flags: [psync, '--end_fsync=1'] },
    },
    { row: `${sizeBytes / mibBytes} MiB read in order from a clone, 1 MiB each, warm, every block verified`, ours: readInOrder, fio: orderedRead },
    {
      row: `the same after ${formatCount(16_384)} random 4 KiB writes to the clone`,
      prepare: (id) => yard.overwrite(id, 16_384, { random, content }),
      ours: readInOrder,
      fio: orderedRead,
    },
    {
      row: `${formatCount(reads)} random 4 KiB reads of a clone, one at a time, warm, verified`,
      ours: async (id) => {
        const into = new Uint8Array(blockSizeBytes);
        for (let done = 0; done < reads; done += 1) await randomRead(id, into);
      },
      fio: { rw: 'randread', blockBytes: blockSizeBytes, count: reads, flags: [psync] },
    },
    {
      row: `${formatCount(reads)} random 4 KiB reads of a clone, 32 at once, warm, verified`,
      ours: async (id) => {
        const lane = async (): Promise<void> => {
          const into = new Uint8Array(blockSizeBytes);
          for (let done = 0; done < reads / 32; done += 1) await randomRead(id, into);
        };
        await Promise.all(Array.from({ length: 32 }, lane));
      },
      fio: { rw: 'randread', blockBytes: blockSizeBytes, count: reads, flags: ['--ioengine=io_uring', '--iodepth=32'] },
    },
  ];
}
