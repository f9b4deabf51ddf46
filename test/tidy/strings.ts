/** What the catalogs of the client must hold, and that nothing people read stands outside of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { SourceFile, SyntaxNode } from './source.ts';

const catalogSchema = z.record(z.string(), z.string().min(1));

/** Texts by room and key, as in `deploy.chooseATemplate`, forms of a count behind them. */
export type Catalog = ReadonlyMap<string, string>;

export function readCatalog(folder: string): Catalog {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return new Map(
    files.flatMap((file) =>
      Object.entries(catalogSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')))).map(([key, text]): [string, string] => [`${file.slice(0, -'.json'.length)}.${key}`, text]),
    ),
  );
}

const literalSchema = z.object({ type: z.literal('Literal'), value: z.string() });
const callSchema = z.object({ callee: z.object({ type: z.literal('Identifier'), name: z.literal('say') }), arguments: z.array(z.looseObject({ type: z.string() })) });
const objectSchema = z.object({ type: z.literal('ObjectExpression'), properties: z.array(z.object({ type: z.literal('Property'), key: z.object({ name: z.string() }) })) });

interface Use {
  readonly path: string;
  readonly key: string | null;
  /** Null where they are not spelled out. */
  readonly values: readonly string[] | null;
}

function usesOf({ path, nodes }: SourceFile): Use[] {
  return nodes.flatMap((node): Use[] => {
    const call = node.type === 'CallExpression' ? callSchema.safeParse(node).data : undefined;
    if (call === undefined) return [];
    const [key, values] = call.arguments;
    return [{ path, key: literalSchema.safeParse(key).data?.value ?? null, values: values === undefined ? [] : (objectSchema.safeParse(values).data?.properties.map((property) => property.key.name) ?? null) }];
  });
}

function placeholdersOf(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)(?:, number)?\}\}/g)].map(([, name]) => name ?? '');
}

/** The forms of a text: itself, or one for each number of things. */
function formsOf(catalog: Catalog, key: string): string[] {
  return [key, `${key}_one`, `${key}_other`].flatMap((form) => catalog.get(form) ?? []);
}

/** What is wrong between catalogs and the calls that look words up. */
export function catalogProblems(catalog: Catalog, files: readonly SourceFile[]): string[] {
  const problems: string[] = [];
  const used = new Set<string>();
  for (const { path, key, values } of files.flatMap(usesOf)) {
    if (key === null) {
      problems.push(`${path} looks up a key that is not spelled out`);
      continue;
    }
    used.add(key);
    const forms = formsOf(catalog, key);
    if (forms.length === 0) problems.push(`${path} looks up ${key}, which no catalog has`);
    const wanted = new Set(forms.flatMap(placeholdersOf));
    if (catalog.has(`${key}_one`)) wanted.add('count');
    if (values === null) problems.push(`${path} does not spell out the values of ${key}`);
    else if (values.toSorted().join() !== [...wanted].toSorted().join()) problems.push(`${path} gives ${key} the values (${values.join(', ')}); it takes (${[...wanted].join(', ')})`);
  }
  let before = '';
  for (const key of catalog.keys()) {
    const base = key.replace(/_(?:one|other)$/, '');
    if (!used.has(base)) problems.push(`nothing says ${key}`);
    if (base !== key && formsOf(catalog, base).length !== 2) problems.push(`${base} lacks a form, or has one beside its forms`);
    if (key.split('.')[0] === before.split('.')[0] && key < before) problems.push(`${key} is not in its place in the order of its catalog`);
    before = key;
  }
  return problems;
}

/** Attributes and properties whose text is shown or read aloud. */
const spoken = new Set(['label', 'title', 'description', 'text', 'header', 'placeholder', 'hint', 'aria-label', 'ariaLabel', 'errorText', 'emptyText', 'confirmLabel', 'disabledReason', 'summary', 'note', 'message', 'invalidText', 'unit']);

/** Names of the field that are the same in every language: units, counters of esxtop, settings of hosts, protocols, the product. */
const untranslated = /^(?:(?:DataMover|VMFS3)\.\w+|[A-Z_0-9/]+(?:\/s)?|[kKMGT]i?B(?:\/s)?|[kMG]Hz|ms|Cloneyard|[^A-Za-z]*)$/;

const textSchema = z.object({ value: z.string() });
const attributeSchema = z.object({ name: z.object({ name: z.string() }), value: z.union([literalSchema, z.object({ type: z.literal('JSXExpressionContainer'), expression: z.looseObject({ type: z.string() }) })]) });
const propertySchema = z.object({ key: z.union([z.object({ name: z.string() }), z.object({ value: z.string() })]), value: z.looseObject({ type: z.string() }) });
const templateSchema = z.object({ type: z.literal('TemplateLiteral'), quasis: z.array(z.object({ value: z.object({ cooked: z.string() }) })) });

/** The fixed text of a literal or a template. */
function textOf(node: unknown): string {
  const literal = literalSchema.safeParse(node).data;
  if (literal !== undefined) return literal.value;
  return templateSchema.safeParse(node).data?.quasis.map(({ value }) => value.cooked).join(' ') ?? '';
}

function isRead(text: string): boolean {
  const trimmed = text.trim();
  return /[A-Za-z]{2}/.test(trimmed) && !untranslated.test(trimmed) && (/[A-Z]/.test(trimmed) || / /.test(trimmed));
}

function outsideText(node: SyntaxNode): string | null {
  switch (node.type) {
    case 'JSXText': {
      const { value } = textSchema.parse(node);
      return /[A-Za-z]{2}/.test(value) && !untranslated.test(value.trim()) ? value.trim() : null;
    }
    case 'JSXAttribute':
      return attributeText(node);
    case 'Property':
      return propertyText(node);
    default:
      return null;
  }
}

function attributeText(node: SyntaxNode): string | null {
  const attribute = attributeSchema.safeParse(node).data;
  if (attribute === undefined || !spoken.has(attribute.name.name)) return null;
  const value = textOf(attribute.value.type === 'JSXExpressionContainer' ? attribute.value.expression : attribute.value);
  return isRead(value) ? value : null;
}

function propertyText(node: SyntaxNode): string | null {
  const property = propertySchema.safeParse(node).data;
  if (property === undefined || !spoken.has('name' in property.key ? property.key.name : property.key.value)) return null;
  const value = textOf(property.value);
  return isRead(value) ? value : null;
}

/** Text that is shown and in no catalog. */
export function outsideProblems({ path, nodes }: SourceFile): string[] {
  return nodes.flatMap((node) => {
    const text = outsideText(node);
    return text === null ? [] : [`${path} says "${text}" by itself`];
  });
}
