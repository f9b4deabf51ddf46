/** What the text in a grid's filter means. The grid brings none of its own but plain words; the client hands one in. */
import { createContext } from 'react';
import type { DataGridColumn } from './gridTypes.ts';

export interface FilterReading<T> {
  /** Null when everything matches. `words` holds the searched texts of the row in lower case, one column per line. */
  readonly matches: ((row: T, words: string) => boolean) | null;
  /** False when `matches` never looks at the words, which then need not be gathered. */
  readonly needsWords: boolean;
  /** What is wrong with the text, or still missing while it is typed. */
  readonly problem: FilterProblem | null;
}

export interface FilterProblem {
  readonly text: string;
  /** False for what is only not complete yet. */
  readonly isError: boolean;
}

export interface FilterCompletion {
  /** Takes the place of the part at the caret. */
  readonly insert: string;
  readonly detail: string;
}

export interface FilterCompletions {
  /** The part of the text that a completion replaces. */
  readonly start: number;
  readonly end: number;
  readonly items: readonly FilterCompletion[];
}

/** A text and the place of the caret in it. */
export interface CaretText {
  readonly text: string;
  readonly caret: number;
}

/** Offers what may stand at the caret, and puts it there. */
export interface Completer {
  readonly complete: (at: CaretText) => FilterCompletions;
  readonly apply: (text: string, completions: FilterCompletions, insert: string) => CaretText;
}

export interface FilterLanguage<T> {
  readonly read: (text: string) => FilterReading<T>;
  /** @param rows where values are taken from */
  readonly completer: (rows: readonly T[]) => Completer;
}

/** Makes the language of a grid from its columns. */
export interface ColumnLanguage {
  readonly forColumns: <T>(columns: readonly DataGridColumn<T>[]) => FilterLanguage<T>;
}

/** For every grid that is not handed a language of its own. */
export const ColumnLanguageContext = createContext<ColumnLanguage | null>(null);

/** Rows match in which every word occurs, in any searched column. */
export function readPlainWords(filter: string): FilterReading<unknown> {
  const wanted = filter.toLowerCase().split(/\s+/).filter((word) => word !== '');
  if (wanted.length === 0) return { matches: null, needsWords: false, problem: null };
  return { matches: (_, words) => wanted.every((word) => words.includes(word)), needsWords: true, problem: null };
}
