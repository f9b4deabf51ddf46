/** Values a person types on the command line. What cannot be read is wrong usage (exit code 2). */
import { InvalidArgumentError } from 'commander';
import { mostPoints } from '../../shared/contract/performance.ts';
import { cloneCountLimit } from '../../shared/model/clonePlan.ts';
import { taskIdSchema, trailIdSchema, type TaskId, type TrailId } from '../../shared/ids.ts';
import { hostSwitchesSchema } from '../../shared/model/offload.ts';
import { machineCountLimit } from '../../shared/model/system.ts';
import { formatCount, gibBytes, kibBytes, mibBytes, tibBytes } from '../../shared/units.ts';

const bytesPerUnit: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kib: kibBytes,
  mib: mibBytes,
  gib: gibBytes,
  tib: tibBytes,
};

/** Reads `4096`, `4KiB`, `1 MiB` or `1.5GiB` as a whole number of bytes. */
export function parseBytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const unitBytes = bytesPerUnit[match?.[2]?.toLowerCase() ?? 'unknown'];
  if (!match || unitBytes === undefined) {
    throw new InvalidArgumentError('Give bytes as a number, with KiB, MiB, GiB or TiB if you like: 4096, 4KiB, 1MiB.');
  }
  const sizeBytes = Number(match[1]) * unitBytes;
  if (!Number.isSafeInteger(sizeBytes)) throw new InvalidArgumentError('This is not a whole number of bytes.');
  return sizeBytes;
}

function parseInteger(text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) {
    throw new InvalidArgumentError(`Give a whole number from ${formatCount(min)} to ${formatCount(max)}.`);
  }
  return value;
}

export function parseMachineCount(text: string): number {
  return parseInteger(text, 1, machineCountLimit);
}

export function parseCloneCount(text: string): number {
  return parseInteger(text, 1, cloneCountLimit);
}

export function parseStartNumber(text: string): number {
  return parseInteger(text, 0, 999_999_999);
}

export function parseListLimit(text: string): number {
  return parseInteger(text, 1, 1000);
}

/** 0 lets the system choose a free port. */
export function parsePort(text: string): number {
  return parseInteger(text, 0, 65_535);
}

/** Reads `task-7`, or `7` for short. */
export function parseTaskId(text: string): TaskId {
  const parsed = taskIdSchema.safeParse(/^\d+$/.test(text) ? `task-${text}` : text);
  if (!parsed.success) throw new InvalidArgumentError('A task is named like task-7.');
  return parsed.data;
}

/** Reads `on` or `off`. */
export function parseOnOff(text: string): boolean {
  const word = text.trim().toLowerCase();
  if (word !== 'on' && word !== 'off') throw new InvalidArgumentError('Give on or off.');
  return word === 'on';
}

/** Reads `trail-12`, or `12` for short. */
export function parseTrailId(text: string): TrailId {
  const parsed = trailIdSchema.safeParse(/^\d+$/.test(text) ? `trail-${text}` : text);
  if (!parsed.success) throw new InvalidArgumentError('A trail is named like trail-12.');
  return parsed.data;
}

/** As many as one answer has. */
export function parsePointLimit(text: string): number {
  return parseInteger(text, 1, mostPoints);
}

/** As many as the yard keeps. */
export function parseTrailLimit(text: string): number {
  return parseInteger(text, 1, 20_000);
}

/** As many as a comparison makes on each side. */
export function parseComparisonCount(text: string): number {
  return parseInteger(text, 1, 1000);
}

/** Whole seconds between two readings. */
export function parseIntervalSeconds(text: string): number {
  return parseInteger(text, 1, 3600);
}

/** `DataMover.MaxHWTransferSize`: whole MiB, 16 at most. */
export function parseTransferSize(text: string): number {
  const sizeBytes = parseBytes(text);
  if (!hostSwitchesSchema.shape.maxTransferBytes.safeParse(sizeBytes).success) throw new InvalidArgumentError('Give whole MiB from 1MiB to 16MiB.');
  return sizeBytes;
}
