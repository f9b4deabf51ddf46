import { say } from '../strings/say.ts';

const format = new Intl.NumberFormat('en-US');

export function formatCount(count: number): string {
  return format.format(count);
}

/** "1 item", "10,000 items", "12 of 10,000 items". */
export function describeCount(shown: number, total: number, names: readonly [string, string]): string {
  const name = total === 1 ? names[0] : names[1];
  return shown === total ? `${formatCount(total)} ${name}` : say('ui.of', { shown: formatCount(shown), total: formatCount(total), name });
}
