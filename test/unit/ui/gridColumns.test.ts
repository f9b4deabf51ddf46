import { expect, test } from 'vitest';
import { clampColumnWidth, cycleSort, moveColumn, placeColumn, reconcileColumnState, setColumnHidden, trackTemplate } from '../../../renderer/ui/gridColumns.ts';

const columns = [
  { id: 'name', width: 200 }, { id: 'state', width: 100, minWidth: 80 }, { id: 'cpu', width: 90, isHiddenByDefault: true }, { id: 'host', width: 120 },
];
const fresh = reconcileColumnState(columns, undefined);

test('without a stored state columns come as declared', () => {
  expect(fresh).toEqual({ order: ['name', 'state', 'cpu', 'host'], widths: {}, hidden: ['cpu'], sort: null });
});

test('a stored state survives columns that came and went', () => {
  const stored = {
    order: ['host', 'gone', 'name', 'host'], widths: { host: 5000, gone: 10, state: 3, name: Number.NaN }, hidden: ['gone', 'host'],
    sort: { columnId: 'gone', isDescending: true },
  };
  expect(reconcileColumnState(columns, stored)).toEqual({
    order: ['host', 'name', 'state', 'cpu'], widths: { host: 1200, state: 80 }, hidden: ['host', 'cpu'], sort: null,
  });
});

test('reconciling twice changes nothing more', () => {
  const once = reconcileColumnState(columns, { order: ['host'], widths: { name: 10 }, hidden: [], sort: { columnId: 'host', isDescending: true } });
  expect(reconcileColumnState(columns, once)).toEqual(once);
});

test('sorting goes up, down and back to the order of the rows', () => {
  const up = cycleSort(fresh, 'name');
  const down = cycleSort(up, 'name');
  expect(up.sort).toEqual({ columnId: 'name', isDescending: false });
  expect(down.sort).toEqual({ columnId: 'name', isDescending: true });
  expect(cycleSort(down, 'name').sort).toBeNull();
  expect(cycleSort(down, 'host').sort).toEqual({ columnId: 'host', isDescending: false });
});

test('a column moves past its visible neighbour and stops at the ends', () => {
  expect(moveColumn(fresh, 'state', 1).order).toEqual(['name', 'cpu', 'host', 'state']);
  expect(moveColumn(fresh, 'host', -1).order).toEqual(['name', 'host', 'state', 'cpu']);
  expect(moveColumn(fresh, 'name', -1)).toBe(fresh);
  expect(moveColumn(fresh, 'cpu', 1)).toBe(fresh);
});

test('a dropped column takes the place of the one it was dropped on', () => {
  expect(placeColumn(fresh, 'name', 'host').order).toEqual(['state', 'cpu', 'host', 'name']);
  expect(placeColumn(fresh, 'host', 'name').order).toEqual(['host', 'name', 'state', 'cpu']);
  expect(placeColumn(fresh, 'host', 'host')).toBe(fresh);
  expect(placeColumn(fresh, 'gone', 'host')).toBe(fresh);
});

test('hiding and showing leaves the other columns alone', () => {
  const hidden = setColumnHidden(fresh, 'host', true);
  expect(hidden.hidden).toEqual(['cpu', 'host']);
  expect(setColumnHidden(setColumnHidden(hidden, 'host', true), 'host', false).hidden).toEqual(['cpu']);
});

test('widths keep within the bounds of their column', () => {
  expect(clampColumnWidth({ minWidth: 80 }, 12)).toBe(80);
  expect(clampColumnWidth({}, 12)).toBe(56);
  expect(clampColumnWidth({}, 100.4)).toBe(100);
});

test('what is left over goes to the flexible column, else to an empty last track', () => {
  const plain = { isFlexible: false };
  expect(trackTemplate([plain, plain], [100, 60], false)).toBe('100px 60px minmax(0, 1fr)');
  expect(trackTemplate([plain, { isFlexible: true }], [100, 60], true)).toBe('40px 100px minmax(60px, 1fr)');
});
