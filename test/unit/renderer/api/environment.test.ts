import { describe, expect, it } from 'vitest';
import { environmentOf, splitFragment } from '../../../../renderer/api/environment.ts';

describe('splitFragment', () => {
  it('takes the token out and leaves nothing behind', () => {
    expect(splitFragment('#token=a1B2-_x')).toEqual({ token: 'a1B2-_x', route: '' });
  });
  it('keeps the route that follows the token', () => {
    expect(splitFragment('#token=abc/hosts/vm-101/summary')).toEqual({ token: 'abc', route: '#/hosts/vm-101/summary' });
  });
  it('leaves a fragment without a token alone', () => {
    expect(splitFragment('#/storage/datastore-7/summary')).toEqual({ token: null, route: '#/storage/datastore-7/summary' });
    expect(splitFragment('')).toEqual({ token: null, route: '' });
  });
});

describe('environmentOf', () => {
  it('knows the desktop by its scheme', () => {
    expect(environmentOf({ cloneyardDesktop: true })).toBe('desktop');
    expect(environmentOf({})).toBe('browser');
  });
});
