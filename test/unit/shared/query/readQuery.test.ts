import { describe, expect, it } from 'vitest';
import type { QueryField } from '../../../../shared/query/queryField.ts';
import { readQuery } from '../../../../shared/query/readQuery.ts';

interface Thing {
  readonly name: string;
  readonly power: string | null;
  readonly tags: readonly string[];
  readonly sizeBytes: number | null;
  readonly cpu: number;
  readonly used: number;
  readonly createdAtMs: number;
}

const fields: readonly QueryField<Thing>[] = [
  { name: 'name', label: 'Name', type: 'text', read: ({ name }) => name },
  { name: 'power', aliases: ['state'], label: 'Power', type: 'choice', choices: [{ word: 'on', label: 'Powered on' }, { word: 'off', label: 'Powered off' }, { word: 'only', label: 'Odd' }], read: ({ power }) => power },
  { name: 'tag', label: 'Tag', type: 'text', read: ({ tags }) => tags },
  { name: 'size', label: 'Size', type: 'size', read: ({ sizeBytes }) => sizeBytes },
  { name: 'cpu', label: 'CPU', type: 'count', read: ({ cpu }) => cpu },
  { name: 'used', label: 'Used', type: 'percent', read: ({ used }) => used },
  { name: 'created', label: 'Created', type: 'time', read: ({ createdAtMs }) => createdAtMs },
];

const base: Thing = { name: 'web-01', power: 'on', tags: ['red', 'Blue sky'], sizeBytes: 1024 ** 3, cpu: 2, used: 40, createdAtMs: new Date(2026, 2, 31, 14, 30).getTime() };
const isMatch = (text: string, change: Partial<Thing> = {}): boolean => {
  const thing = { ...base, ...change };
  const query = readQuery(text, fields);
  expect(query.problems, text).toEqual([]);
  return query.matches(thing, `${thing.name}\n${thing.tags.join(' ')}`.toLowerCase());
};
const problemOf = (text: string) => {
  const [problem] = readQuery(text, fields).problems;
  if (problem === undefined) throw new Error(`“${text}” has no problem.`);
  return { ...problem, part: text.slice(problem.start, problem.end) };
};

describe('free words', () => {
  it('have to occur all of them, anywhere and in any case', () => {
    expect(isMatch('WEB sky')).toBe(true);
    expect(isMatch('web db')).toBe(false);
    expect(isMatch('   ')).toBe(true);
  });
  it('are kept out by a minus sign, and looked for as they are in quotes', () => {
    expect(isMatch('-web')).toBe(false);
    expect(isMatch('web -db')).toBe(true);
    expect(isMatch('"blue sky"')).toBe(true);
    expect(isMatch('"sky blue"')).toBe(false);
    expect(isMatch('-"sky blue" web')).toBe(true);
    expect(isMatch('"cpu:4"')).toBe(false);
    expect(isMatch('"cpu:4"', { name: 'cpu:4' })).toBe(true);
  });
  it('fit one whole text with * and ?', () => {
    expect(isMatch('web*')).toBe(true);
    expect(isMatch('eb*')).toBe(false);
    expect(isMatch('w?b-0?')).toBe(true);
    expect(isMatch('web*sky')).toBe(false);
  });
  it('take a minus sign alone, and signs of other languages, as they are', () => {
    expect(isMatch('-')).toBe(true);
    expect(isMatch('web-01')).toBe(true);
    expect(isMatch('(a+b)', { name: 'x(a+b)' })).toBe(true);
  });
});

describe('text fields', () => {
  it('look inside with a colon, compare with an equals sign, and fit patterns to the whole', () => {
    expect(isMatch('name:eb-0')).toBe(true);
    expect(isMatch('name=web')).toBe(false);
    expect(isMatch('name=WEB-01')).toBe(true);
    expect(isMatch('name!=web-02')).toBe(true);
    expect(isMatch('name:web')).toBe(true);
    expect(isMatch('name:e*')).toBe(false);
    expect(isMatch('name:w*1')).toBe(true);
    expect(isMatch('NAME:web')).toBe(true);
  });
  it('take one of several values, and several texts of a subject', () => {
    expect(isMatch('name:db,web')).toBe(true);
    expect(isMatch('tag:green,"blue sky"')).toBe(true);
    expect(isMatch('-tag:red')).toBe(false);
    expect(isMatch('tag!=red')).toBe(false);
  });
  it('tell "has none" by empty quotes', () => {
    expect(isMatch('tag:""')).toBe(false);
    expect(isMatch('tag:""', { tags: [] })).toBe(true);
    expect(isMatch('-tag:""')).toBe(true);
  });
  it('have no order', () => {
    expect(problemOf('name>web')).toMatchObject({ message: 'name has no order.', nextStep: 'Use name:web in its place.', part: 'name>web', isIncomplete: false });
  });
});

