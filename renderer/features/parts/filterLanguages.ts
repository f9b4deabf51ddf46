/** The query language for the filters of grids: from the declared fields of a kind, or from the columns of a grid. */
import { applyCompletion, completeQuery } from '../../../shared/query/completeQuery.ts';
import { findField, type QueryField } from '../../../shared/query/queryField.ts';
import { readQuery, type QueryProblem } from '../../../shared/query/readQuery.ts';
import { say } from '../../strings/say.ts';
import type { DataGridColumn } from '../../ui/DataGrid.tsx';
import type { ColumnLanguage, FilterLanguage, FilterProblem, FilterReading } from '../../ui/filterLanguage.ts';

/** @param subjectOf what the fields are read from; called for each row that is looked at */
export function languageOf<Subject, T>(fields: readonly QueryField<Subject>[], subjectOf: (row: T) => Subject): FilterLanguage<T> {
  return {
    read: (text) => readFilter(text, fields, subjectOf),
    completer: (rows) => ({
      complete: (at) => completeQuery({ ...at, fields, subjects: mapEach(rows, subjectOf) }),
      apply: applyCompletion,
    }),
  };
}

/** The declared fields of a kind, and the columns of a grid that are none of them. */
export function languageWith<Subject, T>(fields: readonly QueryField<Subject>[], subjectOf: (row: T) => Subject, columns: readonly DataGridColumn<T>[]): FilterLanguage<T> {
  const others = fieldsOfColumns(columns).filter(({ name }) => findField(fields, name) === undefined);
  return languageFor([...fields.map((field) => ofRows(field, subjectOf)), ...others]);
}

function ofRows<Subject, T>(field: QueryField<Subject>, subjectOf: (row: T) => Subject): QueryField<T> {
  switch (field.type) {
    case 'text': return { ...field, read: (row) => field.read(subjectOf(row)) };
    case 'choice': return { ...field, read: (row) => field.read(subjectOf(row)) };
    default: return { ...field, read: (row) => field.read(subjectOf(row)) };
  }
}

/** For rows that are the subjects of their fields themselves. */
export function languageFor<T>(fields: readonly QueryField<T>[]): FilterLanguage<T> {
  return languageOf(fields, (row: T) => row);
}

function readFilter<Subject, T>(text: string, fields: readonly QueryField<Subject>[], subjectOf: (row: T) => Subject): FilterReading<T> {
  const query = readQuery(text, fields);
  return {
    matches: query.isEmpty ? null : (row, words) => query.matches(subjectOf(row), words),
    needsWords: query.hasWords,
    problem: tellProblem(query.problems),
  };
}

/** The first one that is really wrong, else what is still missing. */
export function tellProblem(problems: readonly QueryProblem[]): FilterProblem | null {
  const problem = problems.find(({ isIncomplete }) => !isIncomplete) ?? problems[0];
  if (problem === undefined) return null;
  const { message, nextStep, isIncomplete } = problem;
  return { text: isIncomplete ? nextStep : say('parts.termLeftOut', { message, nextStep }), isError: !isIncomplete };
}

function* mapEach<T, Subject>(rows: readonly T[], subjectOf: (row: T) => Subject): Iterable<Subject> {
  for (const row of rows) yield subjectOf(row);
}

/** Every column is a field of its name; its unit says what it is compared with. */
export const columnLanguage: ColumnLanguage = {
  forColumns: (columns) => languageFor(fieldsOfColumns(columns)),
};

/** The fields of a grid without declared ones. */
export function fieldsOfColumns<T>(columns: readonly DataGridColumn<T>[]): QueryField<T>[] {
  return columns.map((column) => fieldOfColumn(column));
}

const typeOfUnit = { bytes: 'size', percent: 'percent', time: 'time', ms: 'count', count: 'count' } as const;

function fieldOfColumn<T>(column: DataGridColumn<T>): QueryField<T> {
  const base = { name: column.id.toLowerCase().replaceAll(/[^a-z0-9]/g, ''), label: column.header };
  const { filterText, sortValue } = column;
  // Figures stand at the end of their column, texts at its start.
  const unit = column.unit ?? (filterText === undefined && column.align === 'end' ? 'count' : null);
  if (unit === null) return { ...base, type: 'text', read: (row) => (filterText === undefined ? String(sortValue(row)) : filterText(row)) };
  return { ...base, type: typeOfUnit[unit], read: (row) => figureOf(sortValue(row)) };
}

function figureOf(value: string | number): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
