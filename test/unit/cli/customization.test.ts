import { closeSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runInProcess } from './harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'cloneyard-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const run = (...args: string[]) => runInProcess({ folder }, ...args);

async function json(code: number, ...args: string[]): Promise<Record<string, unknown>> {
  const { code: actual, out, err } = await run('--json', ...args);
  expect({ actual, err, out: actual === code ? '' : out }).toEqual({ actual: code, err: '', out: '' });
  return JSON.parse(out);
}

const spec = {
  name: 'Desktops', description: '', guest: 'windows', computerName: { kind: 'prefix', prefix: 'VDI-' }, owner: 'Lab', organization: 'Lab', autoLogonCount: 0,
  timeZone: 'UTC', membership: { kind: 'workgroup', workgroup: 'LAB' }, network: { kind: 'custom', nics: [{ kind: 'pool', pool: 'lab' }] }, dnsServers: ['10.1.0.2'], dnsSuffixes: [], commands: ['ver'],
};

beforeAll(async () => {
  const file = openSync(join(folder, 'disk.img'), 'w');
  ftruncateSync(file, 1024 ** 2);
  closeSync(file);
  writeFileSync(join(folder, 'spec.json'), JSON.stringify({ format: 'cloneyard-customization', version: 1, spec }));
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ adminPassword: 'Sesame-77' }));
  await json(0, 'init', '--empty');
  await json(0, 'import', 'disk.img', '--name', 'golden');
  await json(0, 'rapid-clone', 'golden', '--count', '1', '--names', 'vdi-{n}');
});

// One story, told in order: each step stands on the ones before.
describe('customization on the command line', () => {
  it('makes pools and specifications of files, and says what protects the secrets', async () => {
    expect(await json(1, 'customization', 'create', '--from', 'spec.json')).toMatchObject({ fault: 'ManagedObjectNotFound', names: ['lab'] });
    expect(await run('customization', 'pool', 'create', 'lab', '--range', '10.1.0.10', '--prefix', '24')).toMatchObject({ code: 2, err: expect.stringContaining('Give the first and the last address') });
    expect(await json(0, 'customization', 'pool', 'create', 'lab', '--range', '10.1.0.10-10.1.0.11', '--prefix', '24', '--gateway', '10.1.0.1')).toMatchObject({ name: 'lab', addressCount: 2, usedCount: 0 });
    expect(await json(0, 'customization', 'create', '--from', 'spec.json', '--secrets', 'secrets.json')).toMatchObject({ name: 'Desktops', secrets: [{ name: 'adminPassword', protectedBy: 'keyFile', problem: null }] });
    expect(await json(0, 'customization', 'ls')).toMatchObject({ protectedBy: 'keyFile', specs: [{ name: 'Desktops', guest: 'windows' }] });
    expect((await run('customization', 'ls')).out).toContain('Secrets that are set here are protected by a key file in the data directory, readable for its owner only.');
    const shown = await run('customization', 'show', 'desktops');
    expect(shown.out).toMatch(/^Adapter 1 +from the pool "lab"$/m);
    expect(shown.out).toMatch(/^Administrator password +set, protected by a key file/m);
    expect(shown.out).not.toContain('Sesame-77');
  });

  it('customizes a machine and shows who has which address', async () => {
    expect(await json(0, 'vm', 'customize', 'vdi-1', '--spec', 'Desktops')).toMatchObject({ vm: 'vdi-1', computerName: expect.stringMatching(/^VDI-\d+$/), secretsOnDisk: ['adminPassword'], nics: [{ address: { address: '10.1.0.10', prefixLength: 24, gateway: '10.1.0.1' } }] });
    expect((await run('vm', 'customize', 'vdi-1', '--spec', 'Desktops')).out).toMatch(/^"vdi-1" is told to become VDI-\d+ with 10\.1\.0\.10 at its next start\. The disk holds secrets/);
    expect(await json(0, 'customization', 'pool', 'ls')).toMatchObject([{ usedCount: 1, leases: [{ address: '10.1.0.10', vm: 'vdi-1' }] }]);
    expect((await run('customization', 'pool', 'ls')).out).toContain('1 of 2');
    expect(await json(1, 'vm', 'customize', 'vdi-1', '--spec', 'none')).toMatchObject({ fault: 'ManagedObjectNotFound', hint: 'List them with: cloneyard customization ls' });
    expect(await json(0, 'check')).toMatchObject({ problems: [] });
  });

  it('exports without secrets, imports under another name, and removes', async () => {
    expect(await json(0, 'customization', 'export', 'Desktops')).toMatchObject({ path: join(folder, 'Desktops.json') });
    expect(readFileSync(join(folder, 'Desktops.json'), 'utf8')).not.toContain('Sesame-77');
    expect(await json(1, 'customization', 'export', 'Desktops')).toMatchObject({ fault: 'FileAlreadyExists', hint: 'Replace it with --force.' });
    expect(await json(0, 'customization', 'import', 'Desktops.json', '--name', 'Copy')).toMatchObject({ name: 'Copy', secrets: [], timeZone: 'UTC' });
    expect(await json(1, 'customization', 'import', 'secrets.json')).toMatchObject({ fault: 'InvalidArgument' });
    expect(await json(1, 'customization', 'create', '--from', 'Desktops.json', '--name', 'Third', '--secrets', 'spec.json')).toMatchObject({ fault: 'InvalidArgument', hint: expect.stringContaining('adminPassword') });
    expect(await json(1, 'customization', 'import', 'nowhere.json')).toMatchObject({ fault: 'FileNotFound' });
    expect(await json(1, 'customization', 'pool', 'rm', 'lab')).toMatchObject({ fault: 'ResourceInUse' });
    for (const name of ['Desktops', 'Copy']) expect(await json(0, 'customization', 'rm', name)).toMatchObject({ name });
    expect(await json(0, 'customization', 'pool', 'rm', 'lab')).toMatchObject({ name: 'lab' });
  });
});