describe('choices', () => {
  it('take words, labels and beginnings; a whole word means itself alone', () => {
    expect(isMatch('power:on')).toBe(true);
    expect(isMatch('power:on', { power: 'only' })).toBe(false);
    expect(isMatch('power:onl', { power: 'only' })).toBe(true);
    expect(isMatch('power:o', { power: 'off' })).toBe(true);
    expect(isMatch('state:"powered on"')).toBe(true);
    expect(isMatch('power:off,on')).toBe(true);
    expect(isMatch('power!=off')).toBe(true);
    expect(isMatch('power:on,off', { power: null })).toBe(false);
    expect(isMatch('-power:on', { power: null })).toBe(true);
  });
  it('name the words there are', () => {
    expect(problemOf('web power:up')).toMatchObject({ message: 'power is never “up”.', nextStep: 'Choose on, off or only.', part: 'up', start: 10 });
  });
});

describe('figures', () => {
  it('compare sizes in binary and decimal units', () => {
    expect(isMatch('size:1GiB')).toBe(true);
    expect(isMatch('size>1GB')).toBe(true);
    expect(isMatch('size<1GB')).toBe(false);
    expect(isMatch('size>=1024MiB size<=1048576kib')).toBe(true);
    expect(isMatch('size>1073741823')).toBe(true);
    expect(isMatch('size:0.5GiB..1.5gib')).toBe(true);
    expect(isMatch('size>"1 MiB"')).toBe(true);
  });
  it('are never true where there is no figure', () => {
    for (const text of ['size>0', 'size<1', 'size!=1', 'size:0']) expect(isMatch(text, { sizeBytes: null }), text).toBe(false);
  });
  it('take several values, ranges with both ends, and shares', () => {
    expect(isMatch('cpu:1,2')).toBe(true);
    expect(isMatch('cpu:2..4')).toBe(true);
    expect(isMatch('cpu:1..2')).toBe(true);
    expect(isMatch('cpu:3..4')).toBe(false);
    expect(isMatch('cpu!=1,2')).toBe(false);
    expect(isMatch('used>39.5% used<=40')).toBe(true);
  });
  it('take dates as the stretch of time that they name', () => {
    expect(isMatch('created:2026-03-31')).toBe(true);
    expect(isMatch('created:2026-03')).toBe(true);
    expect(isMatch('created:2026')).toBe(true);
    expect(isMatch('created:2026-03-31T14:30')).toBe(true);
    expect(isMatch('created:2026-03-31T14:29')).toBe(false);
    expect(isMatch('created>2026-03-31')).toBe(false);
    expect(isMatch('created>=2026-03-31')).toBe(true);
    expect(isMatch('created<2026-04')).toBe(true);
    expect(isMatch('created:2026-03-01..2026-03-30')).toBe(false);
    expect(isMatch('created:2026-03-01..2026-03-31')).toBe(true);
  });
  it('say how a figure is written', () => {
    expect(problemOf('size>2XB')).toMatchObject({ message: '“2XB” cannot be compared with size.', nextStep: expect.stringContaining('1.5GiB'), part: '2XB' });
    expect(problemOf('cpu:two')).toMatchObject({ nextStep: 'Give a number such as 4.' });
    expect(problemOf('used>75%%')).toMatchObject({ nextStep: 'Give a share such as 75%.' });
    expect(problemOf('created>2026-02-30')).toMatchObject({ nextStep: expect.stringContaining('in no calendar') });
    expect(problemOf('cpu>2,3')).toMatchObject({ message: 'cpu> takes one value.' });
    expect(problemOf('cpu:4..2 web')).toMatchObject({ nextStep: 'Give the smaller figure first.' });
  });
});

describe('problems', () => {
  it('leave out their own term only', () => {
    const query = readQuery('pwer:on web', fields);
    expect(query.problems).toHaveLength(1);
    expect(query.matches(base, 'web-01')).toBe(true);
    expect(query.matches(base, 'db-01')).toBe(false);
    expect(readQuery('pwer:on', fields).isEmpty).toBe(true);
  });
  it('name the field that was probably meant, or all of them', () => {
    expect(problemOf('pwer:on')).toMatchObject({ message: 'There is no field pwer.', nextStep: expect.stringContaining('Did you mean power?'), unknownField: 'pwer', start: 0, end: 7 });
    expect(problemOf('http://host')).toMatchObject({ nextStep: expect.stringContaining('There are: name, power, tag, size, cpu, used, created.') });
  });
  it('are not yet any while a term at the end is being typed', () => {
    for (const text of ['power:', 'size>', 'size>1G', 'size>1.', 'created>2026-0', 'cpu:1..', 'name:a,']) expect(problemOf(text).isIncomplete, text).toBe(true);
    for (const text of ['power: web', 'size>1G web', 'size>1XB', 'created>26-01-01x']) expect(problemOf(text).isIncomplete, text).toBe(false);
  });
});

it('reads whatever is typed in a time that does not run away', () => {
  const stars = 'a*'.repeat(60);
  expect(readQuery(`name:${stars}b`, fields).matches({ ...base, name: 'a'.repeat(4000) }, '')).toBe(false);
});
