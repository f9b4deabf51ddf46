/** The page that says what is on disk leaves no table out. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
const textOf = (path: string): string => readFileSync(join(root, 'electron', path), 'utf8');

it('FORMAT.md tells of every table of the metadata store', () => {
  const sources = readdirSync(join(root, 'electron'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  const names = sources.flatMap((path) => Array.from(textOf(path).matchAll(/\b(?:table|binaryTable)(?:<[^(]*>)?\(['`](\w+)/g), ([, name = '']) => name));
  expect(names.length).toBeGreaterThan(50);
  const page = textOf('array/FORMAT.md');
  expect(names.filter((name) => !page.includes(`\`${name}\``) && !page.includes(`\`${name}…\``))).toEqual([]);
});
