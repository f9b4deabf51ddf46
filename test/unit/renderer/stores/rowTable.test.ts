import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowTable } from '../../../../renderer/stores/rowTable.ts';
import type { ObjectId } from '../../../../shared/ids.ts';
import { objectId } from './rows.ts';

interface Row {
  readonly id: ObjectId;
  readonly value: number;
}

describe('RowTable', () => {
  it('holds what a Map would hold, and older versions keep their rows', () => {
    const seed = Date.now() & 0x7fffffff;
    const ids = fc.integer({ min: 1, max: 900 }).map((n) => objectId(`vm-${n}`));
    const step = fc.record({
      rows: fc.array(fc.record({ id: ids, value: fc.nat() }), { maxLength: 30 }),
      removedIds: fc.array(ids, { maxLength: 10 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let table = RowTable.empty<Row>();
        const model = new Map<ObjectId, Row>();
        for (const { rows, removedIds } of steps) {
          const before = table;
          const rowsBefore = new Map(model);
          table = table.changed(rows, removedIds);
          for (const row of rows) model.set(row.id, row);
          for (const id of removedIds) model.delete(id);
          expect(table.size).toBe(model.size);
          expect(new Map([...table.values()].map((row) => [row.id, row]))).toEqual(model);
          expect(new Map([...before.values()].map((row) => [row.id, row]))).toEqual(rowsBefore);
        }
      }),
      { seed, numRuns: 60 },
    );
    console.log(`seed ${seed}`);
  });
});
