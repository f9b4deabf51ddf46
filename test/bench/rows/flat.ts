/** Whether a clone costs more when there are many already. The peer is Cloneyard itself with one clone. */
import { formatCount, mibBytes } from '../../../shared/units.ts';
import type { FileId } from '../../../shared/ids.ts';
import { perStep, type Bench, type BenchGroup } from '../bench.ts';
import { BenchArray } from '../benchArray.ts';
import { timeHere, type Measure } from '../shellCommands.ts';

export const flatGroup: BenchGroup = {
  name: 'flat',
  about: 'cost per clone with 1,000, 10,000 and 100,000 existing clones, against one existing clone: flat within 20 %',
  budgetMs: 45_000,
  run,
};

const goal = 1 / 1.2;
const singles = 40;
const batch = 1000;

interface Subject {
  readonly yard: BenchArray;
  readonly golden: FileId;
}

async function run(bench: Bench): Promise<void> {
  const few = await openSubject(bench);
  const many = await openSubject(bench);
  try {
    await few.yard.clone(few.golden, 1);
    // The first runs are slower in both, until the code is compiled for good.
    for (let warm = 0; warm < 3; warm += 1) for (const subject of [few, many]) for (const work of [oneByOne, atOnce]) await work(subject);
    let existing = 0;
    for (const wanted of [1_000, 10_000, 100_000]) {
      while (existing < wanted) existing += (await many.yard.clone(many.golden, Math.min(10_000, wanted - existing))).length;
      await bench.compare({
        row: `single durable clone with ${formatCount(wanted)} existing`,
        against: 'the same with 1 existing',
        ours: () => oneByOne(many),
        peer: () => oneByOne(few),
        goal,
      });
      await bench.compare({
        row: `${formatCount(batch)} in one transaction with ${formatCount(wanted)} existing, per clone`,
        against: 'the same with 1 existing',
        ours: () => atOnce(many),
        peer: () => atOnce(few),
        goal,
      });
    }
  } finally {
    await few.yard.close();
    await many.yard.close();
  }
}

async function openSubject(bench: Bench): Promise<Subject> {
  const yard = await BenchArray.open(bench.newFolder());
  return { yard, golden: await yard.filledFile(await yard.createVolume(), 16 * mibBytes) };
}

async function oneByOne({ yard, golden }: Subject): Promise<Measure> {
  const made: FileId[] = [];
  const measure = await timeHere(async () => {
    for (let count = 0; count < singles; count += 1) made.push(...(await yard.clone(golden, 1)));
  });
  await yard.remove(made);
  return perStep(measure, singles);
}

async function atOnce({ yard, golden }: Subject): Promise<Measure> {
  let made: FileId[] = [];
  const measure = await timeHere(async () => {
    made = await yard.clone(golden, batch);
  });
  await yard.remove(made);
  return perStep(measure, batch);
}
