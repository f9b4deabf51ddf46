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
  writeSync(file, distinctBytes('hosting', mib), 0, mib, 0);
  closeSync(file);
  await json(0, 'init', '--empty');
  await json(0, 'import', 'disk.img', '--name', 'golden');
});

// One story, told in order: each step stands on the ones before.
describe('what is around machines', () => {
  it('is made, changed and removed', async () => {
    expect(await run('cluster', 'create', 'Lab')).toMatchObject({ code: 0, out: 'Created the cluster "Lab" in "Datacenter".\n' });
    expect(await json(0, 'host', 'add', 'lab-01.test', '--in', 'Lab', '--cores', '8', '--memory', '64GiB')).toMatchObject({ kind: 'host', name: 'lab-01.test', in: 'Lab', id: expect.stringMatching(/^host-\d+$/) });
    await json(0, 'host', 'add', 'lab-02.test', '--in', 'Lab');
    expect(await json(0, 'host', 'show', 'lab-01.test')).toMatchObject({ parent: 'Lab', connectionState: 'connected', cpuCoreCount: 8, cpuMhz: 2600, memoryBytes: 64 * 1024 ** 3 });
    expect(await json(1, 'host', 'add', 'LAB-01.test')).toMatchObject({ fault: 'DuplicateName' });
    expect(await json(0, 'network', 'create', 'Backup', '--vlan', '30')).toMatchObject({ kind: 'network', name: 'Backup' });
    expect((await run('network', 'set', 'Backup', '--vlan', '4094')).out).toBe('"Backup" is on VLAN 4094.\n');
    expect(await json(0, 'network', 'set', 'Backup', '--vlan', '0')).toMatchObject({ vlanId: null });
    expect((await run('network', 'set', 'Backup', '--vlan', '4095')).code).toBe(2);
    expect((await run('network', 'rm', 'Backup')).out).toBe('Removed the network "Backup".\n');
    expect(await json(1, 'network', 'rm', 'VM Network')).toMatchObject({ fault: 'ResourceInUse', names: ['golden'] });
    expect(await json(1, 'cluster', 'rm', 'Lab')).toMatchObject({ fault: 'ResourceInUse', names: ['lab-01.test', 'lab-02.test'] });
    await json(0, 'datacenter', 'create', 'Second');
    expect(await json(1, 'cluster', 'create', 'Other')).toMatchObject({ fault: 'InvalidArgument', hint: 'Name one with --in.' });
    await json(0, 'datacenter', 'rm', 'Second');
  });

  it('is taken out of use and brought back', async () => {
    await json(0, 'rapid-clone', 'golden', '--count', '3', '--names', 'vm-{n}', '--compute', 'lab-01.test', '--power-on');
    expect(await json(0, 'host', 'maintenance', 'enter', 'lab-01.test')).toMatchObject({ name: 'lab-01.test', migrated: 3, failed: 0, stayed: 0 });
    expect(await json(0, 'host', 'show', 'lab-01.test')).toMatchObject({ connectionState: 'maintenance', vmCount: 0 });
    expect(await json(1, 'vm', 'migrate', 'vm-1', '--host', 'lab-01.test')).toMatchObject({ fault: 'InvalidState' });
    // Nobody is left to take over.
    expect(await json(1, 'host', 'maintenance', 'enter', 'lab-02.test')).toMatchObject({ fault: 'InvalidState', names: ['vm-1', 'vm-2', 'vm-3'] });
    // Nor can anybody else do what there would be to wait for.
    expect(await json(1, 'host', 'maintenance', 'enter', 'lab-02.test', '--wait')).toMatchObject({ fault: 'InvalidState', hint: expect.stringContaining('Nothing was waited for') as string, task: expect.stringMatching(/^task-/) as string });
    expect(await json(0, 'host', 'show', 'lab-02.test')).toMatchObject({ connectionState: 'connected' });
    expect(await json(0, 'host', 'hardware', 'lab-01.test', '--cores', '64')).toMatchObject({ cpuCoreCount: 64, cpuMhz: 2600 });
    expect((await run('host', 'maintenance', 'exit', 'lab-01.test')).out).toBe('lab-01.test is in use again.\n');
    expect(await json(1, 'host', 'move', 'lab-02.test', '--to', 'Datacenter')).toMatchObject({ fault: 'InvalidState' });
    expect((await run('host', 'move', 'lab-01.test', '--to', 'Datacenter')).out).toBe('Moved lab-01.test to "Datacenter".\n');
    expect(await json(1, 'host', 'rm', 'lab-01.test')).toMatchObject({ fault: 'InvalidState' });
    await json(0, 'host', 'maintenance', 'enter', 'lab-01.test');
    expect((await run('host', 'rm', 'lab-01.test')).out).toBe('Removed the host "lab-01.test".\n');
    expect(await json(0, 'check')).toMatchObject({ ok: true, problems: [] });
  });
});
