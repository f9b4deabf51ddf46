import { expect, test } from 'vitest';
import { describeCount } from '../../../renderer/ui/counts.ts';

const names = ['VM', 'VMs'] as const;

test('counts name what is shown and, when filtered, of how many', () => {
  expect(describeCount(0, 0, names)).toBe('0 VMs');
  expect(describeCount(1, 1, names)).toBe('1 VM');
  expect(describeCount(10000, 10000, names)).toBe('10,000 VMs');
  expect(describeCount(12, 10000, names)).toBe('12 of 10,000 VMs');
  expect(describeCount(0, 1, names)).toBe('0 of 1 VM');
});
