/** Byte and block arithmetic, and how sizes, rates and times are spelled for people. */

/** The array's unit of sharing, in bytes. */
export const blockSizeBytes = 4096;
export const kibBytes = 1024;
export const mibBytes = 1024 ** 2;
export const gibBytes = 1024 ** 3;
export const tibBytes = 1024 ** 4;

/** The number of whole blocks that hold `sizeBytes`. */
export function blocksFor(sizeBytes: number): number {
  return Math.ceil(sizeBytes / blockSizeBytes);
}

/** How sizes are spelled: `binary` in steps of 1024 (KiB, MiB, GiB), `decimal` in steps of 1000 (kB, MB, GB), as IEC 80000-13 names them. */
export const unitSystems = ['binary', 'decimal'] as const;
export type UnitSystem = (typeof unitSystems)[number];

const spellings = {
  binary: { step: 1024, units: ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] },
  decimal: { step: 1000, units: ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] },
} as const;

// Like the language of a page: one for all that this process writes, so that no caller can forget to ask for it.
let usedSystem: UnitSystem = 'binary';

/** Decides how every size is spelled from now on in this process. The client does so; the yard and the command line stay binary. */
export function setUnitSystem(system: UnitSystem): void {
  usedSystem = system;
}

/**
 * A size with at most three significant digits in the largest unit that fits, for example
 * `1.48 GiB`. Exact byte counts below the first unit are spelled whole.
 */
export function formatBytes(sizeBytes: number): string {
  const { step, units } = spellings[usedSystem];
  const sign = sizeBytes < 0 ? '−' : '';
  let value = Math.abs(sizeBytes);
  let unit = 0;
  while (value >= step - 0.5 && unit < units.length - 1) {
    value /= step;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  const text = value.toFixed(digits);
  return `${sign}${digits > 0 ? text.replace(/\.?0+$/, '') : text} ${units[unit]}`;
}

/** The unit in which `formatBytes` spells a size, and how many bytes it is: for axes, where all figures have the same one. */
export function byteUnitOf(sizeBytes: number): { readonly unit: string; readonly unitBytes: number } {
  const { step, units } = spellings[usedSystem];
  let unitBytes = 1;
  let unit = 0;
  while (Math.abs(sizeBytes) / unitBytes >= step - 0.5 && unit < units.length - 1) {
    unitBytes *= step;
    unit += 1;
  }
  return { unit: units[unit] ?? 'B', unitBytes };
}

/** A transfer rate, for example `412 MiB/s`. */
export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** A whole number with thousands separators, for example `10,000`. */
export function formatCount(count: number): string {
  // Not `toLocaleString`: its first call loads language data for tens of milliseconds, in the yard's own thread.
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/**
 * A share of a whole in percent, for example `98 %`; an empty whole is `0 %`. What is not all and
 * not nothing never reads as if it were: `99.9 %`, `< 0.1 %`.
 */
export function formatPercent(part: number, whole: number): string {
  if (whole <= 0 || part === 0) return '0 %';
  const percent = (part / whole) * 100;
  if (percent < 0.05) return '< 0.1 %';
  if (part < whole && percent >= 99.95) return '> 99.9 %';
  const hasDecimal = percent < 9.95 || (percent >= 99 && part < whole);
  return `${hasDecimal ? percent.toFixed(1) : percent.toFixed(0)} %`;
}

/** A duration, for example `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 995) return `${Math.max(0, Math.round(durationMs))} ms`;
  const seconds = durationMs / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const wholeSeconds = Math.round(seconds);
  if (wholeSeconds < 3600) {
    const rest = wholeSeconds % 60;
    return rest === 0 ? `${Math.floor(wholeSeconds / 60)} min` : `${Math.floor(wholeSeconds / 60)} min ${rest} s`;
  }
  const minutes = Math.round(wholeSeconds / 60);
  return minutes % 60 === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
