/** The fields of every kind as Markdown tables, for docs/query.md. */
import { containerFields, datastoreFields, hostFields, networkFields } from './containerFields.ts';
import { machineFields } from './machineFields.ts';
import type { QueryField } from './queryField.ts';
import { exampleOf } from './readQuery.ts';
import { volumeFields } from './storageFields.ts';

interface Declared {
  readonly title: string;
  readonly rows: readonly string[];
}

function declare<Subject>(title: string, fields: readonly QueryField<Subject>[]): Declared {
  return { title, rows: fields.map(rowOf) };
}

function rowOf<Subject>(field: QueryField<Subject>): string {
  const names = [field.name, ...(field.aliases ?? [])].map((name) => `\`${name}\``).join(', ');
  const type = field.type === 'choice' ? field.choices.map(({ word }) => `\`${word}\``).join(', ') : field.type;
  return `| ${names} | ${field.label} | ${type} | \`${exampleOf(field)}\` |`;
}

/** One heading and table per kind. */
export function fieldTables(): string {
  return [
    declare('Virtual machines and templates', machineFields),
    declare('Hosts', hostFields),
    declare('Datastores', datastoreFields),
    declare('Networks', networkFields),
    declare('vCenter, datacenters, clusters and folders', containerFields),
    declare('Volumes', volumeFields),
  ]
    .map(({ title, rows }) => [`### ${title}`, '', '| Field | What it is | Type or words | Example |', '|---|---|---|---|', ...rows].join('\n'))
    .join('\n\n');
}
