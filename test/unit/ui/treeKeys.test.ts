import { expect, test } from 'vitest';
import { findParentIndex, resolveTreeKey } from '../../../renderer/ui/treeKeys.ts';
import { findByPrefix } from '../../../renderer/ui/typeAhead.ts';

const rows = [
  { id: 'root', level: 1, isExpandable: true, isExpanded: true },
  { id: 'open', level: 2, isExpandable: true, isExpanded: true },
  { id: 'leaf', level: 3, isExpandable: false, isExpanded: false },
  { id: 'shut', level: 2, isExpandable: true, isExpanded: false },
  { id: 'bare', level: 2, isExpandable: true, isExpanded: true },
];

test('Right opens, then enters, and does nothing on a leaf or an empty branch', () => {
  expect(resolveTreeKey('ArrowRight', rows, 3, 10)).toEqual({ kind: 'expand', id: 'shut' });
  expect(resolveTreeKey('ArrowRight', rows, 1, 10)).toEqual({ kind: 'move', index: 2 });
  expect(resolveTreeKey('ArrowRight', rows, 2, 10)).toBeNull();
  expect(resolveTreeKey('ArrowRight', rows, 4, 10)).toBeNull();
});

test('Left closes, then goes to the parent, and does nothing at a closed root', () => {
  expect(resolveTreeKey('ArrowLeft', rows, 1, 10)).toEqual({ kind: 'collapse', id: 'open' });
  expect(resolveTreeKey('ArrowLeft', rows, 2, 10)).toEqual({ kind: 'move', index: 1 });
  expect(resolveTreeKey('ArrowLeft', rows, 3, 10)).toEqual({ kind: 'move', index: 0 });
  expect(resolveTreeKey('ArrowLeft', [{ id: 'r', level: 1, isExpandable: true, isExpanded: false }], 0, 10)).toBeNull();
});

test('moving keys stop at the ends', () => {
  expect(resolveTreeKey('ArrowUp', rows, 0, 10)).toEqual({ kind: 'move', index: 0 });
  expect(resolveTreeKey('ArrowDown', rows, 4, 10)).toEqual({ kind: 'move', index: 4 });
  expect(resolveTreeKey('PageDown', rows, 1, 2)).toEqual({ kind: 'move', index: 3 });
  expect(resolveTreeKey('PageUp', rows, 1, 2)).toEqual({ kind: 'move', index: 0 });
  expect(resolveTreeKey('Home', rows, 3, 2)).toEqual({ kind: 'move', index: 0 });
  expect(resolveTreeKey('End', rows, 0, 2)).toEqual({ kind: 'move', index: 4 });
});

test('Enter and Space select; other keys, and an empty tree, mean nothing', () => {
  expect(resolveTreeKey('Enter', rows, 2, 2)).toEqual({ kind: 'select', id: 'leaf' });
  expect(resolveTreeKey(' ', rows, 2, 2)).toEqual({ kind: 'select', id: 'leaf' });
  expect(resolveTreeKey('q', rows, 2, 2)).toBeNull();
  expect(resolveTreeKey('Enter', [], 0, 2)).toBeNull();
});

test('a parent is the nearest row above with a smaller level', () => {
  expect(findParentIndex(rows, 0)).toBeNull();
  expect(findParentIndex(rows, 2)).toBe(1);
  expect(findParentIndex(rows, 4)).toBe(0);
});

test('one letter walks on through its matches, several letters narrow down', () => {
  const labels = ['db-1', 'esx-1', 'esx-2', 'Web'];
  expect(findByPrefix(labels, 0, 'e')).toBe(1);
  expect(findByPrefix(labels, 1, 'e')).toBe(2);
  expect(findByPrefix(labels, 2, 'e')).toBe(1);
  expect(findByPrefix(labels, 1, 'esx-2')).toBe(2);
  expect(findByPrefix(labels, 2, 'es')).toBe(2);
  expect(findByPrefix(labels, 0, 'w')).toBe(3);
  expect(findByPrefix(labels, 0, 'x')).toBeNull();
});
