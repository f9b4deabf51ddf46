/** The comparison of one field with what was typed behind it, by the type of the field. */
import type { ChoiceField, NumberField, TextField } from './queryField.ts';
import { readNumber, type Interval } from './readNumbers.ts';
import type { ComparisonTerm, Operator, QueryValue, Span } from './scanQuery.ts';
import { hasWildcard, matchesWildcard } from './wildcard.ts';

export interface Refusal {
  readonly message: string;
  readonly nextStep: string;
  readonly isIncomplete: boolean;
  readonly at: Span;
}

export type TestReading<Subject> = { readonly test: (subject: Subject) => boolean } | { readonly refusal: Refusal };

function isOrder(operator: Operator): boolean {
  return operator !== ':' && operator !== '=' && operator !== '!=';
}

function refuseOrder(term: ComparisonTerm): { readonly refusal: Refusal } {
  const value = term.values.map(({ text }) => text).join(',');
  return {
    refusal: {
      message: `${term.field.text} has no order.`,
      nextStep: `Use ${term.field.text}:${value} in its place.`,
      isIncomplete: false, at: term,
    },
  };
}

/** `:` looks inside the text, or fits a pattern to all of it; `=` and `!=` compare the whole text. */
export function readTexts<Subject>(field: TextField<Subject>, term: ComparisonTerm): TestReading<Subject> {
  if (isOrder(term.operator)) return refuseOrder(term);
  const tests = term.values.map((value) => textTest(value, term.operator));
  const isMatch = (subject: Subject): boolean => {
    const read = field.read(subject);
    const texts = typeof read === 'string' ? [read] : read.length === 0 ? [''] : read;
    return texts.some((text) => {
      const lower = text.toLowerCase();
      return tests.some((test) => test(lower));
    });
  };
  return { test: term.operator === '!=' ? (subject) => !isMatch(subject) : isMatch };
}

function textTest(value: QueryValue, operator: Operator): (text: string) => boolean {
  const wanted = value.text.toLowerCase();
  if (!value.isQuoted && hasWildcard(wanted)) return (text) => matchesWildcard(wanted, text);
  // Every text contains the empty one, so that `template:""` can mean "has none".
  return operator === ':' && wanted !== '' ? (text) => text.includes(wanted) : (text) => text === wanted;
}

/** A value stands for every choice that begins with it, unless it is one exactly. */
export function readChoices<Subject>(field: ChoiceField<Subject>, term: ComparisonTerm): TestReading<Subject> {
  if (isOrder(term.operator)) return refuseOrder(term);
  const words = new Set<string>();
  for (const value of term.values) {
    const found = choicesOf(field, value.text.toLowerCase(), term.operator === ':');
    if (found.length === 0) {
      return {
        refusal: {
          message: `${field.name} is never “${value.text}”.`,
          nextStep: `Choose ${listWords(field.choices.map(({ word }) => word))}.`,
          isIncomplete: false, at: value,
        },
      };
    }
    for (const word of found) words.add(word);
  }
  const isMatch = (subject: Subject): boolean => {
    const word = field.read(subject);
    return word !== null && words.has(word);
  };
  return { test: term.operator === '!=' ? (subject) => !isMatch(subject) : isMatch };
}

function choicesOf<Subject>({ choices }: ChoiceField<Subject>, wanted: string, mayBegin: boolean): string[] {
  const exact = choices.filter(({ word, label }) => word.toLowerCase() === wanted || label.toLowerCase() === wanted);
  const found = exact.length > 0 || !mayBegin || wanted === '' ? exact : choices.filter(({ word, label }) => word.toLowerCase().startsWith(wanted) || label.toLowerCase().startsWith(wanted));
  return found.map(({ word }) => word);
}

/** `a, b or c`. */
export function listWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

/** Figures: equal, in a range `a..b`, or before and after one value. */
export function readNumbers<Subject>(field: NumberField<Subject>, term: ComparisonTerm): TestReading<Subject> {
  const { operator, values } = term;
  if (isOrder(operator) && values.length > 1) {
    return {
      refusal: {
        message: `${field.name}${operator} takes one value.`,
        nextStep: `Use ${field.name}:a,b for one of several and ${field.name}:a..b for a range.`,
        isIncomplete: false, at: term,
      },
    };
  }
  const tests: ((figure: number) => boolean)[] = [];
  for (const value of values) {
    const reading = readRange(field, value, !isOrder(operator));
    if ('refusal' in reading) return reading;
    tests.push(figureTest(operator, reading.interval));
  }
  const isMatch = (figure: number): boolean => (operator === '!=' ? !tests.some((test) => test(figure)) : tests.some((test) => test(figure)));
  return {
    test: (subject) => {
      const figure = field.read(subject);
      return figure !== null && isMatch(figure);
    },
  };
}

type RangeReading = { readonly interval: Interval } | { readonly refusal: Refusal };

function readRange<Subject>(field: NumberField<Subject>, value: QueryValue, mayBeRange: boolean): RangeReading {
  const ends = mayBeRange ? value.text.split('..') : [value.text];
  const readings: Interval[] = [];
  for (const end of ends.length === 2 ? ends : [value.text]) {
    const reading = readNumber(field.type, end);
    if ('nextStep' in reading) {
      return { refusal: { message: `“${value.text}” cannot be compared with ${field.name}.`, nextStep: reading.nextStep, isIncomplete: reading.isIncomplete || (ends.length === 2 && end === ''), at: value } };
    }
    readings.push(reading.interval);
  }
  const [first, last = first] = readings;
  if (first === undefined || last === undefined) throw new Error('A value has at least one end.');
  if (last.from < first.from) {
    return { refusal: { message: `“${value.text}” ends before it begins.`, nextStep: 'Give the smaller figure first.', isIncomplete: true, at: value } };
  }
  return { interval: { ...last, from: first.from } };
}

function figureTest(operator: Operator, { from, to, isToIncluded }: Interval): (figure: number) => boolean {
  const isBeforeEnd = (figure: number): boolean => (isToIncluded ? figure <= to : figure < to);
  switch (operator) {
    case '<': return (figure) => figure < from;
    case '<=': return isBeforeEnd;
    case '>': return (figure) => !isBeforeEnd(figure);
    case '>=': return (figure) => figure >= from;
    default: return (figure) => figure >= from && isBeforeEnd(figure);
  }
}
