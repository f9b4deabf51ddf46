/** `docs/costModel.md` says what the model says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelPublished } from '../../../../shared/costModel/published.ts';
import { hardwareTable, publishedTable } from '../../../../shared/costModel/tables.ts';

const document = readFileSync(join(import.meta.dirname, '../../../../docs/costModel.md'), 'utf8');

function section(name: string): string {
  const found = new RegExp(`<!-- ${name} -->\n\n(.*?)\n\n<!-- /${name} -->`, 's').exec(document)?.[1];
  if (found === undefined) throw new Error(`The document has no section ${name}.`);
  return found;
}

describe('the document of the cost model', () => {
  it('has the parameters of every profile', () => {
    expect(section('hardware')).toBe(hardwareTable());
  });

  it('has every published figure with what the model gives now', () => {
    expect(section('published')).toBe(publishedTable());
  });
});

describe('the published figures', () => {
  const figures = modelPublished().flatMap((source) => source.figures.map((figure) => ({ source: source.source, ...figure })));

  it('are explained where the model is off, and compared wherever they are numbers', () => {
    for (const { source, quantity, published, modelled, ratio, remark } of figures) {
      const where = `${source}: ${quantity}`;
      expect(modelled.length, where).toBeGreaterThan(0);
      expect(modelled.every(Number.isFinite), where).toBe(true);
      expect(remark.length, where).toBeGreaterThan(10);
      const isNumber = published.some((value) => value > 0);
      expect(ratio === null, where).toBe(!isNumber);
      if (ratio !== null && (ratio < 0.67 || ratio > 1.5)) expect(remark, where).toMatch(/off|pairs|above/i);
    }
  });

  it('are met within a third where their set-up is known', () => {
    const near = figures.filter(({ ratio }) => ratio !== null && ratio > 0.67 && ratio < 1.34).map(({ quantity }) => quantity);
    for (const quantity of ['Clone by the host', 'Storage vMotion by the host', 'Deploy by the host', 'By the host', 'By the array', 'Clone by the array']) expect(near).toContain(quantity);
  });

  it('show no traffic of the host to speak of when the array copies', () => {
    const traffic = figures.filter(({ unit, published }) => unit === 'MB/s' && published[0] === 0);
    expect(traffic).toHaveLength(2);
    for (const { modelled } of traffic) expect(modelled[0]).toBeLessThan(0.1);
  });
});
