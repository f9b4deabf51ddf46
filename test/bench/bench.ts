/** What the rows of the array's bench share: where they work, how they compare, and what they have found. */
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { formatTable } from '../../electron/cli/table.ts';
import { formatCount } from '../../shared/units.ts';
import type { Measure } from './shellCommands.ts';
import { makeImage, type BenchImage } from './image.ts';
import { runPair, summarizeRounds, type Pair, type Round, type Summary } from './rounds.ts';

export interface Comparison extends Pair {
  /** What is done, with its sizes and when it counts as done. */
  readonly row: string;
  /** The peer in its best mode, with its flags. */
  readonly against: string;
  /** Rounds wanted; there is always one, further ones only while the time of the group lasts. */
  readonly rounds?: number;
  /** The ratio to reach. */
  readonly goal?: number;
  /** Bytes worked on, to tell rates beside times. */
  readonly workedBytes?: number;
}

/** A figure that is not a time: compared with a peer's where there is one. */
export interface Figure {
  readonly row: string;
  readonly unit: string;
  readonly ours: number;
  readonly against?: { readonly name: string; readonly value: number };
  /** Whether a smaller figure is the better one, as with bytes and milliseconds. */
  readonly isLessBetter: boolean;
  /** The figure of ours to reach. */
  readonly goal?: number;
}

interface ComparisonResult extends Summary {
  readonly group: string;
  readonly row: string;
  readonly against: string;
  readonly goal?: number;
  readonly workedBytes?: number;
}
interface FigureResult extends Figure {
  readonly group: string;
  /** Above 1 ours is better; null without a peer that can be divided by. */
  readonly ratio: number | null;
}

export interface BenchGroup {
  readonly name: string;
  readonly about: string;
  /** Time for its rounds; preparing them is not counted. */
  readonly budgetMs: number;
  run(bench: Bench): Promise<void>;
}

export interface BenchOptions {
  /** A folder of raw images to import in place of those made of this machine's files. */
  readonly imageFolder: string | null;
  /** Eight times the size of what is measured where size matters. */
  readonly isLarge: boolean;
}

const wantedRounds = 5;

export class Bench {
  readonly comparisons: ComparisonResult[] = [];
  readonly figures: FigureResult[] = [];
  readonly skipped: { readonly row: string; readonly reason: string }[] = [];
  readonly #work: string;
  #group: BenchGroup | null = null;
  #spentMs = 0;
  #image: Promise<BenchImage> | null = null;
  #folderCount = 0;
  readonly #folders: string[] = [];

  constructor(work: string, readonly options: BenchOptions) {
    this.#work = work;
  }

  /** An empty folder on the file system under test, removed when the group has ended. */
  newFolder(): string {
    const path = this.newSharedFolder();
    this.#folders.push(path);
    return path;
  }

