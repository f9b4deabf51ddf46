import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeSelection, rangeBetween, readSelectAllState, toggleAll } from '../../../renderer/ui/gridSelection.ts';
import type { SelectionGesture, SelectionResult } from '../../../renderer/ui/gridSelection.ts';

const ids = ['a', 'b', 'c', 'd', 'e'];
const start: SelectionResult = { selected: new Set(), anchorId: null };

function act(from: SelectionResult, gesture: SelectionGesture, targetId: string, mode: 'single' | 'multiple' = 'multiple'): SelectionResult {
  return changeSelection({ ids, selected: from.selected, anchorId: from.anchorId, targetId, gesture, mode });
}

test('a plain click selects one row only', () => {
  const result = act(act(start, 'replace', 'a'), 'replace', 'c');
  expect([...result.selected]).toEqual(['c']);
});

test('Ctrl adds and takes away', () => {
  const two = act(act(start, 'replace', 'a'), 'toggle', 'c');
  expect([...two.selected].sort()).toEqual(['a', 'c']);
  expect([...act(two, 'toggle', 'a').selected]).toEqual(['c']);
});

test('a range grows, shrinks and turns about its anchor', () => {
  const anchored = act(start, 'replace', 'c');
  const down = act(anchored, 'range', 'e');
  expect([...down.selected]).toEqual(['c', 'd', 'e']);
  const shorter = act(down, 'range', 'd');
  expect([...shorter.selected]).toEqual(['c', 'd']);
  expect([...act(shorter, 'range', 'a').selected]).toEqual(['a', 'b', 'c']);
});

test('a range added with Ctrl keeps what was selected before', () => {
  const one = act(start, 'replace', 'a');
  const moved = act(one, 'toggle', 'd');
  expect([...act(moved, 'addRange', 'e').selected].sort()).toEqual(['a', 'd', 'e']);
});

test('a range from a row that is no longer shown is the target alone', () => {
  expect(rangeBetween(ids, 'gone', 'b')).toEqual(['b']);
  expect(rangeBetween(ids, 'b', 'gone')).toEqual([]);
});

test('a range is the same set from either end', () => {
  fc.assert(fc.property(fc.constantFrom(...ids), fc.constantFrom(...ids), (a, b) => {
    expect(rangeBetween(ids, a, b)).toEqual(rangeBetween(ids, b, a));
  }));
});

test('select all counts and changes only what is shown', () => {
  const selected = new Set(['hidden', 'a']);
  expect(readSelectAllState(['a', 'b'], selected)).toBe('some');
  const all = toggleAll(['a', 'b'], selected);
  expect(readSelectAllState(['a', 'b'], all)).toBe('all');
  const none = toggleAll(['a', 'b'], all);
  expect([...none]).toEqual(['hidden']);
  expect(readSelectAllState(['a', 'b'], none)).toBe('none');
  expect(readSelectAllState([], selected)).toBe('none');
});

test('where one row is selected, every gesture selects it alone', () => {
  const before: SelectionResult = { selected: new Set(['a']), anchorId: 'a' };
  for (const gesture of ['replace', 'toggle', 'range', 'addRange'] as const) {
    expect([...act(before, gesture, 'd', 'single').selected]).toEqual(['d']);
    expect([...act(before, gesture, 'a', 'single').selected]).toEqual(['a']);
  }
});
