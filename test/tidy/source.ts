/** Reads the tree as the tidy rules see it: every source file parsed, its imports resolved. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { parseSync } from 'vite';
import * as z from 'zod';

/** One import or re-export, type-only ones and `import()` included. */
export interface Import {
  readonly specifier: string;
  /** Path from the top of the project for our own files, null for packages. */
  readonly target: string | null;
}

export interface SourceFile {
  /** From the top of the project, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  readonly isOnlyReexports: boolean;
  readonly comments: readonly string[];
  readonly nodes: readonly SyntaxNode[];
}

const nodeSchema = z.looseObject({ type: z.string() });
export type SyntaxNode = z.infer<typeof nodeSchema>;

const sourceSchema = z.object({ value: z.string() });

/** Parses one file; throws when it is not valid TypeScript. */
export function readSource(path: string, text: string): SourceFile {
  const parsed = parseSync(path, text);
  if (parsed.errors.length > 0) throw new Error(`${path} cannot be parsed: ${parsed.errors[0]?.message}`);
  const nodes: SyntaxNode[] = [];
  collect(parsed.program, nodes);
  const specifiers = nodes.flatMap((node) => specifierOf(node) ?? []);
  const statements: readonly unknown[] = parsed.program.body;
  return {
    path,
    text,
    imports: specifiers.map((specifier) => ({ specifier, target: specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : null })),
    isOnlyReexports: statements.length > 0 && statements.every(isReexport),
    comments: parsed.comments.map((comment) => comment.value),
    nodes,
  };
}

/** Every TypeScript file of the project below the given folders. */
export function readSources(root: string, folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(?:ts|tsx|mts)$/.test(entry.name))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
      // AssemblyScript has the same file ending and other rules.
      .filter((path) => !dirname(path).endsWith('kernel/assembly'))
      .toSorted()
      .map((path) => readSource(path, readFileSync(join(root, path), 'utf8'))),
  );
}

/** Every stylesheet of the project below a folder. */
export function readStyles(root: string, folder: string): { readonly path: string; readonly text: string }[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.css'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

function collect(value: unknown, into: SyntaxNode[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, into);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if ('type' in value && typeof value.type === 'string') into.push(nodeSchema.parse(value));
  for (const child of Object.values(value)) collect(child, into);
}

const importing = new Set(['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration', 'ImportExpression', 'TSImportType']);

function specifierOf(node: SyntaxNode): string | null {
  if (!importing.has(node.type)) return null;
  return sourceSchema.safeParse(node['source']).data?.value ?? null;
}

function isReexport(statement: unknown): boolean {
  const node = nodeSchema.parse(statement);
  return (node.type === 'ExportNamedDeclaration' || node.type === 'ExportAllDeclaration') && specifierOf(node) !== null;
}