  /** One that stays until the end of the run. */
  newSharedFolder(): string {
    const path = join(this.#work, `bench-${(this.#folderCount += 1)}`);
    mkdirSync(path);
    return path;
  }

  image(): Promise<BenchImage> {
    return (this.#image ??= makeImage(this.newSharedFolder()));
  }

  async runGroup(group: BenchGroup): Promise<void> {
    this.#group = group;
    this.#spentMs = 0;
    const startedAt = performance.now();
    try {
      await group.run(this);
    } catch (error) {
      // One group that fails must not take the others' results along; it is told at the end and by the exit code.
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.skip('everything after it', `Failed: ${reason}`);
      process.exitCode = 1;
    } finally {
      for (const folder of this.#folders.splice(0)) await rm(folder, { recursive: true, force: true });
    }
    process.stderr.write(`${group.name}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s\n`);
  }

  async compare({ row, against, rounds = wantedRounds, goal, workedBytes, ...pair }: Comparison): Promise<Summary> {
    const group = this.#current();
    const made: Round[] = [];
    const startedAt = performance.now();
    do {
      const round = await runPair(pair, this.#work);
      made.push(round);
      process.stderr.write(`${group.name}: ${row} against ${against}, round ${made.length}: ${spellRatio(round.ratio)}${round.moved.length > 0 ? ', not quiet' : ''}\n`);
    } while (made.length < rounds && this.#spentMs + (performance.now() - startedAt) * (1 + 1 / made.length) < group.budgetMs);
    this.#spentMs += performance.now() - startedAt;
    const summary = summarizeRounds(made);
    this.comparisons.push({ group: group.name, row, against, ...summary, ...(goal === undefined ? {} : { goal }), ...(workedBytes === undefined ? {} : { workedBytes }) });
    return summary;
  }

  figure(figure: Figure): void {
    const { ours, against, isLessBetter } = figure;
    // Nothing can be divided by a peer that saved nothing, or less, and not by nothing.
    const ratio = against === undefined || against.value <= 0 || (isLessBetter && ours === 0) ? null : isLessBetter ? against.value / ours : ours / against.value;
    this.figures.push({ group: this.#current().name, ...figure, ratio });
  }

  skip(row: string, reason: string): void {
    this.skipped.push({ row: `${this.#current().name}: ${row}`, reason });
  }

  skipGroup({ name, about }: BenchGroup, reason: string): void {
    this.skipped.push({ row: `${name}: ${about}`, reason });
  }

  /** Everything as text: tables, then what was lost, missed or left out. */
  report(): string {
    const parts: string[] = [];
    if (this.comparisons.length > 0) parts.push(this.#comparisonTable());
    if (this.figures.length > 0) parts.push(this.#figureTable());
    const lost = this.comparisons.filter(({ goal, ratio }) => goal === undefined && ratio.median < 1);
    const missed = this.comparisons.filter(({ goal, ratio }) => goal !== undefined && ratio.median < goal);
    const missedFigures = this.figures.filter((figure) => !isReached(figure));
    const rough = this.comparisons.filter(({ rounds, invalidRounds }) => invalidRounds === rounds.length);
    const list = (title: string, rows: readonly { group: string; row: string; against?: unknown }[]): string =>
      [title, ...rows.map(({ group, row, against }) => `  ${group}: ${row}${typeof against === 'string' ? ` against ${against}` : ''}`)].join('\n');
    parts.push('Ratio: time of the peer divided by time of Cloneyard, median of rounds A B B A; above 1 Cloneyard is faster.');
    parts.push(lost.length > 0 ? list('Lost:', lost) : 'No row without a goal is lost.');
    parts.push(missed.length + missedFigures.length > 0 ? list('Goals missed:', [...missed, ...missedFigures]) : 'No goal is missed.');
    if (rough.length > 0) parts.push(`Without a quiet round, so that all rounds count and the figure is rough: ${rough.length} of ${this.comparisons.length} rows.`);
    if (this.skipped.length > 0) parts.push(['Skipped:', ...this.skipped.map(({ row, reason }) => `  ${row}. ${reason}`)].join('\n'));
    return parts.join('\n\n');
  }

  #comparisonTable(): string {
    return formatTable(
      [
        { title: 'Row', cell: ({ group, row }) => `${group}: ${row}` },
        { title: 'Against', cell: ({ against }) => against },
        { title: 'Ratio', cell: ({ ratio }) => spellRatio(ratio.median), isNumber: true },
        { title: 'min - max', cell: ({ ratio }) => `${spellRatio(ratio.min)} - ${spellRatio(ratio.max)}`, isNumber: true },
        { title: 'Goal', cell: ({ goal, ratio }) => (goal === undefined ? '' : `${spellRatio(goal)}${ratio.median < goal ? ' missed' : ''}`), isNumber: true },
        { title: 'Cloneyard', cell: (row) => spellTime(row.oursMs, row.workedBytes), isNumber: true },
        { title: 'Peer', cell: (row) => spellTime(row.peerMs, row.workedBytes), isNumber: true },
        { title: 'CPU', cell: (row) => `${spellMs(row.oursCpuMs)} / ${spellMs(row.peerCpuMs)}`, isNumber: true },
        { title: 'CPU ratio', cell: ({ cpuRatio }) => spellRatio(cpuRatio), isNumber: true },
        { title: 'Rounds', cell: (row) => `${row.rounds.length}${row.invalidRounds > 0 ? `, ${row.invalidRounds} invalid` : ''}`, isNumber: true },
      ],
      this.comparisons,
    );
  }

  #figureTable(): string {
    return formatTable(
      [
        { title: 'Figure', cell: ({ group, row }) => `${group}: ${row}` },
        { title: 'Cloneyard', cell: ({ ours, unit }) => spellFigure(ours, unit), isNumber: true },
        { title: 'Peer', cell: ({ against, unit }) => (against ? spellFigure(against.value, unit) : ''), isNumber: true },
        { title: 'Which', cell: ({ against }) => against?.name ?? '' },
        { title: 'Ratio', cell: ({ ratio }) => (ratio === null ? '' : spellRatio(ratio)), isNumber: true },
        { title: 'Goal', cell: (figure) => (figure.goal === undefined ? '' : `${figure.isLessBetter ? '<=' : '>='} ${spellFigure(figure.goal, figure.unit)}${isReached(figure) ? '' : ' missed'}`), isNumber: true },
      ],
      this.figures,
    );
  }

  #current(): BenchGroup {
    if (!this.#group) throw new Error('Rows belong to a group.');
    return this.#group;
  }
}

/** Work that takes a known number of equal steps is told per step. */
export function perStep({ wallMs, cpuMs }: Measure, steps: number): Measure {
  return { wallMs: wallMs / steps, cpuMs: cpuMs / steps };
}

function isReached({ ours, goal, isLessBetter }: Figure): boolean {
  return goal === undefined || (isLessBetter ? ours <= goal : ours >= goal);
}

function spellRatio(ratio: number): string {
  return `${ratio >= 100 ? Math.round(ratio) : ratio.toFixed(ratio >= 10 ? 1 : 2)}x`;
}

function spellMs(durationMs: number): string {
  return `${durationMs >= 100 ? formatCount(Math.round(durationMs)) : durationMs.toFixed(durationMs >= 1 ? 1 : 3)} ms`;
}

function spellTime(durationMs: number, workedBytes: number | undefined): string {
  return workedBytes === undefined ? spellMs(durationMs) : `${spellMs(durationMs)}, ${formatCount(Math.round(workedBytes / 1e3 / durationMs))} MB/s`;
}

function spellFigure(value: number, unit: string): string {
  return `${value >= 100 ? formatCount(Math.round(value)) : value.toFixed(2)} ${unit}`;
}
