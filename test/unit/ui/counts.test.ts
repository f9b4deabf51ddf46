import { expect, test } from 'vitest';
import { describeCount, type ItemNames } from '../../../renderer/ui/counts.ts';

const names: ItemNames = { counted: (count) => `${count.toLocaleString('en')} ${count === 1 ? 'VM' : 'VMs'}`, none: 'No VMs', noneMatches: (filter) => `No VMs match ${filter}` };

test('counts name what is shown and, when filtered, of how many', () => {
  expect(describeCount(0, 0, names)).toBe('0 VMs');
  expect(describeCount(1, 1, names)).toBe('1 VM');
  expect(describeCount(10000, 10000, names)).toBe('10,000 VMs');
  expect(describeCount(12, 10000, names)).toBe('12 of 10,000 VMs');
  expect(describeCount(0, 1, names)).toBe('0 of 1 VM');
});
