/**
 * Durable clones with inventory, against what people would use otherwise.
 * Arguments: a work folder that the caller removes, and the file to write the results to.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { formatTable } from '../../electron/cli/table.ts';
import { formatBytes, formatDuration } from '../../shared/units.ts';
import { openCloneyard } from './cloneyard.ts';
import type { Absent, Contender } from './contender.ts';
import { makeImage } from './image.ts';
import { openQemu, openReflink } from './peers.ts';
import { expectedRoundMs, runRound, summarize, type Round, type Row } from './rounds.ts';
import { tryRun } from './shellCommands.ts';

const budgetMs = 130_000;
const counts = [1, 100, 1000] as const;
const roundCount = 5;

const [folder, resultFile, productVersion] = process.argv.slice(2);
if (folder === undefined || resultFile === undefined || productVersion === undefined) throw new Error('Run this through: npm run bench');
await runBench(folder, resultFile, productVersion);

async function runBench(work: string, target: string, version: string): Promise<void> {
  const deadline = performance.now() + budgetMs;
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const fileSystem = await tryRun('stat', ['-f', '-c', '%T', work]);
  const machine = {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    kernel: release(),
    node: process.version,
    cloneyard: version,
    fileSystem: 'output' in fileSystem ? fileSystem.output : 'unknown',
  };
  say(`Cloneyard ${version}, Node ${machine.node}, Linux ${machine.kernel}, ${machine.cores} x ${machine.processor}, files on ${machine.fileSystem}`);
  const image = await makeImage(work);
  say(`Image: ext4, ${formatBytes(image.sizeBytes)}, ${formatBytes(image.allocatedBytes)} allocated, ${image.fileCount} files of this machine`);

  const ours = await openCloneyard(work, image);
  say(`Imported in ${formatDuration(ours.importMs)}`);
  const peers = [await openReflink(work, image, 'cp'), await openReflink(work, image, 'ficlone'), await openQemu(work, image)];
  const present = peers.filter((peer): peer is Contender => 'clone' in peer);
  const absent = peers.filter((peer): peer is Absent => 'reason' in peer);
  const skipped: { row: string; reason: string }[] = absent.map(({ name, reason }) => ({ row: name, reason }));
  const rows: Row[] = [];
  let checkedVmCount = 0;
  try {
    const pairs = counts.flatMap((count) => present.map((peer) => ({ count, peer, rounds: new Array<Round>(), expectedMs: 0 })));
    // Turn by turn, so that every row has a round before any has two, and its rounds lie minutes apart.
    for (let turn = 1; turn <= roundCount; turn += 1) {
      for (const pair of pairs) {
        const { count, peer, rounds } = pair;
        const earlier = pairs.findLast((other) => other.peer === peer && other.count <= count && other.rounds.length > 0);
        const round = earlier?.rounds.at(-1);
        pair.expectedMs = earlier && round ? expectedRoundMs({ count: earlier.count, round }, count) : 0;
        if (performance.now() + pair.expectedMs > deadline) continue;
        const made = await runRound(ours, peer, count, work);
        rounds.push(made);
        process.stderr.write(`Round ${turn}: ${count} against ${peer.name}: ${spellRatio(made.ratio)}${made.moved.length > 0 ? ', not quiet' : ''}\n`);
      }
    }
    for (const { count, peer, rounds, expectedMs } of pairs) {
      if (rounds.length > 0) rows.push(summarize(peer.name, count, rounds));
      else skipped.push({ row: `${count} against ${peer.name}`, reason: `A round would have taken about ${formatDuration(expectedMs)}: out of time.` });
    }
    const measured = present.filter((peer) => rows.some((row) => row.peer === peer.name));
    for (const contender of [ours, ...measured]) await contender.verify();
    checkedVmCount = await ours.check();
  } finally {
    for (const contender of [ours, ...present]) await contender.close();
  }

  say('');
  say(
    formatTable(
      [
        { title: 'Clones', cell: (row) => String(row.count), isNumber: true },
        { title: 'Against', cell: (row) => row.peer },
        { title: 'Ratio', cell: (row) => spellRatio(row.ratio.median), isNumber: true },
        { title: 'min - max', cell: (row) => `${spellRatio(row.ratio.min)} - ${spellRatio(row.ratio.max)}`, isNumber: true },
        { title: 'Cloneyard', cell: (row) => spellMs(row.oursMs), isNumber: true },
        { title: 'Peer', cell: (row) => spellMs(row.peerMs), isNumber: true },
        { title: 'CPU', cell: (row) => `${spellMs(row.oursCpuMs)} / ${spellMs(row.peerCpuMs)}`, isNumber: true },
        { title: 'Rounds', cell: (row) => `${row.rounds.length}${row.invalidRounds > 0 ? `, ${row.invalidRounds} invalid` : ''}`, isNumber: true },
      ],
      rows,
    ),
  );
  say('\nRatio: time of the peer divided by time of Cloneyard, median of rounds A B B A; above 1 Cloneyard is faster.');
  const lost = rows.filter((row) => row.ratio.median < 1);
  say(lost.length === 0 ? 'No row is lost.' : `Lost: ${lost.map((row) => `${row.count} against ${row.peer}`).join('; ')}.`);
  const unquiet = rows.filter((row) => row.invalidRounds === row.rounds.length);
  if (unquiet.length > 0) say(`No quiet round, so all rounds count and the figure is rough: ${unquiet.map((row) => `${row.count} against ${row.peer}`).join('; ')}.`);
  for (const { row, reason } of skipped) say(`Skipped: ${row}. ${reason}`);
  say(`Each peer makes files that any tool can open and needs no import; Cloneyard keeps an inventory, a task journal and the space of every clone.`);
  for (const { name, how } of [ours, ...present]) say(`${name}: ${how}`);
  say(`Verified: the last clone of everybody read back and compared with the image, then ${checkedVmCount} virtual machines by the checker.`);

  mkdirSync(dirname(target), { recursive: true });
  const document = {
    method: 'rounds of A B B A; ratio = peer / Cloneyard per round; median, min and max over quiet rounds',
    finishedAt: new Date().toISOString(),
    machine,
    image: { sizeBytes: image.sizeBytes, allocatedBytes: image.allocatedBytes, fileCount: image.fileCount, importMs: ours.importMs },
    contenders: [ours, ...present].map(({ name, how }) => ({ name, how })),
    rows,
    skipped,
    residentBytes: process.memoryUsage.rss(),
  };
  writeFileSync(target, `${JSON.stringify(document, null, 2)}\n`);
  say(`Results: ${join(target)}`);
}

function spellRatio(ratio: number): string {
  return `${ratio >= 100 ? Math.round(ratio) : ratio.toFixed(ratio >= 10 ? 1 : 2)}x`;
}

function spellMs(durationMs: number): string {
  return `${durationMs >= 100 ? Math.round(durationMs) : durationMs.toFixed(1)} ms`;
}
