/** What a query can ask about: the fields of one kind of object, declared once and used by grids, search, command line and documentation. */

interface FieldBase {
  /** As it is typed, in lower case; case does not matter when it is read. */
  readonly name: string;
  /** Other names that mean the same. */
  readonly aliases?: readonly string[];
  /** What it is, as a column header says it. */
  readonly label: string;
}

/** One word of a field that has few of them. */
export interface Choice {
  readonly word: string;
  readonly label: string;
}

export interface TextField<Subject> extends FieldBase {
  readonly type: 'text';
  /** Several texts where any of them may match, such as the folders around a machine; none at all for "has none". */
  readonly read: (subject: Subject) => string | readonly string[];
}

export interface ChoiceField<Subject> extends FieldBase {
  readonly type: 'choice';
  readonly choices: readonly Choice[];
  /** The word of the subject; null where none applies. */
  readonly read: (subject: Subject) => string | null;
}

export type NumberType = 'size' | 'count' | 'percent' | 'time';

export interface NumberField<Subject> extends FieldBase {
  /** `size` in bytes, `percent` from 0 to 100, `time` in milliseconds since 1970. */
  readonly type: NumberType;
  /** Null where there is no figure; then no comparison is true. */
  readonly read: (subject: Subject) => number | null;
}

export type QueryField<Subject> = TextField<Subject> | ChoiceField<Subject> | NumberField<Subject>;

/** The field of that name, whatever its case; undefined for none. */
export function findField<Subject>(fields: readonly QueryField<Subject>[], name: string): QueryField<Subject> | undefined {
  const wanted = name.toLowerCase();
  return fields.find((field) => field.name === wanted) ?? fields.find((field) => field.aliases?.includes(wanted) === true);
}

export const yesNo: readonly Choice[] = [
  { word: 'yes', label: 'Yes' },
  { word: 'no', label: 'No' },
];

export function yesNoWord(value: boolean): string {
  return value ? 'yes' : 'no';
}
