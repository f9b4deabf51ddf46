/** What could stand at the caret of a query: names of fields, and values behind them. */
import { findField, type QueryField } from './queryField.ts';
import { sizeUnits } from './readNumbers.ts';
import { quoteValue, scanQuery, type ComparisonTerm, type QueryTerm } from './scanQuery.ts';

export interface Completion {
  /** Takes the place of the text from `start` to `end`. */
  readonly insert: string;
  /** What it means. */
  readonly detail: string;
}

export interface Completions {
  readonly start: number;
  readonly end: number;
  readonly items: readonly Completion[];
}

export const completionLimit = 12;

export interface CompletionRequest<Subject> {
  readonly text: string;
  /** Position between characters. */
  readonly caret: number;
  readonly fields: readonly QueryField<Subject>[];
  /** Where values of text fields are taken from. */
  readonly subjects: Iterable<Subject>;
}

/** Fields whose names begin with what stands ahead of the caret, or values of the field ahead of it. */
export function completeQuery<Subject>({ text, caret, fields, subjects }: CompletionRequest<Subject>): Completions {
  const term = scanQuery(text).find(({ start, end }) => start <= caret && caret <= end);
  if (term?.kind === 'comparison' && caret > term.field.end) return completeValue(term, caret, text, fields, subjects);
  return completeName(term, caret, text, fields);
}

function completeName<Subject>(term: QueryTerm | undefined, caret: number, text: string, fields: readonly QueryField<Subject>[]): Completions {
  if (term?.kind === 'word' && term.value.isQuoted) return { start: caret, end: caret, items: [] };
  const start = term === undefined ? caret : term.isNegated && caret > term.start ? term.start + 1 : term.start;
  const typed = text.slice(start, caret).toLowerCase();
  const end = term?.kind === 'comparison' ? term.field.end : (term?.end ?? caret);
  const found = fields.filter(({ name, aliases }) => name.startsWith(typed) || aliases?.some((alias) => alias.startsWith(typed)) === true);
  // Behind a complete name stands an operator already.
  const items = found.map((field) => ({ insert: term?.kind === 'comparison' ? field.name : `${field.name}${operatorOf(field)}`, detail: field.label }));
  return { start, end, items: items.slice(0, typed === '' ? items.length : completionLimit) };
}

function operatorOf<Subject>(field: QueryField<Subject>): string {
  return field.type === 'text' || field.type === 'choice' ? ':' : '>';
}

function completeValue<Subject>(term: ComparisonTerm, caret: number, text: string, fields: readonly QueryField<Subject>[], subjects: Iterable<Subject>): Completions {
  const field = findField(fields, term.field.text);
  const value = term.values.find(({ start, end }) => start <= caret && caret <= end);
  if (field === undefined || value === undefined) return { start: caret, end: caret, items: [] };
  const typed = text.slice(value.isQuoted ? value.start + 1 : value.start, caret).toLowerCase();
  return { start: value.start, end: value.end, items: valuesFor(field, typed, subjects) };
}

function valuesFor<Subject>(field: QueryField<Subject>, typed: string, subjects: Iterable<Subject>): Completion[] {
  switch (field.type) {
    case 'text': return textsFor(field.read, typed, subjects);
    case 'choice':
      return field.choices
        .filter(({ word, label }) => word.startsWith(typed) || label.toLowerCase().startsWith(typed))
        .map(({ word, label }) => ({ insert: word, detail: label }));
    case 'size': return /^\d+(\.\d+)?$/.test(typed) ? sizeUnits.map((unit) => ({ insert: `${typed}${unit}`, detail: unitDetails(unit) })) : [];
    case 'percent': return /^\d+(\.\d+)?$/.test(typed) ? [{ insert: `${typed}%`, detail: 'Percent' }] : [];
    default: return [];
  }
}

function unitDetails(unit: string): string {
  const power = 'KMGT'.indexOf(unit.charAt(0)) + 1;
  const base = unit.includes('i') ? 1024 : 1000;
  return power === 1 ? `${base} bytes` : `${base}${'⁰¹²³⁴'.charAt(power)} bytes`;
}

function textsFor<Subject>(read: (subject: Subject) => string | readonly string[], typed: string, subjects: Iterable<Subject>): Completion[] {
  const beginning = new Map<string, number>();
  const inside = new Map<string, number>();
  for (const subject of subjects) {
    const texts = read(subject);
    for (const text of typeof texts === 'string' ? [texts] : texts) {
      if (text === '') continue;
      const at = text.toLowerCase().indexOf(typed);
      if (at === -1) continue;
      const group = at === 0 ? beginning : inside;
      group.set(text, (group.get(text) ?? 0) + 1);
    }
  }
  // The most frequent ones, which tell most about a list.
  const sorted = [beginning, inside].flatMap((group) => [...group].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1)));
  return sorted.slice(0, completionLimit).map(([text, count]) => ({ insert: quoteValue(text), detail: count === 1 ? '1 object' : `${count} objects` }));
}

/** The text with a completion put in, and where the caret goes: behind it, with a space where the term is complete. */
export function applyCompletion(text: string, { start, end }: Pick<Completions, 'start' | 'end'>, insert: string): { readonly text: string; readonly caret: number } {
  const rest = text.slice(end);
  const isValue = !/[:<>=]$/.test(insert) && !/^(?:[:<>=]|!=)/.test(rest);
  const gap = isValue && rest === '' ? ' ' : '';
  return { text: `${text.slice(0, start)}${insert}${gap}${rest}`, caret: start + insert.length + gap.length };
}
