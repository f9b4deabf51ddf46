/** Cuts the text of a query into terms, without knowing any field. */

/** Positions in the text: from the first character, up to but not including the last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface QueryValue extends Span {
  readonly text: string;
  /** In quotes `*`, `?` and `,` mean themselves. */
  readonly isQuoted: boolean;
}

export const operators = ['!=', '<=', '>=', ':', '=', '<', '>'] as const;
export type Operator = (typeof operators)[number];

interface TermBase extends Span {
  readonly isNegated: boolean;
}

export interface WordTerm extends TermBase {
  readonly kind: 'word';
  readonly value: QueryValue;
}

export interface ComparisonTerm extends TermBase {
  readonly kind: 'comparison';
  readonly field: QueryValue;
  readonly operator: Operator;
  /** At least one; an empty one that is not quoted has not been typed yet. */
  readonly values: readonly QueryValue[];
}

export type QueryTerm = WordTerm | ComparisonTerm;

const comparisonStart = /([A-Za-z][A-Za-z0-9_]*)(!=|<=|>=|:|=|<|>)/y;

/** The terms in their order. Every text can be cut: a quote that is not closed reaches to the end. */
export function scanQuery(text: string): QueryTerm[] {
  const terms: QueryTerm[] = [];
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const term = scanTerm(text, at);
    terms.push(term);
    at = skipSpace(text, term.end);
  }
  return terms;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text, at)) at += 1;
  return at;
}

function isSpace(text: string, at: number): boolean {
  return /\s/.test(text.charAt(at));
}

function scanTerm(text: string, start: number): QueryTerm {
  // A minus sign with nothing behind it is a word like any other.
  const isNegated = text.charAt(start) === '-' && start + 1 < text.length && !isSpace(text, start + 1);
  const from = isNegated ? start + 1 : start;
  comparisonStart.lastIndex = from;
  const match = comparisonStart.exec(text);
  const name = match?.[1];
  const operator = operators.find((known) => known === match?.[2]);
  if (name === undefined || operator === undefined) {
    const value = scanValue(text, from, false);
    return { kind: 'word', isNegated, value, start, end: value.end };
  }
  const fieldEnd = from + name.length;
  const values: QueryValue[] = [];
  let at = fieldEnd + operator.length;
  for (;;) {
    const value = scanValue(text, at, true);
    values.push(value);
    at = value.end;
    if (text.charAt(at) !== ',') break;
    at += 1;
  }
  return { kind: 'comparison', isNegated, field: { text: name, isQuoted: false, start: from, end: fieldEnd }, operator, values, start, end: at };
}

function scanValue(text: string, start: number, endsAtComma: boolean): QueryValue {
  if (text.charAt(start) === '"') {
    const close = text.indexOf('"', start + 1);
    const end = close === -1 ? text.length : close;
    return { text: text.slice(start + 1, end), isQuoted: true, start, end: close === -1 ? end : end + 1 };
  }
  const ahead = endsAtComma ? /[\s,]/g : /\s/g;
  ahead.lastIndex = start;
  const end = ahead.exec(text)?.index ?? text.length;
  return { text: text.slice(start, end), isQuoted: false, start, end };
}

/** A value as it has to be typed to mean just this text. */
export function quoteValue(text: string): string {
  return /^[^\s",*?]+$/.test(text) ? text : `"${text.replaceAll('"', '')}"`;
}
