import { say } from '../strings/say.ts';

const format = new Intl.NumberFormat('en-US');

export function formatCount(count: number): string {
  return format.format(count);
}

/** What the rows of a list are called. */
export interface ItemNames {
  /** "1 item", "10,000 items". */
  readonly counted: (count: number) => string;
  /** "No items". */
  readonly none: string;
  /** "No items match “vm-7”". */
  readonly noneMatches: (filter: string) => string;
}

/** "1 item", "10,000 items", "12 of 10,000 items". */
export function describeCount(shown: number, total: number, names: ItemNames): string {
  return shown === total ? names.counted(total) : say('ui.shownOfItems', { shown: formatCount(shown), items: names.counted(total) });
}
