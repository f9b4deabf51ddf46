import { expect, test } from 'vitest';
import { clampSize, sizeAfterKey } from '../../../renderer/ui/resizing.ts';

const vertical = { orientation: 'vertical', valuePx: 200, minPx: 100, maxPx: 400, isReversed: false } as const;
const dock = { orientation: 'horizontal', valuePx: 200, minPx: 100, maxPx: 400, isReversed: true } as const;

test('arrows move the line in their own direction', () => {
  expect(sizeAfterKey('ArrowRight', vertical)).toBe(216);
  expect(sizeAfterKey('ArrowLeft', vertical)).toBe(184);
  expect(sizeAfterKey('ArrowUp', dock)).toBe(216);
  expect(sizeAfterKey('ArrowDown', dock)).toBe(184);
  expect(sizeAfterKey('ArrowUp', vertical)).toBeNull();
  expect(sizeAfterKey('ArrowRight', dock)).toBeNull();
});

test('sizes keep within their bounds, the smaller bound winning', () => {
  expect(sizeAfterKey('Home', vertical)).toBe(100);
  expect(sizeAfterKey('End', vertical)).toBe(400);
  expect(clampSize(500, 100, 400)).toBe(400);
  expect(clampSize(10, 100, 50)).toBe(100);
});
