/** Clones of a disk that has seen many random writes: reflinks copy its extents, Cloneyard copies a root. */
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileId } from '../../../shared/ids.ts';
import { blockSizeBytes, formatCount, mibBytes } from '../../../shared/units.ts';
import { createRandom } from '../../sim/random.ts';
import { perStep, type Bench, type BenchGroup } from '../bench.ts';
import { BenchArray, UniqueBlocks } from '../benchArray.ts';
import { run as runCommand, timeHere } from '../shellCommands.ts';
import { XfsMount, runFiclone } from '../xfs.ts';

export const fragmentedGroup: BenchGroup = {
  name: 'fragmented',
  about: 'durable clones of a file after 50,000 random 4 KiB writes, against a fresh file and against FICLONE of the same file',
  budgetMs: 40_000,
  run,
};

const sizeBytes = 512 * mibBytes;
const writes = 50_000;
const singles = 20;
const reflinks = 2;

async function run(bench: Bench): Promise<void> {
  const yard = await BenchArray.open(bench.newFolder());
  try {
    const volume = await yard.createVolume();
    const fresh = await yard.filledFile(volume, sizeBytes);
    const fragmented = await yard.filledFile(volume, sizeBytes, new UniqueBlocks(2));
    await yard.overwrite(fragmented, writes, { random: createRandom(3), content: new UniqueBlocks(4) });
    await yard.array.commit(() => undefined);
    const cloneSingly = async (source: FileId, count: number) => {
      const measure = await timeHere(async () => {
        for (let made = 0; made < count; made += 1) await yard.clone(source, 1);
      });
      return perStep(measure, count);
    };
    await cloneSingly(fresh, 100);
    await bench.compare({
      row: `single durable clone after ${formatCount(writes)} random 4 KiB writes`,
      against: 'Cloneyard, fresh file',
      ours: () => cloneSingly(fragmented, singles),
      peer: () => cloneSingly(fresh, singles),
      goal: 1 / 1.5,
    });
    await againstReflinks(bench, () => cloneSingly(fragmented, reflinks));
  } finally {
    await yard.close();
  }
}

async function againstReflinks(bench: Bench, ours: () => ReturnType<typeof timeHere>): Promise<void> {
  const row = `single durable clone after ${formatCount(writes)} random 4 KiB writes`;
  const xfs = await XfsMount.open(bench.newFolder(), 'fragmented');
  if ('reason' in xfs) {
    bench.skip(`${row} against FICLONE (XFS)`, xfs.reason);
    return;
  }
  try {
    const source = join(xfs.path, 'source.raw');
    await makeFragmented(source);
    let series = 0;
    await bench.compare({
      row,
      against: 'FICLONE (XFS), same writes, syncfs at the end',
      ours,
      peer: async () => {
        const home = join(xfs.path, `series-${(series += 1)}`);
        await mkdir(home);
        return perStep(await runFiclone(source, reflinks, home), reflinks);
      },
      rounds: 3,
      goal: 500,
    });
    await runCommand('cmp', [source, join(xfs.path, `series-${series}`, `c${reflinks}`)]);
  } finally {
    await xfs.close();
  }
}

/** A clone of the filled file, overwritten at random, as a linked clone would be: its new blocks lie elsewhere. */
async function makeFragmented(path: string): Promise<void> {
  const content = new UniqueBlocks(2);
  const base = `${path}.base`;
  const whole = await open(base, 'w');
  for (let at = 0; at < sizeBytes; at += mibBytes) await whole.write(content.piece(mibBytes / blockSizeBytes), 0, mibBytes, at);
  await whole.sync();
  await whole.close();
  await runCommand('cp', ['--reflink=always', base, path]);
  const random = createRandom(3);
  const file = await open(path, 'r+');
  for (let done = 1; done <= writes; done += 1) {
    await file.write(content.piece(1), 0, blockSizeBytes, random.below(sizeBytes / blockSizeBytes) * blockSizeBytes);
    // Without this, writes that are still in memory would be laid out together.
    if (done % 5_000 === 0) await file.sync();
  }
  await file.sync();
  await file.close();
}
