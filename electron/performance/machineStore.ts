/**
 * What was measured of machines, where it changed. Tables:
 *
 * - `performanceVms0` to `performanceVms4`: [level, slot, number of the machine] → see `steps.ts`
 * - `performanceVmLast`: number of the machine → the finest slot of its newest change, then its figures
 */
import type { Meta, MetaTx, Table } from '../meta/meta.ts';
import { keptSlots, levelNumbers, sampleSlotsOf, slotOver, type LevelNumber } from './slots.ts';
import { SlotTable } from './slotTable.ts';
import { decodeSteps, encodeSteps, withChange, type StepRow } from './steps.ts';

/** About 15 MB per level: a yard in which thousands of machines change all the time keeps less than it otherwise would. */
const mostRowsPerLevel = 150_000;

export interface LastFigures {
  readonly slot: number;
  readonly values: readonly number[];
}

export class MachineStore {
  readonly #tables: readonly SlotTable[];
  readonly #last: Table<number, number[]>;

  constructor(meta: Meta, mostRows = mostRowsPerLevel) {
    this.#tables = levelNumbers.map((level) => new SlotTable(meta.table(`performanceVms${level}`), level, mostRows));
    this.#last = meta.table('performanceVmLast');
  }

  /** What was recorded last; null for a machine that has not changed since there is a record. */
  last(number: number): LastFigures | null {
    const [slot, ...values] = this.#last.get(number) ?? [];
    return slot === undefined ? null : { slot, values };
  }

  /**
   * Works out what has to be written, and answers with the writing. Machines whose figures are those recorded last are passed over.
   * @param gone machines that do not exist any more
   */
  prepare(sampleSlot: number, figures: ReadonlyMap<number, readonly number[]>, gone: readonly number[], nowMs: number): (tx: MetaTx) => void {
    const changes = [...figures].flatMap(([number, values]) => {
      const before = this.last(number);
      return before?.values.every((value, index) => value === values[index]) ? [] : [{ number, values, before }];
    });
    const writes = this.#tables.map((table) => {
      const slot = slotOver(table.level, sampleSlot);
      let newRowCount = 0;
      const rows = changes.map(({ number, values, before }): [number, number[]] => {
        const row = table.get(slot, number);
        if (!row) newRowCount += 1;
        return [number, encodeSteps(withChange(row ? decodeSteps(row) : null, values, sampleSlot, slot * sampleSlotsOf(table.level), before?.values ?? null))];
      });
      return { table, slot, rows, outside: table.outside(keptSlots(table.level, nowMs), newRowCount) };
    });
    return (tx) => {
      for (const { table, slot, rows, outside } of writes) {
        table.remove(tx, outside);
        for (const [number, row] of rows) table.put(tx, slot, number, row);
      }
      for (const { number, values } of changes) this.#last.put(tx, number, [sampleSlot, ...values]);
      for (const number of gone) this.#last.remove(tx, number);
    };
  }

  get(level: LevelNumber, slot: number, number: number): StepRow | null {
    const row = this.#tables[level]?.get(slot, number);
    return row ? decodeSteps(row) : null;
  }

  rowCount(level: LevelNumber): number {
    return this.#tables[level]?.count() ?? 0;
  }
}
