/** Random queries against random objects: what is typed means what a slow and simple model says. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { QueryField } from '../../../../shared/query/queryField.ts';
import { readQuery } from '../../../../shared/query/readQuery.ts';
import { quoteValue, scanQuery } from '../../../../shared/query/scanQuery.ts';
import { matchesWildcard } from '../../../../shared/query/wildcard.ts';
import { testSeed } from '../../../sim/random.ts';

interface Thing {
  readonly name: string;
  readonly power: 'on' | 'off' | 'suspended';
  readonly sizeBytes: number;
  readonly cpu: number;
}

const fields: readonly QueryField<Thing>[] = [
  { name: 'name', label: 'Name', type: 'text', read: ({ name }) => name },
  { name: 'power', label: 'Power', type: 'choice', choices: ['on', 'off', 'suspended'].map((word) => ({ word, label: word })), read: ({ power }) => power },
  { name: 'size', label: 'Size', type: 'size', read: ({ sizeBytes }) => sizeBytes },
  { name: 'cpu', label: 'CPU', type: 'count', read: ({ cpu }) => cpu },
];

/** A term as it is typed, and what it means. */
interface Term {
  readonly typed: string;
  readonly isTrue: (thing: Thing) => boolean;
}

const seed = testSeed('query model');
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '-', ' ', '1'), minLength: 1, maxLength: 4 });
const thing: fc.Arbitrary<Thing> = fc.record({
  name: text, power: fc.constantFrom('on', 'off', 'suspended'), sizeBytes: fc.nat(4096), cpu: fc.integer({ min: 1, max: 4 }),
});

const lower = (value: string) => value.toLowerCase();
const word: fc.Arbitrary<Term> = text.map((value) => ({ typed: `"${value}"`, isTrue: ({ name }) => lower(name).includes(lower(value)) }));
const nameTerm: fc.Arbitrary<Term> = fc.tuple(fc.constantFrom(':', '=', '!='), fc.array(text, { minLength: 1, maxLength: 3 })).map(([operator, values]) => ({
  typed: `name${operator}${values.map(quoteValue).join(',')}`,
  isTrue: ({ name }) => {
    const isOne = values.some((value) => (operator === ':' ? lower(name).includes(lower(value)) : lower(name) === lower(value)));
    return operator === '!=' ? !isOne : isOne;
  },
}));
const powerTerm: fc.Arbitrary<Term> = fc.subarray(['on', 'off', 'suspended'], { minLength: 1 }).map((words) => ({ typed: `power:${words.join(',')}`, isTrue: ({ power }) => words.includes(power) }));
const order: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b, '<=': (a, b) => a <= b, '>': (a, b) => a > b, '>=': (a, b) => a >= b, ':': (a, b) => a === b, '=': (a, b) => a === b, '!=': (a, b) => a !== b,
};
const compare = (operator: string, a: number, b: number): boolean => order[operator]?.(a, b) === true;
const sizeTerm: fc.Arbitrary<Term> = fc.tuple(fc.constantFrom(...Object.keys(order)), fc.constantFrom<[string, number]>(['', 1], ['KiB', 1024], ['kb', 1000], ['B', 1]), fc.nat(5)).map(([operator, [unit, factor], count]) => ({
  typed: `size${operator}${count}${unit}`, isTrue: ({ sizeBytes }) => compare(operator, sizeBytes, count * factor),
}));
const cpuTerm: fc.Arbitrary<Term> = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(3)).map(([low, more]) => ({ typed: `CPU:${low}..${low + more}`, isTrue: ({ cpu }) => cpu >= low && cpu <= low + more }));
const term = fc.oneof(word, nameTerm, powerTerm, sizeTerm, cpuTerm);
const negatable: fc.Arbitrary<Term> = fc.tuple(fc.boolean(), term).map(([isNegated, { typed, isTrue }]) => (isNegated ? { typed: `-${typed}`, isTrue: (one) => !isTrue(one) } : { typed, isTrue }));

it('means what the model says', () => {
  fc.assert(
    fc.property(fc.array(negatable, { maxLength: 5 }), fc.array(thing, { minLength: 1, maxLength: 20 }), fc.constantFrom(' ', '  ', '\t'), (terms, things, gap) => {
      const query = readQuery(terms.map(({ typed }) => typed).join(gap), fields);
      expect(query.problems).toEqual([]);
      for (const one of things) expect(query.matches(one, lower(one.name))).toBe(terms.every(({ isTrue }) => isTrue(one)));
    }),
    { seed, numRuns: 500 },
  );
});

it('reads every text, covers all of it but space, and keeps positions inside it', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'name', ':', '-', '"', ',', '<', '=', '!', ' ', '*', '1', '..'), maxLength: 30 }), (typed) => {
      const terms = scanQuery(typed);
      let at = 0;
      for (const { start, end } of terms) {
        expect(typed.slice(at, start).trim()).toBe('');
        expect(end).toBeGreaterThan(start);
        at = end;
      }
      expect(typed.slice(at).trim()).toBe('');
      for (const { start, end, message, nextStep } of readQuery(typed, fields).problems) {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(typed.length);
        expect(message).not.toBe('');
        expect(nextStep).not.toBe('');
      }
    }),
    { seed, numRuns: 500 },
  );
});

it('fits patterns as the expression of the same meaning does', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 6 });
  fc.assert(
    fc.property(pattern, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 }), (wild, plain) => {
      const expression = new RegExp(`^${wild.replaceAll('*', '.*').replaceAll('?', '.')}$`);
      expect(matchesWildcard(wild, plain)).toBe(expression.test(plain));
    }),
    { seed, numRuns: 1000 },
  );
});
