/** Sizes as people type them. Pure. */
import { gibBytes, kibBytes, mibBytes, tibBytes } from '../../../shared/units.ts';

const unitBytes: Readonly<Record<string, number>> = { '': 1, b: 1, k: kibBytes, kib: kibBytes, m: mibBytes, mib: mibBytes, g: gibBytes, gib: gibBytes, t: tibBytes, tib: tibBytes };

/**
 * Whole bytes from `500 GiB`, `1.5 TiB`, `64k` or a plain number, which counts in `plainUnit`;
 * null for anything else. Units are binary: a GB of 1000³ bytes is not guessed at.
 */
export function parseSize(text: string, plainUnit: 'b' | 'gib' = 'gib'): number | null {
  const match = /^(\d{1,15}(?:[.,]\d{1,6})?)\s*([a-z]*)$/i.exec(text.trim().replaceAll(/(?<=\d)[ ,](?=\d{3}\b)/g, ''));
  if (match?.[1] === undefined) return null;
  const unit = (match[2] ?? '').toLowerCase();
  const factor = unitBytes[unit === '' ? plainUnit : unit];
  if (factor === undefined) return null;
  const sizeBytes = Math.round(Number(match[1].replace(',', '.')) * factor);
  return Number.isSafeInteger(sizeBytes) ? sizeBytes : null;
}

/** A size as it can be typed again without losing a byte: the largest unit that divides it. */
export function typedSize(sizeBytes: number): string {
  for (const [name, factor] of [['TiB', tibBytes], ['GiB', gibBytes], ['MiB', mibBytes], ['KiB', kibBytes]] as const) {
    if (sizeBytes >= factor && sizeBytes % factor === 0) return `${sizeBytes / factor} ${name}`;
  }
  return `${sizeBytes} B`;
}
