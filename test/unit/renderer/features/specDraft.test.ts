import { expect, test } from 'vitest';
import { draftOfSpec, newSpecDraft, problemAt, readDraft, secretChangesOf, type SpecDraft } from '../../../../renderer/features/customization/specDraft.ts';
import { customizationSpecIdSchema, ipPoolIdSchema } from '../../../../shared/ids.ts';
import type { CustomizationSpec, CustomizationValues } from '../../../../shared/model/customization.ts';
import { linuxValues, windowsValues } from '../../customization/customizationBench.ts';

const specOf = (values: CustomizationValues): CustomizationSpec => ({ id: customizationSpecIdSchema.parse('customization-1'), version: 1, modifiedAtMs: 0, values, secrets: [] });
const typed = (change: Partial<SpecDraft>): SpecDraft => ({ ...newSpecDraft('UTC'), name: 'x', ...change });

test('what is opened for editing and saved unchanged is the same', () => {
  const nics = [{ kind: 'dhcp' as const }, { kind: 'pool' as const, poolId: ipPoolIdSchema.parse('ippool-3') }, { kind: 'static' as const, address: '10.0.0.5', prefixLength: 24, gateway: null }];
  for (const values of [linuxValues, windowsValues, { ...linuxValues, network: { kind: 'custom' as const, nics } }, { ...windowsValues, membership: { kind: 'workgroup' as const, workgroup: 'LAB' } }]) {
    expect(readDraft(draftOfSpec(specOf(values), 'UTC')).values).toEqual(values);
  }
});

test('problems stand where they are mended', () => {
  const at = (change: Partial<SpecDraft>, ...fields: string[]): string | undefined => problemAt(readDraft(typed(change)).problems, ...fields);
  expect(at({ name: ' ' }, 'name')).toBe('A name is needed.');
  expect(at({ dnsServersText: '10.0.0.1, nowhere' }, 'dnsServers')).toBe('An IPv4 address such as 10.0.0.1.');
  expect(at({ networkKind: 'custom', nics: [{ kind: 'pool', address: '', prefixLength: 24, gateway: '', poolId: null }] }, 'network.nics.0.poolId')).toBe('Choose a pool.');
  expect(at({ networkKind: 'custom', nics: [{ kind: 'static', address: '10.0.0.5', prefixLength: Number.NaN, gateway: '', poolId: null }] }, 'network.nics.0.prefixLength')).toBe('A prefix length is needed.');
  expect(at({ guest: 'windows', secrets: { adminPassword: 'a', productKey: '', domainPassword: '' } }, 'adminPasswordAgain')).toBe('The passwords are not the same.');
  // What was typed for the other guest is kept, and does not stand in the way.
  expect(readDraft(typed({ guest: 'linux', owner: '', adminPasswordAgain: 'left over' })).values).not.toBeNull();
});

test('secrets that were not touched are not sent, and those of a domain only with one', () => {
  const secrets = { adminPassword: 'new', productKey: '', domainPassword: 'typed' };
  expect(secretChangesOf(typed({ guest: 'windows', secrets, removed: new Set(['productKey']) }))).toEqual({ adminPassword: 'new', productKey: null });
  // What was typed before it was ticked to be removed is not kept: the review says that it is not set.
  expect(secretChangesOf(typed({ guest: 'windows', secrets, removed: new Set(['adminPassword']) }))).toEqual({ adminPassword: null });
  expect(secretChangesOf(typed({ guest: 'windows', membershipKind: 'domain', secrets }))).toEqual({ adminPassword: 'new', domainPassword: 'typed' });
  expect(secretChangesOf(typed({ guest: 'linux', secrets }))).toEqual({});
});
