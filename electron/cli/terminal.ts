/**
 * What the command line prints. Standard output carries the answer alone (one JSON document
 * with `--json`); everything said along the way goes to standard error, and the progress bar
 * is drawn only where there is a terminal to draw it on.
 */
import type { TaskProgress } from '../../shared/model/task.ts';
import { formatBytes, formatCount, formatDuration, formatPercent, formatRate } from '../../shared/units.ts';

/** The part of a Node stream that is used. */
export interface TextSink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

const eraseLine = '\r\u001b[K';

export class Terminal {
  readonly #out: TextSink;
  readonly #err: TextSink;
  #isBarShown = false;

  constructor(out: TextSink, err: TextSink) {
    this.#out = out;
    this.#err = err;
  }

  get showsProgress(): boolean {
    return this.#err.isTTY === true;
  }

  /** A terminal whose size is not known reports none, or 0. */
  get #columns(): number {
    const columns = this.#err.columns ?? 0;
    return columns > 0 ? columns : 80;
  }

  /** The answer, on standard output. */
  print(text: string): void {
    this.clearProgress();
    this.#out.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** Something worth knowing along the way, on standard error. */
  note(text: string): void {
    this.clearProgress();
    this.#err.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** Redraws the bar; does nothing where standard error is not a terminal. */
  progress(label: string, progress: TaskProgress | null): void {
    if (!this.showsProgress) return;
    this.#err.write(eraseLine + progressLine(label, progress, this.#columns));
    this.#isBarShown = true;
  }

  clearProgress(): void {
    if (!this.#isBarShown) return;
    this.#isBarShown = false;
    this.#err.write(eraseLine);
  }
}

const barWidth = 24;

/** One line for a running task, at most `columns - 1` characters, so that no terminal wraps it. */
export function progressLine(label: string, progress: TaskProgress | null, columns: number): string {
  const room = Math.max(10, columns - 1);
  if (!progress) return clip(label, room);
  const amount = progress.unit === 'bytes' ? formatBytes : formatCount;
  const parts: string[] = [];
  if (progress.total === null) {
    parts.push(amount(progress.done));
  } else {
    const share = progress.total === 0 ? 1 : Math.min(1, progress.done / progress.total);
    const filled = Math.floor(share * barWidth);
    parts.push(`[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}] ${formatPercent(progress.done, progress.total)}`);
    parts.push(`${amount(progress.done)} of ${amount(progress.total)}`);
  }
  if (progress.ratePerSecond !== null) {
    parts.push(progress.unit === 'bytes' ? formatRate(progress.ratePerSecond) : `${formatCount(Math.round(progress.ratePerSecond))}/s`);
  }
  if (progress.timeLeftMs !== null) parts.push(`${formatDuration(progress.timeLeftMs)} left`);
  const figures = parts.join('  ');
  const labelRoom = room - figures.length - 2;
  return labelRoom < 8 ? clip(figures, room) : `${clip(label, labelRoom)}  ${figures}`;
}

function clip(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`;
}
