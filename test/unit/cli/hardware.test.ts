import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distinctBytes } from '../../../electron/cli/demoImage.ts';
import { runInProcess } from './harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'cloneyard-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mib = 1024 ** 2;
const gib = 1024 ** 3;
const run = (...args: string[]) => runInProcess({ folder }, ...args);

/** The one document of a command that is expected to end with `code`. */
async function json(code: number, ...args: string[]): Promise<Record<string, unknown>> {
  const { code: actual, out, err } = await run('--json', ...args);
  expect({ actual, err, out: code === actual ? '' : out }).toEqual({ actual: code, err: '', out: '' });
  return JSON.parse(out);
}

beforeAll(async () => {
  await json(0, 'init', '--empty');
});

// One story, told in order: each step stands on the ones before.
describe('virtual hardware', () => {
  it('makes a machine where there is only one place for it', async () => {
    expect(await json(0, 'vm', 'create', 'web', '--disk', '16MiB', '--disk', '1GiB:lazy', '--network', 'VM Network', '--cpus', '4', '--memory', '8GiB')).toMatchObject({
      name: 'web', task: expect.stringMatching(/^task-/), cpuCount: 4, memoryBytes: 8 * gib,
      disks: [{ label: 'Hard disk 1', sizeBytes: 16 * mib, format: 'thin' }, { label: 'Hard disk 2', sizeBytes: gib, format: 'lazyZeroedThick' }],
      nics: [{ label: 'Network adapter 1', isConnected: true, macAddress: expect.stringMatching(/^00:50:56:/) }],
    });
    expect((await run('vm', 'create', 'bare')).out).toMatch(/^Created "bare" with 0 disks and 0 network adapters in .*\.\n$/);
    expect(await json(0, 'vm', 'show', 'web')).toMatchObject({ folder: 'Virtual machines', powerState: 'poweredOff', template: null, provisionedBytes: gib + 16 * mib, uniqueBytes: 0 });
  });

  it('changes processors and memory of what is off, disks and adapters of what runs', async () => {
    expect((await run('vm', 'set', 'web', '--cpus', '2', '--memory', '4GiB')).out).toMatch(/^Set 2 CPUs and 4 GiB of memory of "web" in .*\.\n$/);
    await json(0, 'vm', 'power', 'on', 'web');
    expect(await json(1, 'vm', 'set', 'web', '--cpus', '8')).toMatchObject({ fault: 'InvalidPowerState', hint: expect.stringContaining('Power it off first') });
    expect((await run('vm', 'disk', 'add', 'web', '32MiB')).out).toMatch(/^Added Hard disk 3 of "web" in /);
    expect((await run('vm', 'nic', 'add', 'web', 'vm network', '--disconnected')).out).toMatch(/^Added Network adapter 2 of "web" in /);
    expect(await json(0, 'vm', 'nic', 'set', 'web', '2', '--connected', 'on')).toMatchObject({ nics: [{ isConnected: true }, { label: 'Network adapter 2', isConnected: true }] });
    expect(await json(0, 'vm', 'nic', 'rm', 'web', 'network adapter 1')).toMatchObject({ nics: [{ label: 'Network adapter 2' }] });
  });

  it('grows a disk that holds data, which stays, and removes others', async () => {
    writeFileSync(join(folder, 'data.bin'), distinctBytes('data', 3 * mib));
    await json(0, 'vm', 'write', 'web', '--file', 'data.bin', '--offset', '13MiB');
    expect((await run('vm', 'disk', 'grow', 'web', '1', '40MiB')).out).toMatch(/^Grew Hard disk 1 to 40 MiB of "web" in /);
    expect(await json(1, 'vm', 'disk', 'grow', 'web', 'Hard disk 1', '16MiB')).toMatchObject({ fault: 'InvalidArgument' });
    await json(0, 'vm', 'export', 'web', 'out.img');
    const out = readFileSync(join(folder, 'out.img'));
    expect(out.length).toBe(40 * mib);
    expect(out.subarray(13 * mib, 16 * mib).equals(Buffer.from(distinctBytes('data', 3 * mib)))).toBe(true);
    expect(out.subarray(16 * mib).every((byte) => byte === 0)).toBe(true);
    await json(0, 'vm', 'write', 'web', '--file', 'data.bin', '--offset', '0', '--disk', '3');
    expect(await json(0, 'vm', 'export', 'web', 'third.img', '--disk', 'hard disk 3')).toMatchObject({ sizeBytes: 32 * mib });
    expect(readFileSync(join(folder, 'third.img')).subarray(0, 3 * mib).equals(Buffer.from(distinctBytes('data', 3 * mib)))).toBe(true);
    expect(await json(1, 'vm', 'export', 'web', 'x.img', '--disk', '7')).toMatchObject({ fault: 'ManagedObjectNotFound' });
    expect(await json(0, 'vm', 'disk', 'rm', 'web', '2', '3')).toMatchObject({ disks: [{ label: 'Hard disk 1', sizeBytes: 40 * mib }] });
    expect(await json(0, 'check', '--deep')).toMatchObject({ ok: true, problems: [] });
  });

  it('keeps the file of a disk that is removed, and attaches it again', async () => {
    await json(0, 'vm', 'disk', 'add', 'web', '32MiB');
    await json(0, 'vm', 'write', 'web', '--file', 'data.bin', '--offset', '0', '--disk', '2');
    expect(await json(0, 'vm', 'disk', 'rm', 'web', '2', '--keep-files')).toMatchObject({ disks: [{ label: 'Hard disk 1' }] });
    const listed = await run('--json', 'disk', 'ls');
    const [kept, ...others]: readonly { id: number }[] = JSON.parse(listed.out);
    expect([kept, others]).toMatchObject([{ label: 'Hard disk 2', vmName: 'web', sizeBytes: 32 * mib, format: 'thin', datastore: 'datastore1', logicalBytes: 3 * mib }, []]);
    expect((await run('disk', 'ls', '--datastore', 'datastore1')).out).toMatch(/\n *\d+ +Hard disk 2 +web +datastore1 +thin provisioned +32 MiB +3 MiB/i);
    expect(await json(0, 'vm', 'disk', 'attach', 'web', String(kept?.id))).toMatchObject({ disks: [{ label: 'Hard disk 1' }, { label: 'Hard disk 2', sizeBytes: 32 * mib }] });
    expect(await json(0, 'vm', 'export', 'web', 'again.img', '--disk', '2')).toMatchObject({ sizeBytes: 32 * mib });
    expect(readFileSync(join(folder, 'again.img')).subarray(0, 3 * mib).equals(Buffer.from(distinctBytes('data', 3 * mib)))).toBe(true);
    expect(await json(1, 'disk', 'rm', String(kept?.id))).toMatchObject({ fault: 'ManagedObjectNotFound' });
    await json(0, 'vm', 'disk', 'rm', 'web', '2', '--keep-files');
    expect(await json(0, 'disk', 'rm', String(kept?.id))).toMatchObject({ deleted: 1 });
    expect((await run('disk', 'rm', 'web')).code).toBe(2);
    expect(await json(0, 'check', '--deep')).toMatchObject({ ok: true, problems: [] });
  });

  it('says what cannot be, as wrong usage or as a fault', async () => {
    for (const args of [['set', 'web', '--cpus', '0'], ['set', 'web', '--memory', '5MiB'], ['disk', 'add', 'web', '10KiB'], ['create', 'x', '--disk', '1GiB:fast'], ['create', 'x', '--disk', '63TiB']]) {
      expect((await run('vm', ...args)).code).toBe(2);
    }
    expect(await json(1, 'vm', 'set', 'web')).toMatchObject({ fault: 'InvalidArgument' });
    expect(await json(1, 'vm', 'disk', 'rm', 'web', '9')).toMatchObject({ fault: 'ManagedObjectNotFound', hint: 'There are: Hard disk 1' });
    expect(await json(1, 'vm', 'nic', 'add', 'web', 'nowhere')).toMatchObject({ fault: 'ManagedObjectNotFound' });
    expect(await json(1, 'vm', 'create', 'WEB')).toMatchObject({ fault: 'DuplicateName' });
  });
});
