import { closeSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distinctBytes } from '../../../electron/cli/demoImage.ts';
import { runInProcess } from './harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'cloneyard-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mib = 1024 ** 2;
const block = 4096;
const imageBytes = 16 * mib;
const inFolder = (name: string) => join(folder, name);
const run = (...args: string[]) => runInProcess({ folder }, ...args);

/** The one document of a command that is expected to end with `code`. */
async function json(code: number, ...args: string[]): Promise<Record<string, unknown>> {
  const { code: actual, out, err } = await run('--json', ...args);
  expect({ actual, err }).toEqual({ actual: code, err: '' });
  return JSON.parse(out);
}

async function exported(name: string): Promise<Buffer> {
  await json(0, 'vm', 'export', name, 'out.img', '--force');
  return readFileSync(inFolder('out.img'));
}

beforeAll(async () => {
  const file = openSync(inFolder('disk.img'), 'w');
  ftruncateSync(file, imageBytes);
  writeSync(file, distinctBytes('head', mib), 0, mib, 0);
  closeSync(file);
  writeFileSync(inFolder('patch.bin'), distinctBytes('patch', 2 * block));
  writeFileSync(inFolder('other.bin'), distinctBytes('other', 2 * block));
  await json(0, 'init', '--empty');
  await json(0, 'import', 'disk.img', '--name', 'golden');
});

