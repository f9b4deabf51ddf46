import { createHash } from 'node:crypto';
import { closeSync, existsSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distinctBytes } from '../../../electron/cli/demoImage.ts';
import { contentDigestOf } from '../../fixtures/contentDigest.ts';
import { runInProcess } from './harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'cloneyard-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mib = 1024 ** 2;
const imageBytes = 64 * mib;
const inFolder = (name: string) => join(folder, name);

const run = (...args: string[]) => runInProcess({ folder }, ...args);

/** The one document of a command that is expected to end with `code`. */
async function json(code: number, ...args: string[]): Promise<Record<string, unknown>> {
  const { code: actual, out, err } = await run('--json', ...args);
  expect({ actual, err }).toEqual({ actual: code, err: '' });
  return JSON.parse(out);
}

function sha256(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

/** 64 MiB with data at three places, one of them not aligned to blocks. */
function writeImage(path: string): void {
  const file = openSync(path, 'w');
  ftruncateSync(file, imageBytes);
  writeSync(file, distinctBytes('head', mib), 0, mib, 0);
  writeSync(file, distinctBytes('odd', 10_001), 0, 10_001, 20 * mib + 777);
  writeSync(file, distinctBytes('tail', mib), 0, mib, imageBytes - mib);
  closeSync(file);
}

beforeAll(() => {
  writeImage(inFolder('disk.img'));
  writeFileSync(inFolder('patch.bin'), distinctBytes('patch', 9_000));
});

// One story, told in order: each step stands on the ones before.
describe('from an image to a hundred machines and back', () => {
  it('sets up once', async () => {
    expect(await json(0, 'init', '--empty')).toMatchObject({ kind: 'empty', vmCount: 0, templateCount: 0, dataDirectory: inFolder('yard') });
    expect(await json(1, 'init', '--empty')).toMatchObject({ fault: 'InvalidState' });
    expect(await json(0, 'vm', 'ls')).toEqual([]);
  });

  it('imports a relative path and reads no holes', async () => {
    const document = await json(0, 'import', 'disk.img', '--name', 'golden');
    expect(document).toMatchObject({ name: 'golden', sizeBytes: imageBytes, task: expect.stringMatching(/^task-\d+$/) });
    expect(document['logicalBytes']).toBe(2 * mib + 3 * 4096);
    expect(document['bytesRead']).toBeLessThan(4 * mib);
  });

  it('refuses what cannot be imported', async () => {
    expect(await json(1, 'import', 'nothing.img', '--name', 'a')).toMatchObject({ fault: 'FileNotFound' });
    expect(await json(1, 'import', 'disk.img', '--name', 'GOLDEN')).toMatchObject({ fault: 'DuplicateName', names: ['GOLDEN'] });
    expect(await json(1, 'import', 'disk.img', '--name', 'a/b')).toMatchObject({ fault: 'InvalidName' });
    expect(await json(1, 'import', 'disk.img', '--name', 'b', '--datastore', 'none')).toMatchObject({ fault: 'ManagedObjectNotFound', names: ['none'] });
  });

  it('plans without changing anything', async () => {
    const before = await json(0, 'task', 'ls');
    const plan = await json(0, 'rapid-clone', 'golden', '--count', '100', '--names', 'vdi-{n:03}', '--plan');
    expect(plan).toMatchObject({ bytesToCopy: 0, refusals: [], folderName: expect.any(String) });
    expect(plan['clones']).toHaveLength(100);
    expect((await run('rapid-clone', 'golden', '--count', '100', '--plan')).out).toMatch(/golden-001 … golden-100/);
    expect(await json(0, 'vm', 'ls')).toEqual([]);
    expect(await json(0, 'task', 'ls')).toEqual(before);
  });

  it('makes a hundred clones that take the space of one', async () => {
    const before = await json(0, 'datastore', 'show', 'datastore1');
    const document = await json(0, 'rapid-clone', 'Golden', '--count', '100', '--names', 'vdi-{n:03}');
    expect(document).toEqual({ task: expect.stringMatching(/^task-\d+$/), created: 100, failed: 0, elapsedMs: expect.any(Number) });
    const after = await json(0, 'datastore', 'show', 'DATASTORE1');
    expect(after['physicalBytes']).toBe(before['physicalBytes']);
    expect(after['logicalBytes']).toBe(101 * Number(before['logicalBytes']));
    expect(after['provisionedBytes']).toBe(101 * imageBytes);
    expect(Number(after['logicalBytes']) - Number(after['physicalBytes'])).toBe(after['savedBytes']);
    expect(Number(after['capacityBytes']) - Number(after['physicalBytes'])).toBe(after['freeBytes']);
    expect(await json(0, 'template', 'show', 'golden')).toMatchObject({ name: 'golden', cloneCount: 100, uniqueBytes: 0 });
  });

  it('refuses names that are taken, in the plan as in the run', async () => {
    for (const extra of [[], ['--plan']]) {
      const fault = await json(1, 'rapid-clone', 'golden', '--count', '2', '--names', 'VDI-{n:03}', '--start', '100', ...extra);
      expect(fault).toMatchObject({ fault: 'DuplicateName', names: ['VDI-100'], message: expect.any(String), hint: expect.any(String) });
    }
    expect(await json(0, 'vm', 'ls')).toHaveLength(100);
  });

  it('lists networks with who is on them, and shows the adapters of a machine', async () => {
    const networks = await json(0, 'network', 'ls');
    expect(networks).toMatchObject([
      { name: 'VM Network', vlanId: null, datacenter: 'Datacenter', vmCount: 101 },
      { name: 'Production VLAN 110', vlanId: 110, vmCount: 0 },
      { name: 'Desktops VLAN 120', vlanId: 120, vmCount: 0 },
    ]);
    expect((await run('network', 'ls')).out).toMatch(/^VM Network\s+none\s+Datacenter\s+101$/m);
    const shown = await json(0, 'vm', 'show', 'vdi-001');
    expect(shown).toMatchObject({ nics: [{ label: 'Network adapter 1', isConnected: true, macAddress: expect.stringMatching(/^00:50:56:/) }] });
    expect((await run('vm', 'show', 'vdi-001')).out).toMatch(/^Network adapter 1\s+VM Network\s+00:50:56:\S+\s+yes$/m);
  });

  it('lists and shows machines by name in any case, and says when a name is a template', async () => {
    const list = await json(0, 'vm', 'ls');
    expect(Array.isArray(list) && list.map((row) => row.name)).toEqual(Array.from({ length: 100 }, (_, index) => `vdi-${String(index + 1).padStart(3, '0')}`));
    expect(await json(0, 'vm', 'show', 'VDI-007')).toMatchObject({
      name: 'vdi-007',
      template: 'golden',
      datastore: 'datastore1',
      powerState: 'poweredOff',
      provisionedBytes: imageBytes,
      logicalBytes: 2 * mib + 3 * 4096,
      uniqueBytes: 0,
      sharedBytes: 2 * mib + 3 * 4096,
      isExact: true,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect(await json(0, 'vm', 'show', 'vdi-003', 'vdi-001')).toMatchObject([{ name: 'vdi-003' }, { name: 'vdi-001' }]);
    expect(await json(1, 'vm', 'show', 'golden')).toMatchObject({ fault: 'ManagedObjectNotFound', hint: expect.stringContaining('is a template') });
    expect(await json(1, 'template', 'show', 'vdi-001')).toMatchObject({ fault: 'ManagedObjectNotFound', hint: expect.stringContaining('is a virtual machine') });
    const { code, out, err } = await run('vm', 'show', 'nobody');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^ManagedObjectNotFound: .*"nobody"/);
  });

  it('writes into one machine and into no other', async () => {
    expect(await json(0, 'vm', 'write', 'vdi-001', '--offset', '4KiB', '--file', 'patch.bin')).toMatchObject({ offsetBytes: 4096, bytesWritten: 9_000 });
    expect(await json(0, 'vm', 'show', 'vdi-001')).toMatchObject({ uniqueBytes: 3 * 4096 });
    expect(await json(1, 'vm', 'compare', 'golden', 'vdi-001')).toMatchObject({ identical: false, firstDifferenceOffset: 4096 });
    expect(await json(0, 'vm', 'compare', 'golden', 'vdi-002')).toMatchObject({ identical: true, contentDigests: Array(2).fill(contentDigestOf(readFileSync(inFolder('disk.img')))) });
    expect(await json(1, 'vm', 'write', 'vdi-001', '--offset', '64MiB', '--file', 'patch.bin')).toMatchObject({ fault: 'InvalidArgument' });
  });

  it('exports the same bytes, sparse, and replaces a file only when told', async () => {
    const source = readFileSync(inFolder('disk.img'));
    expect(await json(0, 'vm', 'export', 'vdi-002', 'copy.img')).toMatchObject({ path: inFolder('copy.img'), sizeBytes: imageBytes });
    expect(sha256(readFileSync(inFolder('copy.img')))).toBe(sha256(source));
    expect(statSync(inFolder('copy.img')).blocks * 512).toBeLessThan(4 * mib);
    expect(await json(1, 'vm', 'export', 'vdi-001', 'copy.img')).toMatchObject({ fault: 'FileAlreadyExists' });
    await json(0, 'vm', 'export', 'vdi-001', 'copy.img', '--force');
    distinctBytes('patch', 9_000).copy(source, 4096);
    expect(sha256(readFileSync(inFolder('copy.img')))).toBe(sha256(source));
  });

  it('does not delete what is powered on', async () => {
    expect(await json(0, 'vm', 'power', 'on', 'vdi-001', 'VDI-001', 'vdi-003')).toMatchObject({ state: 'poweredOn', changed: 2, unchanged: 0, names: ['vdi-001', 'vdi-003'] });
    expect(await json(1, 'vm', 'rm', 'vdi-001', 'vdi-004')).toMatchObject({ fault: 'InvalidPowerState', names: ['vdi-001'] });
    expect(await json(0, 'vm', 'power', 'off', 'vdi-001', 'vdi-004')).toMatchObject({ changed: 1, unchanged: 1 });
  });

  it('gives the space of a deleted machine back and leaves the others as they were', async () => {
    expect(await json(0, 'vm', 'rm', 'vdi-001', 'vdi-004')).toMatchObject({ deleted: 2, freedBytes: 3 * 4096, names: ['vdi-001', 'vdi-004'] });
    expect(await json(0, 'vm', 'ls')).toHaveLength(98);
    expect(await json(0, 'template', 'rm', 'golden')).toMatchObject({ deleted: 1, freedBytes: 0 });
    expect(await json(0, 'vm', 'show', 'vdi-100')).toMatchObject({ template: 'golden' });
    await json(0, 'vm', 'export', 'vdi-100', 'last.img');
    expect(sha256(readFileSync(inFolder('last.img')))).toBe(sha256(readFileSync(inFolder('disk.img'))));
  });

  it('remembers every task', async () => {
    const tasks = await json(0, 'task', 'ls', '--limit', '3');
    expect(Array.isArray(tasks) && tasks.map((task) => task.kind)).toEqual(['exportDisk', 'deleteVms', 'deleteVms']);
    expect(await json(0, 'task', 'show', '1')).toMatchObject({ id: 'task-1', kind: 'initializeYard', state: 'success', initiator: 'Command line' });
    expect(await json(0, 'task', 'cancel', '1')).toMatchObject({ id: 'task-1', state: 'success' });
    expect(await json(1, 'task', 'show', '9999')).toMatchObject({ fault: 'ManagedObjectNotFound' });
    for (const kind of ['task-1', 'task-2']) expect((await run('task', 'show', kind)).out).toContain('success');
  });

  it('finds everything sound', async () => {
    expect(await json(0, 'check')).toMatchObject({ ok: true, problems: [], checked: { virtualMachines: 98 } });
    expect((await run('check')).out).toMatch(/^Sound\. Checked 98 virtual machines/);
  });

  it('prints tables whose lines are as wide as their titles say', async () => {
    for (const [command, title] of [['vm', 'Virtual machine'], ['template', 'Template'], ['datastore', 'Datastore'], ['task', 'Task']] as const) {
      const { code, out } = await run(command, 'ls');
      expect(code).toBe(0);
      expect(out.startsWith(title)).toBe(true);
    }
  });
});

describe('Ctrl-C', () => {
  it('cancels an import and leaves nothing of it behind', async () => {
    const chunk = distinctBytes('large', mib);
    const file = openSync(inFolder('large.img'), 'w');
    for (let index = 0; index < 160; index += 1) {
      for (let at = 0; at < mib; at += 4096) chunk.writeUInt32LE(index, at);
      writeSync(file, chunk);
    }
    closeSync(file);
    const interruption = new AbortController();
    const outcome = await runInProcess(
      { folder, signal: interruption.signal, whenDrawn: () => interruption.abort() },
      ...['--json', 'import', 'large.img', '--name', 'large'],
    );
    expect(outcome.code).toBe(1);
    expect(JSON.parse(outcome.out)).toMatchObject({ fault: 'RequestCanceled', task: expect.stringMatching(/^task-/) });
    expect(await json(1, 'template', 'show', 'large')).toMatchObject({ fault: 'ManagedObjectNotFound' });
    expect(await json(0, 'check')).toMatchObject({ ok: true });
    expect(await json(0, 'datastore', 'show', 'datastore1')).toMatchObject({ physicalBytes: 2 * mib + 3 * 4096 });
  });

  it('stops a large clone between its batches, keeping what is made', async () => {
    await json(0, 'import', 'disk.img', '--name', 'again');
    const interruption = new AbortController();
    // As a signal would arrive: only when the event loop gets its turn.
    const whenDrawn = () => void setImmediate(() => interruption.abort());
    const outcome = await runInProcess({ folder, signal: interruption.signal, whenDrawn }, '--json', 'rapid-clone', 'again', '--count', '10000');
    expect(outcome.code).toBe(1);
    const fault = JSON.parse(outcome.out);
    expect(fault).toMatchObject({ fault: 'RequestCanceled', task: expect.stringMatching(/^task-/) });
    const task = await json(0, 'task', 'show', fault.task);
    expect(task).toMatchObject({ state: 'canceled', kind: 'rapidClone' });
    const { cloneCount } = await json(0, 'template', 'show', 'again');
    expect(cloneCount).toBeLessThan(10_000);
    expect(task['children']).toMatchObject({ total: 10_000, succeeded: cloneCount });
    expect(await json(0, 'check')).toMatchObject({ ok: true });
  });

  it('before anything has begun, ends without opening anything', async () => {
    const interruption = new AbortController();
    interruption.abort();
    const other = inFolder('other');
    const { code, out } = await runInProcess({ folder, signal: interruption.signal }, '--data', other, '--json', 'init', '--empty');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({ fault: 'RequestCanceled', message: 'Cancelled.' });
    expect(existsSync(other)).toBe(false);
  });
});
