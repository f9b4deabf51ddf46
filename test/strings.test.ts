/** The English of the client is in its catalogs, whole, and nowhere else. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSource, readSources } from './tidy/source.ts';
import { catalogProblems, outsideProblems, readCatalog } from './tidy/strings.ts';

const root = join(import.meta.dirname, '..');
const files = readSources(root, ['renderer']).filter(({ path }) => !path.startsWith('renderer/strings/'));
const catalog = readCatalog(join(root, 'renderer/strings/en'));

describe('the words of the client', () => {
  it('are in catalogs, and nothing that is shown stands in the source', { timeout: 60_000 }, () => {
    expect(files.flatMap(outsideProblems)).toEqual([]);
  });

  it('are looked up by keys that exist with the values they take, and every one is said somewhere', { timeout: 60_000 }, () => {
    expect(catalog.size).toBeGreaterThan(1000);
    expect(catalogProblems(catalog, files)).toEqual([]);
  });
});

describe('the rules', () => {
  const source = (text: string) => readSource('renderer/app/Page.tsx', text);

  it.each(['const a = <p>Try again</p>;', 'const a = <Button label="Try again" />;', 'const a = <Button aria-label={`Delete ${name}`} />;', "const a = { header: 'Name' };"])('catch %s', (text) => {
    expect(outsideProblems(source(text))).toHaveLength(1);
  });

  it.each(["const a = <p>{say('app.tryAgain')}</p>;", 'const a = <Icon name="search" className="app-icon is-on" />;', "const a = { label: 'MiB/s', id: 'Name of it' };", 'const a = <p> · </p>;'])('let pass %s', (text) => {
    expect(outsideProblems(source(text))).toEqual([]);
  });

  it.each([
    ["say('app.gone');", 'which no catalog has'],
    ["say('app.hello');", 'it takes (name)'],
    ["say('app.hello', { who });", 'it takes (name)'],
    ["say('app.clones', {});", 'it takes (count)'],
    ['say(key);', 'not spelled out'],
    ["say('app.hello', values);", 'does not spell out the values'],
  ])('catch %s', (text, problem) => {
    const words = new Map([['app.clones_one', 'a clone'], ['app.clones_other', '{{count, number}} clones'], ['app.hello', 'Hello {{name}}']]);
    expect(catalogProblems(words, [source(text)]).join('\n')).toContain(problem);
  });

  it('catch words that nobody says, forms that lack the other and a wrong order', () => {
    expect(catalogProblems(new Map([['app.b', 'B'], ['app.a_one', 'A']]), [source("say('app.b'); say('app.a', { count });")])).toEqual([
      'app.a lacks a form, or has one beside its forms',
      'app.a_one is not in its place in the order of its catalog',
    ]);
    expect(catalogProblems(new Map([['app.b', 'B']]), [])).toEqual(['nothing says app.b']);
  });
});
