/** Turns the text of a query into a test of one kind of object. docs/query.md describes the language. */
import { findField, type QueryField } from './queryField.ts';
import { readChoices, readNumbers, readTexts, type TestReading } from './readTerm.ts';
import { scanQuery, type ComparisonTerm, type Span, type WordTerm } from './scanQuery.ts';
import { hasWildcard, matchesWildcard } from './wildcard.ts';

/** A term that cannot be used, and what to type instead. */
export interface QueryProblem extends Span {
  readonly message: string;
  readonly nextStep: string;
  /** The term stands at the end and may still become a good one. */
  readonly isIncomplete: boolean;
  /** The name that no field has; null for every other problem. */
  readonly unknownField: string | null;
}

export interface ReadQuery<Subject> {
  /** Terms with a problem are left out; without any other term everything matches. `words` is what free words are looked for in, in lower case, one text per line. */
  readonly matches: (subject: Subject, words: string) => boolean;
  readonly problems: readonly QueryProblem[];
  /** True when it has no term that could be used. */
  readonly isEmpty: boolean;
  /** True when it has a free word, so that the words of the subject are needed. */
  readonly hasWords: boolean;
}

type Test<Subject> = (subject: Subject, words: string) => boolean;

/** Reads a query about one kind of object. Never throws. */
export function readQuery<Subject>(text: string, fields: readonly QueryField<Subject>[]): ReadQuery<Subject> {
  const tests: Test<Subject>[] = [];
  const problems: QueryProblem[] = [];
  let hasWords = false;
  for (const term of scanQuery(text)) {
    if (term.kind === 'word') {
      hasWords = true;
      tests.push(negatedIf(term.isNegated, wordTest(term)));
      continue;
    }
    const reading = readComparison(term, fields);
    if ('test' in reading) {
      tests.push(negatedIf(term.isNegated, reading.test));
      continue;
    }
    problems.push({ ...reading.problem, isIncomplete: reading.problem.isIncomplete && term.end === text.length });
  }
  return { matches: (subject, words) => tests.every((test) => test(subject, words)), problems, isEmpty: tests.length === 0, hasWords };
}

function negatedIf<Subject>(isNegated: boolean, test: Test<Subject>): Test<Subject> {
  return isNegated ? (subject, words) => !test(subject, words) : test;
}

function wordTest({ value }: WordTerm): Test<unknown> {
  const wanted = value.text.toLowerCase();
  if (value.isQuoted || !hasWildcard(wanted)) return (_, words) => words.includes(wanted);
  return (_, words) => words.split('\n').some((line) => matchesWildcard(wanted, line));
}

type ComparisonReading<Subject> = { readonly test: (subject: Subject) => boolean } | { readonly problem: QueryProblem };

function readComparison<Subject>(term: ComparisonTerm, fields: readonly QueryField<Subject>[]): ComparisonReading<Subject> {
  const field = findField(fields, term.field.text);
  if (field === undefined) return { problem: unknownField(term, fields) };
  const missing = term.values.find((value) => value.text === '' && !value.isQuoted);
  if (missing !== undefined) {
    return {
      problem: {
        message: `A value is missing after ${term.field.text}${term.operator}`,
        nextStep: `Give one, for example ${exampleOf(field)}.`,
        isIncomplete: true, unknownField: null, start: term.start, end: term.end,
      },
    };
  }
  const reading = readTest(field, term);
  if ('test' in reading) return reading;
  const { message, nextStep, isIncomplete, at } = reading.refusal;
  return { problem: { message, nextStep, isIncomplete, unknownField: null, start: at.start, end: at.end } };
}

function readTest<Subject>(field: QueryField<Subject>, term: ComparisonTerm): TestReading<Subject> {
  if (field.type === 'text') return readTexts(field, term);
  if (field.type === 'choice') return readChoices(field, term);
  return readNumbers(field, term);
}

/** A comparison with this field that can be read. */
export function exampleOf<Subject>(field: QueryField<Subject>): string {
  switch (field.type) {
    case 'text': return `${field.name}:web*`;
    case 'choice': return `${field.name}:${field.choices[0]?.word ?? ''}`;
    case 'size': return `${field.name}>1GiB`;
    case 'count': return `${field.name}>2`;
    case 'percent': return `${field.name}>75%`;
    case 'time': return `${field.name}>2026-03-31`;
  }
}

function unknownField<Subject>({ field, start, end }: ComparisonTerm, fields: readonly QueryField<Subject>[]): QueryProblem {
  const near = nearestName(field.text.toLowerCase(), fields.flatMap(({ name, aliases }) => [name, ...(aliases ?? [])]));
  const other = near === null ? `There are: ${fields.map(({ name }) => name).join(', ')}.` : `Did you mean ${near}?`;
  return {
    message: `There is no field ${field.text}.`,
    nextStep: `${other} Text that is looked for as it is goes in quotes.`,
    isIncomplete: false, unknownField: field.text, start, end,
  };
}

/** The name that was probably meant: one that begins so, or differs by at most two letters; null for none. */
function nearestName(typed: string, names: readonly string[]): string | null {
  let best: { name: string; distance: number } | null = null;
  for (const name of names) {
    const distance = name.startsWith(typed) ? 0 : editDistance(typed, name);
    if (distance <= Math.min(2, name.length - 2) && (best === null || distance < best.distance)) best = { name, distance };
  }
  return best?.name ?? null;
}

/** Letters to put in, take out or change to make one text the other. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const changed = (above[column - 1] ?? 0) + (a.charAt(row - 1) === b.charAt(column - 1) ? 0 : 1);
      current.push(Math.min(changed, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    above = current;
  }
  return above[b.length] ?? 0;
}
