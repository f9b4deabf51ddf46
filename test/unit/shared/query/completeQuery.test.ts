import { describe, expect, it } from 'vitest';
import { applyCompletion, completeQuery } from '../../../../shared/query/completeQuery.ts';
import type { QueryField } from '../../../../shared/query/queryField.ts';
import { readQuery } from '../../../../shared/query/readQuery.ts';

interface Thing {
  readonly host: string;
  readonly sizeBytes: number;
}

const fields: readonly QueryField<Thing>[] = [
  { name: 'host', label: 'Host', type: 'text', read: ({ host }) => host },
  { name: 'power', aliases: ['state'], label: 'Power', type: 'choice', choices: [{ word: 'on', label: 'Powered on' }, { word: 'off', label: 'Powered off' }], read: () => 'on' },
  { name: 'size', label: 'Size', type: 'size', read: ({ sizeBytes }) => sizeBytes },
];
const things: Thing[] = ['esx-02', 'esx-01', 'esx-02', 'lab esx'].map((host) => ({ host, sizeBytes: 1 }));

/** Completions at `|`. */
function at(marked: string) {
  const caret = marked.indexOf('|');
  const text = marked.replace('|', '');
  const found = completeQuery({ text, caret, fields, subjects: things });
  return { ...found, text, inserts: found.items.map(({ insert }) => insert) };
}

describe('completions', () => {
  it('are the fields that begin so, with the operator that suits them', () => {
    expect(at('|').inserts).toEqual(['host:', 'power:', 'size>']);
    expect(at('web h|').inserts).toEqual(['host:']);
    expect(at('-P|').inserts).toEqual(['power:']);
    expect(at('st|').inserts).toEqual(['power:']);
    expect(at('web |').inserts).toHaveLength(3);
    expect(at('xyz|').inserts).toEqual([]);
    expect(at('"h|"').inserts).toEqual([]);
  });
  it('are values behind the operator, the most frequent first, in quotes where they need them', () => {
    expect(at('host:|').inserts).toEqual(['esx-02', 'esx-01', '"lab esx"']);
    expect(at('host:esx|').inserts).toEqual(['esx-02', 'esx-01', '"lab esx"']);
    expect(at('power:|').inserts).toEqual(['on', 'off']);
    expect(at('power:on,o|').inserts).toEqual(['on', 'off']);
    expect(at('size>12|').inserts).toContain('12GiB');
    expect(at('nothing:|').inserts).toEqual([]);
  });
  it('take the place of the word or value at the caret and nothing else', () => {
    const name = at('a ho| b');
    expect(applyCompletion(name.text, name, 'host:')).toEqual({ text: 'a host: b', caret: 7 });
    const value = at('power:on,o|');
    expect(applyCompletion(value.text, value, 'off')).toEqual({ text: 'power:on,off ', caret: 13 });
    const renamed = at('po|wer:on');
    expect(applyCompletion(renamed.text, renamed, 'power')).toEqual({ text: 'power:on', caret: 5 });
  });
  it('make queries without problems, whatever was chosen', () => {
    for (const marked of ['|', 'p|', 'host:|', 'host:la|', 'power:|', 'size>3|', '-|']) {
      const found = at(marked);
      for (const { insert } of found.items) {
        const { text } = applyCompletion(found.text, found, insert);
        expect(readQuery(text, fields).problems.filter(({ isIncomplete }) => !isIncomplete), text).toEqual([]);
      }
    }
  });
});
