import { isAbsolute, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { dataDirectory } from '../../../electron/doors/dataDirectory.ts';

it('prefers --data over the variable over the convention of the platform', () => {
  expect(dataDirectory('here', { CLONEYARD_DATA: '/elsewhere' })).toBe(resolve('here'));
  expect(dataDirectory(undefined, { CLONEYARD_DATA: '/elsewhere' })).toBe(resolve('/elsewhere'));
  const usual = dataDirectory(undefined, {});
  expect(isAbsolute(usual)).toBe(true);
  expect(usual.toLowerCase()).toContain('cloneyard');
  expect(dataDirectory('', { CLONEYARD_DATA: '' })).toBe(usual);
});
