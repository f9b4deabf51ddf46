/** Snapshots and FlexClones of volumes with few and with many files. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileId, SnapshotId, VolumeId } from '../../../shared/ids.ts';
import { formatCount, mibBytes } from '../../../shared/units.ts';
import { perStep, type Bench, type BenchGroup } from '../bench.ts';
import { BenchArray, UniqueBlocks } from '../benchArray.ts';
import { timeHere, timeScript, type Measure } from '../shellCommands.ts';
import { XfsMount } from '../xfs.ts';

export const snapshotGroup: BenchGroup = {
  name: 'snapshot',
  about: 'snapshot, FlexClone and restore of a volume with 10,000 files, against 1 file and against reflinks of all files',
  budgetMs: 40_000,
  run,
};

const manyFiles = 10_000;
const singles = 20;
const goal = 1 / 1.5;

interface Subject {
  readonly yard: BenchArray;
  readonly volumeId: VolumeId;
  readonly golden: FileId;
}

async function run(bench: Bench): Promise<void> {
  const few = await openSubject(bench, 0);
  const many = await openSubject(bench, manyFiles - 1);
  try {
    const pairs = [
      { row: 'durable snapshot', work: snapshot },
      { row: 'durable FlexClone of a snapshot', work: flexClone },
      { row: 'restore of a snapshot after a change to one file', work: restore },
    ];
    for (const { row, work } of pairs) {
      // Compiled for good before it counts.
      for (let warm = 0; warm < 3; warm += 1) await work(few);
      await bench.compare({ row: `${row} of a volume with ${formatCount(manyFiles)} files`, against: 'the same with 1 file', ours: () => work(many), peer: () => work(few), goal });
    }
    await againstReflinks(bench, many);
  } finally {
    await few.yard.close();
    await many.yard.close();
  }
}

async function openSubject(bench: Bench, cloneCount: number): Promise<Subject> {
  const yard = await BenchArray.open(bench.newFolder());
  const volumeId = await yard.createVolume();
  const golden = await yard.filledFile(volumeId, mibBytes);
  if (cloneCount > 0) await yard.clone(golden, cloneCount);
  return { yard, volumeId, golden };
}

async function snapshot({ yard: { array }, volumeId }: Subject): Promise<Measure> {
  const made: SnapshotId[] = [];
  const measure = await timeHere(async () => {
    for (let count = 0; count < singles; count += 1) made.push(await array.commit((tx) => array.createSnapshot(tx, volumeId)));
  });
  await array.commit((tx) => made.toReversed().forEach((id) => array.deleteSnapshot(tx, id)));
  return perStep(measure, singles);
}

async function flexClone({ yard: { array }, volumeId }: Subject): Promise<Measure> {
  const id = await array.commit((tx) => array.createSnapshot(tx, volumeId));
  const made: VolumeId[] = [];
  const measure = await timeHere(async () => {
    for (let count = 0; count < singles; count += 1) made.push(await array.commit((tx) => array.cloneVolume(tx, id)));
  });
  await array.commit((tx) => made.forEach((clone) => array.deleteVolume(tx, clone)));
  await array.commit((tx) => array.deleteSnapshot(tx, id));
  return perStep(measure, singles);
}

async function restore({ yard: { array }, volumeId, golden }: Subject): Promise<Measure> {
  const id = await array.commit((tx) => array.createSnapshot(tx, volumeId));
  const content = new UniqueBlocks(11);
  let wallMs = 0;
  let cpuMs = 0;
  for (let count = 0; count < singles; count += 1) {
    await array.write(golden, 0, content.piece(1));
    // Saved before, so that the restore alone is measured.
    await array.commit(() => undefined);
    const one = await timeHere(() => array.commit((tx) => array.restoreSnapshot(tx, id)));
    wallMs += one.wallMs;
    cpuMs += one.cpuMs;
  }
  await array.commit((tx) => array.deleteSnapshot(tx, id));
  return perStep({ wallMs, cpuMs }, singles);
}

async function againstReflinks(bench: Bench, subject: Subject): Promise<void> {
  const row = `durable snapshot of a volume with ${formatCount(manyFiles)} files`;
  const xfs = await XfsMount.open(bench.newFolder(), 'snapshot');
  if ('reason' in xfs) {
    bench.skip(`${row} against reflinks (XFS)`, xfs.reason);
    return;
  }
  try {
    const home = join(xfs.path, 'files');
    await mkdir(home);
    await writeFile(join(home, 'golden'), new UniqueBlocks(1).piece(256));
    await timeScript(`for i in $(seq ${manyFiles - 1}); do echo $i; done | xargs -I{} -P 2 cp --reflink=always golden c{}; sync -f .`, home);
    let series = 0;
    await bench.compare({
      row,
      against: 'cp -a --reflink=always of the folder (XFS), syncfs at the end',
      ours: () => snapshot(subject),
      peer: () => timeScript(`cp -a --reflink=always files series-${(series += 1)}; sync -f .`, xfs.path),
      rounds: 2,
    });
  } finally {
    await xfs.close();
  }
}
