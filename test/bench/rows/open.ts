/** Opening an array with many files, in a process of its own. */
import * as z from 'zod';
import { formatCount, mibBytes } from '../../../shared/units.ts';
import type { Bench, BenchGroup } from '../bench.ts';
import { BenchArray } from '../benchArray.ts';
import { run as runCommand, type Measure } from '../shellCommands.ts';

export const openGroup: BenchGroup = {
  name: 'open',
  about: 'open time and memory with 100,000 files, against 1 file',
  budgetMs: 30_000,
  run,
};

const fileCount = 100_000;
const toldSchema = z.object({ wallMs: z.number(), cpuMs: z.number(), listMs: z.number(), startBytes: z.number(), openBytes: z.number(), fileCount: z.number() });
type Told = z.infer<typeof toldSchema>;

/** The child: opens, tells what it took, closes. */
export async function openAndTell(folder: string): Promise<void> {
  const startBytes = process.memoryUsage.rss();
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const yard = await BenchArray.open(folder);
  const wallMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  const openBytes = process.memoryUsage.rss();
  const listedAt = performance.now();
  let found = 0;
  for (const volumeId of yard.array.volumeIds()) for (const id of yard.array.fileIds(volumeId)) found += yard.array.file(id).sizeBytes > 0 ? 1 : 0;
  const told: Told = { wallMs, cpuMs: (user + system) / 1000, listMs: performance.now() - listedAt, startBytes, openBytes, fileCount: found };
  await yard.close();
  console.log(JSON.stringify(told));
}

async function run(bench: Bench): Promise<void> {
  const one = await makeFiles(bench, 1);
  const many = await makeFiles(bench, fileCount);
  const told: Told[] = [];
  const open = async (folder: string): Promise<Measure> => {
    const script = process.argv[1];
    if (script === undefined) throw new Error('There is no script to start.');
    const answer = toldSchema.parse(JSON.parse(await runCommand(process.execPath, [script, 'child', 'child', 'child', '--open-child', folder])));
    told.push(answer);
    return answer;
  };
  const { oursMs } = await bench.compare({ row: `open with ${formatCount(fileCount)} files, new process`, against: 'the same with 1 file', ours: () => open(many), peer: () => open(one) });
  const whole = told.filter((each) => each.fileCount === fileCount);
  const largest = whole.at(-1);
  if (!largest || whole.length * 2 !== told.length) throw new Error('The files that were made are not all there.');
  bench.figure({ row: `open with ${formatCount(fileCount)} files`, unit: 'ms', ours: oursMs, isLessBetter: true, goal: 20 });
  const fewest = told.find((each) => each.fileCount === 1);
  bench.figure({
    row: 'resident memory of the process after that', unit: 'MiB', ours: largest.openBytes / mibBytes,
    ...(fewest ? { against: { name: 'the same with 1 file', value: fewest.openBytes / mibBytes } } : {}), isLessBetter: true, goal: 150,
  });
  bench.figure({ row: 'of it taken by opening', unit: 'MiB', ours: (largest.openBytes - largest.startBytes) / mibBytes, isLessBetter: true });
  bench.figure({ row: 'asking for all files one by one, the first time', unit: 'ms', ours: largest.listMs, isLessBetter: true });
}

async function makeFiles(bench: Bench, count: number): Promise<string> {
  const folder = bench.newFolder();
  const yard = await BenchArray.open(folder);
  const golden = await yard.filledFile(await yard.createVolume(), 16 * mibBytes);
  for (let made = 1; made < count; made += 10_000) await yard.clone(golden, Math.min(10_000, count - made));
  await yard.close();
  return folder;
}
