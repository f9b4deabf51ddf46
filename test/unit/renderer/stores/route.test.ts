import { describe, expect, it } from 'vitest';
import { formatRoute, parseRoute } from '../../../../renderer/stores/route.ts';
import { objectId } from './rows.ts';

describe('routes', () => {
  it('come back as they were written', () => {
    const route = { page: 'object', view: 'storage', objectId: objectId('datastore-12'), tab: 'vms' } as const;
    expect(formatRoute(route)).toBe('#/storage/datastore-12/vms');
    expect(parseRoute(formatRoute(route))).toEqual(route);
  });
  it('lead to the comparison, with its source or without', () => {
    expect(parseRoute('#/compare')).toEqual({ page: 'compare', view: 'hosts', objectId: null, tab: 'summary' });
    const route = parseRoute('#/compare/vm-7');
    expect(route).toEqual({ page: 'compare', view: 'hosts', objectId: 'vm-7', tab: 'summary' });
    expect(formatRoute(route)).toBe('#/compare/vm-7');
  });
  it('fall back piece by piece', () => {
    expect(parseRoute('')).toEqual({ page: 'object', view: 'hosts', objectId: null, tab: 'summary' });
    expect(parseRoute('#/vms')).toEqual({ page: 'object', view: 'vms', objectId: null, tab: 'summary' });
    expect(parseRoute('#/nowhere/vm-1/nothing')).toEqual({ page: 'object', view: 'hosts', objectId: 'vm-1', tab: 'summary' });
    expect(parseRoute('#/hosts/<script>/summary')).toEqual({ page: 'object', view: 'hosts', objectId: null, tab: 'summary' });
  });
});