// One story, told in order: each step stands on the ones before.
describe('one machine at a time', () => {
  it('clones a template, and a machine that is running', async () => {
    expect(await json(0, 'vm', 'clone', 'golden', 'web', '--power-on')).toMatchObject({ name: 'web', source: 'golden', snapshot: null, mechanism: 'fileClone', bytesCopied: 0, task: expect.stringMatching(/^task-/) });
    // A filer is not handed machines that run, so the host copies.
    expect(await run('vm', 'clone', 'web', 'running')).toMatchObject({ code: 0, out: expect.stringMatching(/^Cloned "web" to "running" in .*, 1 MiB copied: Software data mover\.\n$/) });
    expect(await json(0, 'vm', 'compare', 'web', 'running')).toMatchObject({ identical: true });
    expect(await json(0, 'vm', 'rm', 'running')).toMatchObject({ freedBytes: mib });
    await json(0, 'vm', 'power', 'off', 'web');
    const { code, out } = await run('vm', 'clone', 'web', 'db', '--folder', 'Virtual machines');
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^Cloned "web" to "db" in .*, every block shared: File clone\.\n$/) });
    await json(0, 'vm', 'power', 'on', 'web');
    expect(await json(0, 'vm', 'show', 'db')).toMatchObject({ template: 'web', powerState: 'poweredOff', uniqueBytes: 0, snapshotCount: 0, snapshotBytes: 0 });
    expect(await json(0, 'vm', 'show', 'web')).toMatchObject({ powerState: 'poweredOn' });
    expect(await json(1, 'vm', 'clone', 'web', 'DB')).toMatchObject({ fault: 'DuplicateName', names: ['DB'] });
    expect(await json(1, 'vm', 'clone', 'web', 'x', '--folder', 'none')).toMatchObject({ fault: 'ManagedObjectNotFound' });
    expect(await json(1, 'vm', 'clone', 'nobody', 'x')).toMatchObject({ fault: 'ManagedObjectNotFound' });
  });

  it('takes snapshots and tells what changed between them', async () => {
    expect((await run('vm', 'snapshot', 'ls', 'web')).out).toBe('"web" has no snapshots.\n');
    expect(await json(0, 'vm', 'snapshot', 'create', 'web', 'clean', '--description', 'As installed')).toMatchObject({ name: 'clean', vm: 'web', id: 'snapshot-1' });
    await json(0, 'vm', 'write', 'web', '--offset', '1MiB', '--file', 'patch.bin');
    await json(0, 'vm', 'snapshot', 'create', 'web', 'patched');
    await json(0, 'vm', 'write', 'web', '--offset', '4KiB', '--file', 'other.bin');
    const range = (offset: number) => ({ disk: 'Hard disk 1', sizeBytes: imageBytes, changedBytes: 2 * block, extentCount: 1, extents: [{ offset, length: 2 * block }] });
    expect(await json(0, 'vm', 'diff', 'web', 'clean', 'Patched')).toEqual({ vm: 'web', from: 'snapshot-1', to: 'snapshot-2', changedBytes: 2 * block, disks: [range(mib)] });
    expect(await json(0, 'vm', 'diff', 'web', 'snapshot-2', 'current')).toMatchObject({ to: 'current', disks: [range(block)] });
    expect((await run('vm', 'diff', 'web', 'clean', 'current')).out).toBe(
      'Hard disk 1 (16 MiB): 16 KiB (16,384 bytes) in 2 ranges changed.\n  8 KiB at 4,096\n  8 KiB at 1,048,576\n',
    );
    expect((await run('vm', 'diff', 'web', 'clean', 'clean')).out).toBe('Hard disk 1 (16 MiB): nothing changed.\n');
    expect(await json(1, 'vm', 'diff', 'web', 'clean', 'none')).toMatchObject({ fault: 'ManagedObjectNotFound', names: ['none'] });
    expect(await json(0, 'vm', 'snapshot', 'ls', 'web')).toMatchObject([
      { id: 'snapshot-1', name: 'clean', description: 'As installed', parentId: null, isCurrent: false, createdAt: expect.stringMatching(/^\d{4}-/) },
      { id: 'snapshot-2', name: 'patched', parentId: 'snapshot-1', isCurrent: true },
    ]);
    expect((await run('vm', 'snapshot', 'ls', 'web')).out).toMatch(/^Snapshot +Id .*\nclean +snapshot-1 .*\n {2}patched \* +snapshot-2 /);
  });

  it('goes back to a snapshot and powers off', async () => {
    const golden = readFileSync(inFolder('disk.img'));
    expect(await json(0, 'vm', 'snapshot', 'revert', 'web')).toMatchObject({ vm: 'web', name: 'patched', id: 'snapshot-2' });
    expect(await json(0, 'vm', 'show', 'web')).toMatchObject({ powerState: 'poweredOff', snapshotCount: 2 });
    expect((await run('vm', 'show', 'web')).out).toContain('Snapshots');
    const patched = Buffer.from(golden);
    distinctBytes('patch', 2 * block).copy(patched, mib);
    expect((await exported('web')).equals(patched)).toBe(true);
    await json(0, 'vm', 'snapshot', 'revert', 'web', 'clean');
    expect((await exported('web')).equals(golden)).toBe(true);
    await json(0, 'vm', 'clone', 'web', 'then', '--snapshot', 'patched');
    expect((await exported('then')).equals(patched)).toBe(true);
    expect(await json(0, 'vm', 'rm', 'then')).toMatchObject({ deleted: 1, freedBytes: 0 });
  });

  it('asks for the id where a name is not enough', async () => {
    await json(0, 'vm', 'snapshot', 'create', 'web', 'patched');
    expect(await json(1, 'vm', 'snapshot', 'rm', 'web', 'patched')).toMatchObject({ fault: 'InvalidArgument', names: ['snapshot-2', 'snapshot-3'], message: '"web" has 2 snapshots named "patched": snapshot-2, snapshot-3.', hint: expect.any(String) });
    expect(await json(0, 'vm', 'snapshot', 'rm', 'web', 'snapshot-3')).toMatchObject({ removed: 1, freedBytes: 0 });
    expect(await json(1, 'vm', 'snapshot', 'create', 'golden', 'x')).toMatchObject({ fault: 'ManagedObjectNotFound' });
    expect(await json(1, 'vm', 'snapshot', 'create', 'web', ' x')).toMatchObject({ fault: 'InvalidArgument' });
    expect((await run('vm', 'snapshot', 'rm', 'web')).code).toBe(2);
  });

  it('weighs machines with their snapshots, one by one and together', async () => {
    const [web] = Object.values(await json(0, 'vm', 'space', 'WEB'));
    expect(web).toMatchObject({ name: 'web', uniqueBytes: 2 * block, sharedBytes: mib, snapshotBytes: 2 * block, isExact: true });
    const all = await json(0, 'vm', 'space', 'golden', 'web', 'db', 'web', '--freed-if-deleted');
    expect(all).toMatchObject({ freedBytes: mib + 2 * block, vms: [{ name: 'golden', uniqueBytes: 0 }, { name: 'web' }, { name: 'db' }] });
    expect(await json(0, 'vm', 'space', 'web', 'db', '--freed-if-deleted')).toMatchObject({ freedBytes: 2 * block });
    const { out } = await run('vm', 'space', 'web', '--freed-if-deleted');
    expect(out).toContain('Deleting it would free 8 KiB (8,192 bytes).');
  });

  it('tells who holds a block', async () => {
    const names = (document: Record<string, unknown>): unknown => Array.isArray(document['holders']) && document['holders'].map((holder) => [holder.vm, holder.snapshot]).toSorted();
    const head = await json(0, 'vm', 'holders', 'db', '--offset', '8192');
    expect(head).toMatchObject({ vm: 'db', disk: 'Hard disk 1', offset: 8192, isZero: false, total: 5 });
    expect(names(head)).toEqual([['db', null], ['golden', null], ['web', null], ['web', 'clean'], ['web', 'patched']]);
    expect(names(await json(0, 'vm', 'holders', 'web', '--offset', '1MiB', '--at', 'patched'))).toEqual([['web', 'patched']]);
    expect((await run('vm', 'holders', 'web', '--offset', '1MiB')).out).toBe('The block at 1,048,576 of "Hard disk 1" of "web" reads as zeros, which take no space.\n');
    expect((await run('vm', 'holders', 'golden', '--offset', '0')).out).toContain('is held in 5 places.');
    expect(await json(1, 'vm', 'holders', 'golden', '--offset', '16MiB')).toMatchObject({ fault: 'InvalidArgument' });
  });

  it('deletes snapshots with what follows them, and leaves a sound yard', async () => {
    expect(await json(0, 'vm', 'snapshot', 'rm', 'web', 'clean', '--children')).toMatchObject({ removed: 2, freedBytes: 2 * block });
    expect(await json(0, 'vm', 'snapshot', 'ls', 'web')).toEqual([]);
    expect(await json(1, 'vm', 'snapshot', 'revert', 'web')).toMatchObject({ fault: 'ManagedObjectNotFound' });
    expect((await exported('web')).equals(readFileSync(inFolder('disk.img')))).toBe(true);
    expect(await json(0, 'check')).toMatchObject({ ok: true, problems: [] });
    const [space] = Object.values(await json(0, 'vm', 'space', 'web'));
    expect(space).toMatchObject({ exactAsOf: expect.stringMatching(/Z$/), fairShareBytes: expect.closeTo(mib / 3, 3) });
  });
});
