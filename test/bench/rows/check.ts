/** The check and the scrub, against reading and hashing the same amount of data. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { blockSizeBytes, formatBytes, formatCount, mibBytes } from '../../../shared/units.ts';
import { createRandom } from '../../sim/random.ts';
import type { Bench, BenchGroup } from '../bench.ts';
import { BenchArray, UniqueBlocks } from '../benchArray.ts';
import { timeHere, timeScript } from '../shellCommands.ts';

export const checkGroup: BenchGroup = {
  name: 'check',
  about: 'check, deep check and scrub, against cat and sha256sum of as much data',
  budgetMs: 40_000,
  run,
};

const sizeBytes = 512 * mibBytes;
const cloneCount = 200;
const changes = 256;

async function run(bench: Bench): Promise<void> {
  const home = bench.newFolder();
  const yard = await BenchArray.open(bench.newFolder());
  const { array } = yard;
  try {
    const golden = await yard.filledFile(await yard.createVolume(), sizeBytes);
    const random = createRandom(30);
    const content = new UniqueBlocks(31);
    for (const id of await yard.clone(golden, cloneCount)) await yard.overwrite(id, changes, { random, content });
    await array.commit(() => undefined);
    const workedBytes = array.aggregate().physicalBytes;
    writeData(join(home, 'data'), workedBytes);
    const check = (isDeep: boolean) =>
      timeHere(async () => {
        const { problems } = await array.check({ isDeep });
        if (problems.length > 0) throw new Error(`The checker found: ${problems.join(' ')}`);
      });
    const scrub = () =>
      timeHere(async () => {
        const { damaged, scannedBytes } = await array.scrub();
        if (damaged.length > 0 || scannedBytes < workedBytes) throw new Error('The scrub found damage or did not read everything.');
      });
    const what = `${formatBytes(workedBytes)} stored, ${formatCount(cloneCount + 1)} files`;
    const cat = () => timeScript('cat data > /dev/null', home);
    const hash = () => timeScript('sha256sum data', home);
    await bench.compare({ row: `check of ${what}: metadata only`, against: 'cat of as much data, warm', ours: () => check(false), peer: cat, workedBytes });
    await bench.compare({ row: `deep check of ${what}: every block`, against: 'sha256sum of as much data, warm', ours: () => check(true), peer: hash, workedBytes });
    await bench.compare({ row: `scrub of ${what}`, against: 'sha256sum of as much data, warm', ours: scrub, peer: hash, workedBytes });
    await bench.compare({ row: `scrub of ${what}`, against: 'cat of as much data, warm', ours: scrub, peer: cat, workedBytes });
  } finally {
    await yard.close();
  }
}

function writeData(path: string, bytes: number): void {
  const content = new UniqueBlocks(32);
  const fd = openSync(path, 'w');
  try {
    for (let at = 0; at < bytes; at += mibBytes) {
      const piece = content.piece(Math.min(mibBytes, bytes - at) / blockSizeBytes);
      writeSync(fd, piece, 0, piece.length, at);
    }
  } finally {
    closeSync(fd);
  }
}
