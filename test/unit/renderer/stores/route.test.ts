import { describe, expect, it } from 'vitest';
import { formatRoute, parseRoute, routeOfLink } from '../../../../renderer/stores/route.ts';
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
  it('lead to a search, whatever it is for', () => {
    for (const query of ['', 'power:on a/b', '#50 % “x”']) {
      const route = { page: 'search', view: 'hosts', objectId: null, tab: 'summary', query } as const;
      expect(parseRoute(formatRoute(route))).toEqual(route);
    }
    expect(parseRoute('#/search/50%')).toMatchObject({ page: 'search', query: '50%' });
  });
  it('fall back piece by piece', () => {
    expect(parseRoute('')).toEqual({ page: 'object', view: 'hosts', objectId: null, tab: 'summary' });
    expect(parseRoute('#/vms')).toEqual({ page: 'object', view: 'vms', objectId: null, tab: 'summary' });
    expect(parseRoute('#/nowhere/vm-1/nothing')).toEqual({ page: 'object', view: 'hosts', objectId: 'vm-1', tab: 'summary' });
    expect(parseRoute('#/hosts/<script>/summary')).toEqual({ page: 'object', view: 'hosts', objectId: null, tab: 'summary' });
  });
  it('are found in addresses that were copied, from a browser or a window, and in nothing else', () => {
    const route = { page: 'object', view: 'networking', objectId: objectId('network-3'), tab: 'hosts' } as const;
    expect(routeOfLink(' http://127.0.0.1:4177/#/networking/network-3/hosts\n')).toEqual(route);
    expect(routeOfLink('cloneyard://app/#/networking/network-3/hosts')).toEqual(route);
    for (const text of ['', 'web-01', '#/networking/network-3/hosts', 'http://127.0.0.1:4177/', 'http://127.0.0.1/#token=abc', 'see http://x/#/hosts']) expect(routeOfLink(text)).toBeNull();
  });
});
