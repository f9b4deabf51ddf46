import { describe, expect, it } from 'vitest';
import { formatRoute, parseRoute } from '../../../../renderer/stores/route.ts';
import { objectId } from './rows.ts';

describe('routes', () => {
  it('come back as they were written', () => {
    const route = { view: 'storage', objectId: objectId('datastore-12'), tab: 'vms' } as const;
    expect(formatRoute(route)).toBe('#/storage/datastore-12/vms');
    expect(parseRoute(formatRoute(route))).toEqual(route);
  });
  it('fall back piece by piece', () => {
    expect(parseRoute('')).toEqual({ view: 'hosts', objectId: null, tab: 'summary' });
    expect(parseRoute('#/vms')).toEqual({ view: 'vms', objectId: null, tab: 'summary' });
    expect(parseRoute('#/nowhere/vm-1/nothing')).toEqual({ view: 'hosts', objectId: 'vm-1', tab: 'summary' });
    expect(parseRoute('#/hosts/<script>/summary')).toEqual({ view: 'hosts', objectId: null, tab: 'summary' });
  });
});
