import { expect, it } from 'vitest';
import { nameOfRoute } from '../../../../renderer/app/routeNames.ts';
import { parseRoute } from '../../../../renderer/stores/route.ts';
import { containers, vmRow } from '../stores/rows.ts';

const objects = [vmRow(1, { name: 'web-01' }), ...containers];
const nameOf = (fragment: string) => nameOfRoute(parseRoute(fragment), (id) => objects.find((object) => object.id === id));

it('says where a button leads', () => {
  expect(nameOf('#/hosts/vm-1/summary')).toBe('web-01');
  expect(nameOf('#/hosts/vm-1/vms')).toBe('web-01, Clones');
  expect(nameOf('#/hosts/host-1/vms')).toBe('esx-1, VMs');
  expect(nameOf('#/hosts/vm-9/summary')).toBe('an object that no longer exists');
  expect(nameOf('#/storage')).toBe('the start');
  expect(nameOf('#/compare/vm-1')).toBe('the comparison of host and array');
  expect(nameOf('#/search/power%3Aon')).toBe('the search for “power:on”');
});
