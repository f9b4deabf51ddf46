import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distinctBytes } from '../../../electron/cli/demoImage.ts';
import { runInProcess } from './harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'cloneyard-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mib = 1024 ** 2;
const run = (...args: string[]) => runInProcess({ folder }, ...args);
async function json(code: number, ...args: string[]): Promise<unknown> {
  const { code: actual, out, err } = await run('--json', ...args);
  expect({ actual, err }).toEqual({ actual: code, err: '' });
  return JSON.parse(out);
}

beforeAll(async () => {
  const file = openSync(join(folder, 'disk.img'), 'w');
  writeSync(file, distinctBytes('life', mib), 0, mib, 0);
  closeSync(file);
  await json(0, 'init', '--empty');
  await json(0, 'import', 'disk.img', '--name', 'golden');
  await json(0, 'rapid-clone', 'golden', '--count', '3', '--names', 'desk-{n}');
});

// One story, told in order: each step stands on the ones before.
describe('the life of machines', () => {
  it('sorts them into folders', async () => {
    expect(await run('folder', 'create', 'Desktops')).toMatchObject({ code: 0, out: expect.stringMatching(/^Created the folder "Desktops" in ".+"\.\n$/) });
    expect(await json(0, 'folder', 'create', 'Finance', '--in', 'Desktops')).toMatchObject({ name: 'Finance', in: 'Desktops', id: expect.stringMatching(/^group-v\d+$/) });
    expect(await json(1, 'folder', 'create', 'finance', '--in', 'desktops')).toMatchObject({ fault: 'DuplicateName' });
    expect((await run('vm', 'move', 'desk-1', 'desk-2', '--folder', 'Desktops/Finance')).out).toBe('Moved 2 machines to "Desktops/Finance".\n');
    expect((await run('vm', 'move', 'desk-1', 'desk-3', '--folder', 'Finance')).out).toBe('Moved 1 machine to "Desktops/Finance". 1 was there already.\n');
    expect(await json(0, 'folder', 'rename', 'Finance', 'Accounts')).toMatchObject({ before: 'Finance', name: 'Accounts' });
    expect(await json(0, 'folder', 'ls')).toEqual(expect.arrayContaining([expect.objectContaining({ path: 'Desktops/Accounts', virtualMachines: 3, templates: 0 })]));
    expect(await json(1, 'folder', 'move', 'Desktops', '--to', 'Desktops/Accounts')).toMatchObject({ fault: 'InvalidFolder' });
    expect(await json(1, 'folder', 'rm', 'Desktops')).toMatchObject({ fault: 'ResourceInUse', names: ['Accounts', 'desk-1', 'desk-2', 'desk-3'] });
  });

  it('renames, converts and annotates them', async () => {
    expect((await run('template', 'rename', 'golden', 'gold')).out).toBe('Renamed "golden" to "gold".\n');
    expect(await json(0, 'vm', 'show', 'desk-1')).toMatchObject({ template: 'gold' });
    expect(await json(1, 'vm', 'rename', 'desk-1', 'GOLD')).toMatchObject({ fault: 'DuplicateName', names: ['GOLD'] });
    expect(await json(0, 'vm', 'convert', 'desk-1')).toMatchObject({ to: 'template', changed: 1, unchanged: 0, failed: 0, failures: [] });
    expect((await run('template', 'convert', 'desk-1')).out).toBe('Converted 1 template to virtual machines.\n');
    await json(0, 'vm', 'notes', 'desk-1', 'for finance');
    expect(await json(0, 'vm', 'show', 'desk-1')).toMatchObject({ notes: 'for finance' });
    await json(0, 'datastore', 'rename', 'datastore1', 'fast');
    expect(await run('datastore', 'notes', 'fast')).toMatchObject({ code: 0, out: '"fast" has no notes.\n' });
    expect(await json(0, 'datastore', 'notes', 'fast', 'Bought in May.')).toMatchObject({ name: 'fast', notes: 'Bought in May.' });
    expect((await run('datastore', 'notes', 'fast')).out).toBe('Bought in May.\n');
    expect((await run('folder', 'notes', 'Desktops', 'For people')).out).toBe('Wrote the notes about "Desktops".\n');
    expect((await run('folder', 'notes', 'Desktops', '')).out).toBe('"Desktops" has no notes any more.\n');
    for (const kind of ['datacenter', 'cluster', 'host', 'network']) expect(await json(1, kind, 'notes', 'nowhere')).toMatchObject({ fault: 'ManagedObjectNotFound' });
    expect(await json(0, 'vm', 'show', 'desk-1')).toMatchObject({ datastore: 'fast' });
  });

  it('powers them and tells what could not be', async () => {
    expect(await json(0, 'vm', 'power', 'on', 'desk-1', 'desk-2')).toMatchObject({ state: 'poweredOn', changed: 2, unchanged: 0, failed: 0, names: ['desk-1', 'desk-2'] });
    expect((await run('vm', 'power', 'on', 'desk-1', 'desk-3')).out).toBe('Powered on 1 virtual machine. 1 was powered on already.\n');
    await json(0, 'vm', 'power', 'suspend', 'desk-1');
    expect(await run('vm', 'power', 'reset', 'desk-1', 'desk-2')).toMatchObject({ code: 1, out: 'Reset 1 virtual machine. 1 failed:\n  desk-1: "desk-1" is suspended.\n' });
    expect(await json(1, 'vm', 'power', 'reset', 'desk-1')).toMatchObject({ fault: 'InvalidPowerState', names: ['desk-1'] });
    await json(0, 'vm', 'power', 'off', 'desk-1', 'desk-2', 'desk-3');
  });

  it('removes them from the inventory and takes them back', async () => {
    expect((await run('vm', 'unregister', 'desk-1', 'desk-2')).out).toBe('Removed 2 machines from the inventory.\n');
    expect(await json(1, 'vm', 'show', 'desk-1')).toMatchObject({ fault: 'ManagedObjectNotFound' });
    expect(await json(0, 'vm', 'unregistered', '--datastore', 'fast')).toMatchObject([{ name: 'desk-1', datastore: 'fast', logicalBytes: mib }, { name: 'desk-2' }]);
    expect(await json(0, 'check', '--deep')).toMatchObject({ ok: true });
    expect(await json(0, 'vm', 'register', 'desk-1', '--as', 'till-1', '--folder', 'Desktops')).toMatchObject({ changed: 1 });
    expect(await json(0, 'vm', 'show', 'till-1')).toMatchObject({ folder: 'Desktops', notes: 'for finance', template: 'gold' });
    expect(await json(1, 'vm', 'register', 'desk-1')).toMatchObject({ fault: 'ManagedObjectNotFound', hint: 'List them with: cloneyard vm unregistered' });
    expect(await run('folder', 'rm', 'Desktops', '--with-content')).toMatchObject({ code: 0, out: 'Deleted 2 folders. 2 machines removed from the inventory; see: cloneyard vm unregistered\n' });
    expect(await json(0, 'check', '--deep')).toMatchObject({ ok: true });
  });
});
