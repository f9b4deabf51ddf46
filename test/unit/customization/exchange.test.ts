import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { customizationValuesSchema } from '../../../shared/model/customization.ts';
import { YardBench } from '../../fixtures/yard.ts';
import { testSeed } from '../../sim/random.ts';
import { draftOf, linuxValues, windowsSecrets, windowsValues } from './customizationBench.ts';

const bench = new YardBench();
afterEach(() => bench.cleanUp());

test('a specification comes back from its file as it was, without its secrets and with its pool by name', async () => {
  const { client } = await bench.openSetUp({ kind: 'memory' });
  const pool = { name: 'Lab', firstAddress: '10.1.0.10', lastAddress: '10.1.0.12', prefixLength: 24, gateway: null };
  const { poolId } = await client.customization.createPool(pool);
  const values = { ...windowsValues, network: { kind: 'custom' as const, nics: [{ kind: 'dhcp' as const }, { kind: 'pool' as const, poolId }] } };
  const { specId } = await client.customization.create(draftOf(values, windowsSecrets));
  const { fileName, text } = await client.customization.export({ specId });
  expect(fileName).toBe('Desktops.json');
  expect(text).toContain('"pool": "Lab"');
  await expect(client.customization.import({ text, name: null, secrets: {} })).rejects.toMatchObject({ code: 'DuplicateName' });

  const other = await bench.openSetUp({ kind: 'memory' });
  await expect(other.client.customization.import({ text, name: null, secrets: {} })).rejects.toMatchObject({ code: 'ManagedObjectNotFound', data: { names: ['Lab'] } });
  await other.client.customization.createPool({ ...pool, name: 'Unused' });
  const here = await other.client.customization.createPool(pool);
  await other.client.customization.import({ text, name: 'Mine', secrets: {} });
  expect((await other.client.customization.list()).specs).toMatchObject([
    { values: { ...values, name: 'Mine', network: { kind: 'custom', nics: [{ kind: 'dhcp' }, { kind: 'pool', poolId: here.poolId }] } }, secrets: [] },
  ]);
});

test('files that are something else are refused with what is wrong with them', async () => {
  const { client, logged } = await bench.openSetUp({ kind: 'memory' });
  const file = (spec: object, head: object = {}): string => JSON.stringify({ format: 'cloneyard-customization', version: 1, ...head, spec });
  const refused: [string, RegExp][] = [
    ['', /not JSON/], ['[]', /not a customization specification/], ['{"format":"other","version":1}', /not a customization specification/], [file(linuxValues, { version: 2 }), /version 2/],
    [file(linuxValues, { extra: 1 }), /extra/], [file({ ...linuxValues, extra: 1 }), /extra/], [file({ ...linuxValues, timeZone: 'a\nb' }), /timeZone/], [file({ ...linuxValues, commands: ['\u0000'] }), /commands/],
    [file({ ...linuxValues, computerName: { kind: 'fixed', name: 'a b' } }), /computerName/], [file({ ...windowsValues, computerName: { kind: 'fixed', name: 'sixteen-letters-' } }), /computerName/],
    [file({ ...linuxValues, network: { kind: 'custom', nics: [{ kind: 'static', address: '10.0.0.0', prefixLength: 24, gateway: null }] } }), /10\.0\.0\.0\/24 is the address of a network/],
    [file({ ...linuxValues, dnsServers: ['10.0.0.01'] }), /dnsServers/], [file({ ...linuxValues, adminPassword: 'x' }), /adminPassword/], ['x'.repeat(300_000), /too long/],
    ['{"format":"cloneyard-customization","version":1,"spec":{"__proto__":{"guest":"linux"},"network":{}}}', /cannot be used/],
  ];
  for (const [text, reason] of refused) {
    await expect(client.customization.import({ text, name: null, secrets: {} })).rejects.toMatchObject({ code: expect.stringMatching(/InvalidArgument|NotSupported/), message: expect.stringMatching(reason) });
  }
  expect((await client.customization.list()).specs).toEqual([]);
  expect(logged).toEqual([]);
});

test('no file whatever ends in anything but a fault, and none gets in that the schema would not take', async () => {
  const { client, logged } = await bench.openSetUp({ kind: 'memory' });
  const seed = testSeed('import of specifications');
  const anything = fc.oneof(fc.string(), fc.json(), fc.record({ format: fc.constant('cloneyard-customization'), version: fc.constant(1), spec: fc.oneof(fc.anything(), fc.record({ ...Object.fromEntries(Object.entries(linuxValues).map(([key, value]) => [key, fc.oneof(fc.constant(value), fc.jsonValue())])) })) }).map((value) => JSON.stringify(value) ?? ''));
  let number = 0;
  await fc.assert(
    fc.asyncProperty(anything, async (text) => {
      number += 1;
      try {
        const { specId } = await client.customization.import({ text, name: `n${number}`, secrets: {} });
        const found = (await client.customization.list()).specs.find(({ id }) => id === specId);
        expect(customizationValuesSchema.safeParse(found?.values).success).toBe(true);
        await client.customization.remove({ specId });
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^(?:InvalidArgument|NotSupported|ManagedObjectNotFound)$/) });
      }
    }),
    { seed, numRuns: 200 },
  );
  expect(logged).toEqual([]);
});
