import fc from 'fast-check';
import { expect, test } from 'vitest';
import { headerRowIndex, moveInGrid } from '../../../renderer/ui/gridKeys.ts';

const extent = { rowCount: 100, columnCount: 5, rowsPerPage: 10 };
const row = (rowIndex: number, columnIndex: number | null = null) => ({ rowIndex, columnIndex });

test('arrows walk rows, enter cells and leave them', () => {
  expect(moveInGrid('ArrowDown', false, row(3), extent)).toEqual(row(4));
  expect(moveInGrid('ArrowRight', false, row(3), extent)).toEqual(row(3, 0));
  expect(moveInGrid('ArrowRight', false, row(3, 4), extent)).toEqual(row(3, 4));
  expect(moveInGrid('ArrowLeft', false, row(3, 0), extent)).toEqual(row(3));
  expect(moveInGrid('ArrowDown', false, row(3, 2), extent)).toEqual(row(4, 2));
});

test('the header is above the first row and has cells only', () => {
  expect(moveInGrid('ArrowUp', false, row(0), extent)).toEqual(row(headerRowIndex, 0));
  expect(moveInGrid('ArrowUp', false, row(0, 3), extent)).toEqual(row(headerRowIndex, 3));
  expect(moveInGrid('ArrowLeft', false, row(headerRowIndex, 0), extent)).toEqual(row(headerRowIndex, 0));
  expect(moveInGrid('ArrowDown', false, row(headerRowIndex, 3), extent)).toEqual(row(0, 3));
});

test('Home and End mean the list for a row, and the row for a cell unless Ctrl is held', () => {
  expect(moveInGrid('End', false, row(3), extent)).toEqual(row(99));
  expect(moveInGrid('Home', false, row(3), extent)).toEqual(row(0));
  expect(moveInGrid('End', false, row(3, 1), extent)).toEqual(row(3, 4));
  expect(moveInGrid('Home', false, row(3, 1), extent)).toEqual(row(3, 0));
  expect(moveInGrid('End', true, row(3, 1), extent)).toEqual(row(99, 1));
});

test('pages stop at the ends and stay out of the header', () => {
  expect(moveInGrid('PageDown', false, row(95), extent)).toEqual(row(99));
  expect(moveInGrid('PageUp', false, row(4), extent)).toEqual(row(0));
});

test('keys the grid does not use move nothing', () => {
  expect(moveInGrid('x', false, row(3), extent)).toBeNull();
});

test('no run of keys leaves the grid', () => {
  const key = fc.constantFrom('ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown');
  fc.assert(fc.property(fc.array(fc.tuple(key, fc.boolean())), fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 8 }), (keys, rowCount, columnCount) => {
    let position = row(rowCount === 0 ? headerRowIndex : 0, rowCount === 0 ? 0 : null);
    for (const [name, hasCtrl] of keys) {
      position = moveInGrid(name, hasCtrl, position, { rowCount, columnCount, rowsPerPage: 7 }) ?? position;
      expect(position.rowIndex).toBeGreaterThanOrEqual(headerRowIndex);
      expect(position.rowIndex).toBeLessThan(Math.max(rowCount, 0));
      if (position.rowIndex === headerRowIndex) expect(position.columnIndex).not.toBeNull();
      if (position.columnIndex !== null) expect(position.columnIndex).toBeLessThan(columnCount);
    }
  }));
});
