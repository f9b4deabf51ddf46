import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runInProcess } from './harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'cloneyard-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const run = (...args: string[]) => runInProcess({ folder }, ...args);

async function json(code: number, ...args: string[]): Promise<unknown> {
  const { code: actual, out, err } = await run('--json', ...args);
  expect({ actual, err, out: actual === code ? '' : out }).toEqual({ actual: code, err: '', out: '' });
  return JSON.parse(out);
}

beforeAll(async () => {
  const file = openSync(join(folder, 'disk.img'), 'w');
  ftruncateSync(file, 1024 ** 2);
  closeSync(file);
  await json(0, 'init', '--empty');
  await json(0, 'import', 'disk.img', '--name', 'golden');
  await json(0, 'rapid-clone', 'golden', '--count', '2', '--names', 'vdi-{n}');
});

// One story, told in order: each step stands on the ones before.
describe('storage policies on the command line', () => {
  it('are made of rules', async () => {
    expect(await json(1, 'policy', 'create', 'Empty')).toMatchObject({ fault: 'InvalidArgument', message: expect.stringContaining('at least one rule') });
    expect(await run('policy', 'create', 'Gold', '--free', '100')).toMatchObject({ code: 2, err: expect.stringContaining('from 1 to 99') });
    expect(await json(0, 'policy', 'create', 'Gold', '--type', 'NFS', '--shares-clones', '--free', '10', '--primitive', 'nasReserveSpace', 'nasFastFileClone', '--datastore', 'datastore*')).toMatchObject({
      id: 'policy-1', name: 'Gold', version: 1,
      rules: { type: 'NFS', sharesClones: true, primitives: ['nasFastFileClone', 'nasReserveSpace'], dedupe: null, guarantee: null, freePercent: 10, arrayName: null, names: ['datastore*'] },
    });
    expect((await run('policy', 'ls')).out).toMatch(/^Gold +type NFS; clones share blocks; NAS Fast File Clone; NAS Reserve Space; at least 10 % free; named "datastore\*"/m);
  });

  it('are given to machines, which can be asked for by them', async () => {
    expect(await json(0, 'policy', 'assign', 'gold', 'vdi-1', 'golden')).toMatchObject({ policy: 'Gold', changed: 2, machines: [{ name: 'golden' }, { name: 'vdi-1', policy: 'Gold', isCompliant: true }] });
    expect(await json(0, 'vm', 'ls', '--query', 'policy:gold compliance:compliant')).toMatchObject([{ name: 'vdi-1', policy: 'Gold', isCompliant: true }]);
    expect(await json(0, 'vm', 'ls', '--query', 'policy:"Datastore default"')).toMatchObject([{ name: 'vdi-2', policy: null, isCompliant: null }]);
    expect(await json(0, 'template', 'show', 'golden')).toMatchObject({ policy: 'Gold', isCompliant: true });
    expect(await json(1, 'policy', 'delete', 'gold')).toMatchObject({ fault: 'ResourceInUse', names: ['golden', 'vdi-1'] });
  });

  it('say who is not compliant, and why', async () => {
    expect(await json(0, 'policy', 'set', 'Gold', '--dedupe', 'on', '--type', 'any', '--no-shares-clones')).toMatchObject({ version: 2, rules: { type: null, sharesClones: false, dedupe: 'on', freePercent: 10 } });
    expect(await json(0, 'policy', 'show', 'Gold')).toMatchObject({
      nonCompliantCount: 2, nonCompliant: [{ name: 'golden' }, { name: 'vdi-1' }],
      datastores: [{ name: 'datastore1', isCompatible: false, shortfalls: ['Dedupe is off; the policy asks for on.'], vmCount: 2 }],
    });
    expect((await run('policy', 'show', 'Gold')).out).toMatch(/^datastore1 +no +2 +Dedupe is off; the policy asks for on\.$/m);
    expect((await run('vm', 'show', 'vdi-1')).out).toMatch(/^Storage policy +Gold \(not compliant\)$/m);
    expect(await json(0, 'vm', 'ls', '--query', 'compliance:noncompliant')).toMatchObject([{ name: 'vdi-1' }]);
    await json(0, 'volume', 'dedupe', 'datastore1', 'on');
    expect(await json(0, 'policy', 'show', 'Gold')).toMatchObject({ nonCompliantCount: 0, datastores: [{ isCompatible: true }] });
  });

  it('come with machines that are made, and with the warnings of their plans', async () => {
    await json(0, 'policy', 'create', 'Block', '--type', 'VMFS');
    expect(await json(0, 'deploy', 'golden', '--name', 'web', '--policy', 'block', '--plan')).toMatchObject({
      warnings: expect.arrayContaining(['"datastore1" does not fit the storage policy "Block". It is NFS; the policy asks for VMFS.']),
    });
    await json(0, 'deploy', 'golden', '--name', 'web', '--policy', 'Block');
    await json(0, 'deploy', 'golden', '--name', 'same');
    await json(0, 'vm', 'create', 'empty', '--policy', 'Gold');
    await json(0, 'rapid-clone', 'golden', '--count', '1', '--names', 'none-{n}', '--policy', 'Datastore default');
    expect(await json(1, 'deploy', 'golden', '--name', 'never', '--policy', 'Platinum')).toMatchObject({ fault: 'ManagedObjectNotFound', names: ['Platinum'] });
    expect(await json(0, 'vm', 'show', 'web', 'same', 'empty', 'none-1')).toMatchObject([{ policy: 'Block', isCompliant: false }, { policy: 'Gold', isCompliant: true }, { policy: 'Gold' }, { policy: null }]);
    await json(0, 'vm', 'rm', 'web', 'same', 'empty', 'none-1');
  });

  it('lose any rule with "any", and keep the others', async () => {
    await json(0, 'policy', 'create', 'Strict', '--dedupe', 'on', '--free', '10', '--primitive', 'nasReserveSpace', '--array', 'Filer A', '--datastore', 'data*');
    expect(await json(0, 'policy', 'set', 'Strict', '--primitive', 'any', '--array', 'any')).toMatchObject({ rules: { primitives: [], arrayName: null, dedupe: 'on', freePercent: 10, names: ['data*'] } });
    expect(await json(0, 'policy', 'set', 'Strict', '--free', 'any', '--datastore', 'any')).toMatchObject({ rules: { freePercent: null, names: [], dedupe: 'on' } });
    expect(await json(1, 'policy', 'set', 'Strict', '--name', 'The "strict" one')).toMatchObject({ fault: 'InvalidArgument' });
    await json(0, 'policy', 'rm', 'Strict');
  });

  it('are taken away again and deleted', async () => {
    expect(await json(0, 'policy', 'assign', 'datastore default', 'vdi-1', 'golden')).toMatchObject({ policy: null, changed: 2 });
    expect(await json(0, 'policy', 'rm', 'Gold')).toEqual({ id: 'policy-1', name: 'Gold' });
    expect(await json(0, 'policy', 'ls')).toMatchObject([{ name: 'Block' }]);
    expect(await json(1, 'policy', 'show', 'Gold')).toMatchObject({ fault: 'ManagedObjectNotFound' });
    expect(await json(0, 'check')).toMatchObject({ ok: true });
  });
});
