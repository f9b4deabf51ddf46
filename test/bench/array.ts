/**
 * What the storage array does, row by row, against what people would use instead.
 * Arguments: a work folder that the caller removes, the file to write the results to, the
 * version, then names of groups (none: all of them), `--images FOLDER` and `--large`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { Bench, type BenchGroup } from './bench.ts';
import { checkGroup } from './rows/check.ts';
import { clonesGroup } from './rows/clones.ts';
import { dedupeGroup } from './rows/dedupe.ts';
import { diffGroup } from './rows/diff.ts';
import { divergedGroup } from './rows/diverged.ts';
import { flatGroup } from './rows/flat.ts';
import { fragmentedGroup } from './rows/fragmented.ts';
import { importGroup } from './rows/import.ts';
import { ioGroup } from './rows/io.ts';
import { kernelGroup } from './rows/kernel.ts';
import { metadataGroup } from './rows/metadata.ts';
import { offloadGroup } from './rows/offload.ts';
import { moverGroup } from './rows/mover.ts';
import { openAndTell, openGroup } from './rows/open.ts';
import { snapshotGroup } from './rows/snapshot.ts';
import { tryRun } from './shellCommands.ts';

const groups: readonly BenchGroup[] = [
  kernelGroup, clonesGroup, flatGroup, fragmentedGroup, importGroup, dedupeGroup, ioGroup, snapshotGroup, diffGroup, divergedGroup, openGroup, checkGroup, metadataGroup, offloadGroup, moverGroup,
];

/** Without names no group is begun after this. */
const totalBudgetMs = 540_000;

const [work, target, version, ...rest] = process.argv.slice(2);
if (work === undefined || target === undefined || version === undefined) throw new Error('Run this through: npm run bench -- array');
const { values, positionals } = parseArgs({
  args: rest,
  allowPositionals: true,
  options: { images: { type: 'string' }, large: { type: 'boolean', default: false }, list: { type: 'boolean', default: false }, 'open-child': { type: 'string' } },
});
if (values['open-child'] !== undefined) await openAndTell(values['open-child']);
else if (values.list) for (const { name, about } of groups) console.log(`${name.padEnd(12)}${about}`);
else await runBench(work, target, version);

async function runBench(folder: string, resultFile: string, productVersion: string): Promise<void> {
  const unknown = positionals.filter((name) => !groups.some((group) => group.name === name));
  if (unknown.length > 0) throw new Error(`There is no group ${unknown.join(', ')}. There are: ${groups.map(({ name }) => name).join(', ')}.`);
  const fileSystem = await tryRun('stat', ['-f', '-c', '%T', folder]);
  const loadBefore = loadavg();
  const machine = {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    kernel: release(),
    node: process.version,
    cloneyard: productVersion,
    fileSystem: 'output' in fileSystem ? fileSystem.output : 'unknown',
  };
  console.log(`Cloneyard ${productVersion}, Node ${machine.node}, Linux ${machine.kernel}, ${machine.cores} x ${machine.processor}, files on ${machine.fileSystem}, load ${spellLoad(loadBefore)}`);
  const bench = new Bench(folder, { imageFolder: values.images ?? null, isLarge: values.large });
  mkdirSync(dirname(resultFile), { recursive: true });
  const save = (): void => {
    const { comparisons, figures, skipped } = bench;
    const document = {
      method: 'rounds of A B B A; ratio = peer / Cloneyard per round; median, min and max over quiet rounds',
      finishedAt: new Date().toISOString(),
      machine,
      load: { before: loadBefore, after: loadavg() },
      options: { images: values.images ?? null, large: values.large },
      comparisons,
      figures,
      skipped,
    };
    writeFileSync(resultFile, `${JSON.stringify(document, null, 2)}\n`);
  };
  const startedAt = performance.now();
  for (const group of groups) {
    if (positionals.length > 0 && !positionals.includes(group.name)) continue;
    if (positionals.length === 0 && performance.now() - startedAt > totalBudgetMs) bench.skipGroup(group, `Out of time; run it alone: npm run bench -- ${group.name}`);
    else await bench.runGroup(group);
    // Whoever stops a long run keeps what it has found.
    save();
  }
  console.log(`\n${bench.report()}`);
  console.log(`\nLoad at the end ${spellLoad(loadavg())}. Results: ${resultFile}`);
}

function spellLoad(load: readonly number[]): string {
  return load.map((value) => value.toFixed(1)).join(' ');
}
