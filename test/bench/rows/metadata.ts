/** What one changed block costs in metadata. */
import { blockSizeBytes, formatCount, mibBytes } from '../../../shared/units.ts';
import { createRandom } from '../../sim/random.ts';
import type { Bench, BenchGroup } from '../bench.ts';
import { BenchArray, UniqueBlocks } from '../benchArray.ts';

export const metadataGroup: BenchGroup = {
  name: 'metadata',
  about: 'bytes of metadata per changed block, 1 % random writes in each clone of a fresh and of a fragmented file',
  budgetMs: 30_000,
  run,
};

const sizeBytes = 256 * mibBytes;
const cloneCount = 100;
const keyBytes = 8;

async function run(bench: Bench): Promise<void> {
  const blockCount = sizeBytes / blockSizeBytes;
  const changes = Math.round(blockCount / 100);
  for (const { name, spread, goal } of [{ name: 'fresh', spread: 0, goal: 24 }, { name: 'fragmented', spread: blockCount, goal: 64 }]) {
    const yard = await BenchArray.open(bench.newFolder());
    try {
      const content = new UniqueBlocks(40);
      const random = createRandom(41);
      const golden = await yard.filledFile(await yard.createVolume(), sizeBytes, content);
      if (spread > 0) await yard.overwrite(golden, spread, { random, content });
      await yard.array.reclaim();
      const clones = await yard.clone(golden, cloneCount);
      const before = { file: await yard.metaBytes(), nodes: nodeBytes(yard) };
      for (const id of clones) {
        await yard.overwrite(id, changes, { random, content });
        // A checkpoint for each, as when machines write at different times.
        await yard.array.commit(() => undefined);
      }
      const changed = clones.reduce((sum, id) => sum + yard.array.file(id).uniqueBytes, 0) / blockSizeBytes;
      const what = `${formatCount(cloneCount)} clones, 1 % of ${sizeBytes / mibBytes} MiB changed in each, ${name} base`;
      bench.figure({ row: `node bytes per changed block, ${what}`, unit: 'bytes', ours: (nodeBytes(yard) - before.nodes) / changed, isLessBetter: true, goal });
      bench.figure({ row: `growth of the metadata file per changed block, ${what}`, unit: 'bytes', ours: ((await yard.metaBytes()) - before.file) / changed, isLessBetter: true });
      bench.figure({ row: `stored blocks of that, ${name} base, for scale`, unit: 'blocks', ours: changed, isLessBetter: false });
    } finally {
      await yard.close();
    }
  }
}

/** Keys and values of the map nodes, without the pages around them. */
function nodeBytes({ meta }: BenchArray): number {
  let bytes = 0;
  for (const { value } of meta.binaryTable<number>('nodes').entries()) bytes += value.length + keyBytes;
  return bytes;
}
