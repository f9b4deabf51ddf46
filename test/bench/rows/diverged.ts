/** A thousand clones that have each changed a hundredth: their space, exactly, and their deletion. */
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileId } from '../../../shared/ids.ts';
import { blockSizeBytes, formatBytes, formatCount, mibBytes } from '../../../shared/units.ts';
import { createRandom } from '../../sim/random.ts';
import type { Bench, BenchGroup } from '../bench.ts';
import { BenchArray, UniqueBlocks } from '../benchArray.ts';
import { run as runCommand, timeHere, timeScript } from '../shellCommands.ts';
import { XfsMount, runFiclone } from '../xfs.ts';

export const divergedGroup: BenchGroup = {
  name: 'diverged',
  about: 'space of 1,000 diverged clones from counters and by the exact pass, and deleting them with reclaim',
  budgetMs: 60_000,
  run,
};

const cloneCount = 1000;

async function run(bench: Bench): Promise<void> {
  const sizeBytes = (bench.options.isLarge ? 1024 : 128) * mibBytes;
  const changes = Math.round(sizeBytes / blockSizeBytes / 100);
  const what = `${formatCount(cloneCount)} clones of ${formatBytes(sizeBytes)}, 1 % changed in each`;
  const yard = await BenchArray.open(bench.newFolder());
  const { array } = yard;
  try {
    const golden = await yard.filledFile(await yard.createVolume(), sizeBytes);
    const clones = await yard.clone(golden, cloneCount);
    const random = createRandom(20);
    const content = new UniqueBlocks(21);
    const making = await timeHere(async () => {
      for (const id of clones) await yard.overwrite(id, changes, { random, content });
    });
    await array.commit(() => undefined);
    bench.figure({ row: `random 4 KiB writes to ${what}, durable clone by clone`, unit: 'writes/s', ours: (cloneCount * changes) / (making.wallMs / 1000), isLessBetter: false });

    const xfs = await XfsMount.open(bench.newFolder(), 'diverged');
    if ('reason' in xfs) bench.skip(`${what}: counters and deletion against XFS`, xfs.reason);
    else await makeReflinked(xfs, sizeBytes, changes);
    try {
      const counted = await compareSpace(bench, { yard, clones, xfs: 'reason' in xfs ? null : xfs, what });
      await passes(bench, { yard, clones, golden, what, counted });
      if (!('reason' in xfs)) await compareDeletion(bench, { yard, clones, xfs, what });
    } finally {
      if (!('reason' in xfs)) await xfs.close();
    }
    const { problems } = await array.check();
    if (problems.length > 0) throw new Error(`The checker found: ${problems.join(' ')}`);
  } finally {
    await yard.close();
  }
}

interface Subject {
  readonly yard: BenchArray;
  readonly clones: readonly FileId[];
  readonly what: string;
}

/** @returns unique bytes of every clone, as the counters tell them */
async function compareSpace(bench: Bench, { yard: { array }, clones, xfs, what }: Subject & { xfs: XfsMount | null }): Promise<number[]> {
  let counted: number[] = [];
  const ours = () => {
    counted = clones.map((id) => array.file(id).uniqueBytes);
  };
  const { wallMs } = await timeHere(ours);
  bench.figure({ row: `unique and shared bytes of ${what}, from counters`, unit: 'ms', ours: wallMs, isLessBetter: true, goal: 10 });
  if (xfs) {
    await bench.compare({
      row: `unique and shared bytes of ${what}, from counters`,
      against: 'filefrag -v of every file (XFS), which tells shared extents only',
      ours: () => timeHere(ours),
      peer: () => timeScript('filefrag -v c* > /dev/null', join(xfs.path, 'clones')),
      rounds: 2,
    });
  }
  return counted;
}

async function passes(bench: Bench, { yard, clones, golden, what, counted }: Subject & { golden: FileId; counted: readonly number[] }): Promise<void> {
  const { array } = yard;
  const exact = await timeHere(() => array.reclaim());
  bench.figure({ row: `exact pass over ${what}`, unit: 'ms', ours: exact.wallMs, isLessBetter: true, goal: 3000 });
  bench.figure({ row: 'processor time of that pass', unit: 'ms', ours: exact.cpuMs, isLessBetter: true });
  const agreeing = clones.filter((id, index) => array.file(id).isExact && array.file(id).uniqueBytes === counted[index]).length;
  bench.figure({ row: 'clones of which the counter agrees with the pass', unit: 'clones', ours: agreeing, isLessBetter: false, goal: cloneCount });
  await array.write(golden, 0, new UniqueBlocks(22).piece(1));
  const again = await timeHere(() => array.reclaim());
  bench.figure({ row: 'exact pass again after one changed block', unit: 'ms', ours: again.wallMs, isLessBetter: true });
  let freedBytes = 0;
  const half = clones.slice(0, cloneCount / 2);
  const asked = await timeHere(async () => {
    ({ freedBytes } = await array.freedByDeleting(half));
  });
  bench.figure({ row: `what would deleting ${formatCount(half.length)} of them free`, unit: 'ms', ours: asked.wallMs, isLessBetter: true });
  const expected = half.reduce((sum, id) => sum + array.file(id).uniqueBytes, 0);
  if (freedBytes !== expected) throw new Error(`Deleting would free ${freedBytes} bytes; the clones hold ${expected} alone.`);
}

/** Half of the clones in each run, so that one round deletes them all on both sides. */
async function compareDeletion(bench: Bench, { yard, clones, xfs, what }: Subject & { xfs: XfsMount }): Promise<void> {
  let ours = 0;
  let theirs = 0;
  const half = cloneCount / 2;
  await bench.compare({
    row: `deletion of ${formatCount(half)} of ${what}, space given back`,
    against: 'rm of the same made by FICLONE (XFS), syncfs at the end',
    ours: () =>
      timeHere(async () => {
        await yard.remove(clones.slice(ours, (ours += half)));
        const { freedBytes } = await yard.array.reclaim();
        if (freedBytes === 0) throw new Error('Nothing was given back.');
      }),
    peer: () => timeScript(`seq -f 'c%.0f' ${theirs + 1} ${(theirs += half)} | xargs rm; sync -f .`, join(xfs.path, 'clones')),
    rounds: 1,
  });
}

async function makeReflinked(xfs: XfsMount, sizeBytes: number, changes: number): Promise<void> {
  const source = join(xfs.path, 'golden');
  const home = join(xfs.path, 'clones');
  await mkdir(home);
  const content = new UniqueBlocks(23);
  writeFileSync(source, '');
  const golden = openSync(source, 'r+');
  for (let at = 0; at < sizeBytes; at += mibBytes) writeSync(golden, content.piece(mibBytes / blockSizeBytes), 0, mibBytes, at);
  closeSync(golden);
  await runFiclone(source, cloneCount, home);
  const random = createRandom(24);
  for (let index = 1; index <= cloneCount; index += 1) {
    const clone = openSync(join(home, `c${index}`), 'r+');
    for (let done = 0; done < changes; done += 1) writeSync(clone, content.piece(1), 0, blockSizeBytes, random.below(sizeBytes / blockSizeBytes) * blockSizeBytes);
    closeSync(clone);
  }
  await runCommand('sync', ['-f', xfs.path]);
}
