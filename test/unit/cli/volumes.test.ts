import { mkdtempSync, openSync, closeSync, ftruncateSync, rmSync, writeSync } from 'node:fs';
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
  expect({ actual, err, out: actual === code ? '' : out }).toEqual({ actual: code, err: '', out: '' });
  return JSON.parse(out);
}

beforeAll(async () => {
  const file = openSync(join(folder, 'disk.img'), 'w');
  ftruncateSync(file, 8 * mib);
  writeSync(file, distinctBytes('content', 2 * mib), 0, 2 * mib, 0);
  closeSync(file);
  const patch = openSync(join(folder, 'patch.bin'), 'w');
  writeSync(patch, distinctBytes('patch', 4096));
  closeSync(patch);
  await json(0, 'init', '--empty');
  await json(0, 'import', 'disk.img', '--name', 'golden');
  await json(0, 'rapid-clone', 'golden', '--count', '3', '--names', 'vdi-{n}');
});

// One story, told in order: each step stands on the ones before.
describe('volumes on the command line', () => {
  it('lists and shows them', async () => {
    expect(await json(0, 'volume', 'ls')).toMatchObject([
      {
        name: 'datastore1', datastore: 'datastore1', logicalBytes: 8 * mib, physicalBytes: 2 * mib, savedByCloneBytes: 6 * mib, savedByDedupeBytes: 0,
        snapshotBytes: 0, base: null, clones: [], isExact: true, fill: 'normal', dedupe: { isOn: false, state: 'idle', lastRun: null, task: null, nextRunAt: null },
      },
    ]);
    expect((await run('volume', 'ls')).out).toMatch(/^Volume +Based on +Size/);
    expect((await run('volume', 'show', 'DATASTORE1')).out).toMatch(/Saved by clones|by clones +6 MiB/);
    expect(await json(1, 'volume', 'show', 'nowhere')).toMatchObject({ fault: 'ManagedObjectNotFound', names: ['nowhere'], hint: 'List them with: cloneyard volume ls' });
  });

  it('makes, resizes and sets them', async () => {
    expect(await json(0, 'volume', 'create', 'fast', '--size', '1GiB', '--autogrow', '2GiB@90', '--nearly-full', '70', '--full', '80', '--type', 'VMFS')).toMatchObject({
      name: 'fast', datastore: 'fast', sizeBytes: gib, guarantee: 'none', autogrow: { maximumBytes: 2 * gib, atPercent: 90 }, nearlyFullPercent: 70, fullPercent: 80,
    });
    expect(await json(0, 'datastore', 'show', 'fast')).toMatchObject({ type: 'VMFS', capacityBytes: gib });
    expect(await json(1, 'volume', 'create', 'FAST', '--size', '1GiB')).toMatchObject({ fault: 'DuplicateName' });
    expect(await json(0, 'volume', 'resize', 'fast', '2GiB')).toMatchObject({ sizeBytes: 2 * gib });
    expect(await json(0, 'volume', 'set', 'fast', '--autogrow', 'off', '--guarantee', 'volume')).toMatchObject({ autogrow: null, guarantee: 'volume', nearlyFullPercent: 70 });
    expect(await json(0, 'space', 'show')).toMatchObject({ quotaBytes: null, physicalBytes: 2 * mib, committedBytes: 2 * gib + 2 * mib });
    expect(await json(1, 'space', 'quota', '1GiB')).toMatchObject({ fault: expect.stringMatching(/^(InvalidArgument|InsufficientStorageSpace)$/) });
    expect(await json(0, 'space', 'quota', '64GiB')).toMatchObject({ quotaBytes: 64 * gib });
    expect(await json(0, 'space', 'quota', 'none')).toMatchObject({ quotaBytes: null });
  });

  it.each([
    ['volume', 'create', 'x'],
    ['volume', 'create', 'x', '--size', 'big'],
    ['volume', 'create', 'x', '--size', '1GiB', '--type', 'SAN'],
    ['volume', 'set', 'fast'],
    ['volume', 'set', 'fast', '--full', '101'],
    ['volume', 'dedupe', 'fast', 'now'],
    ['volume', 'dedupe', 'fast', 'off', '--inline'],
    ['volume', 'dedupe', 'fast', 'on', '--wait'],
  ])('takes %s %s %s %s for wrong usage', async (...args) => {
    const { code, out } = await run('--json', ...args);
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ fault: 'InvalidArgument' });
    expect((await run(...args)).err).not.toBe('');
  });

  it('keeps and restores what was on them', async () => {
    expect(await json(0, 'volume', 'snapshot', 'create', 'datastore1', 'friday', '--comment', 'ahead of the update')).toMatchObject({ volume: 'datastore1', name: 'friday', comment: 'ahead of the update', clones: [] });
    await json(0, 'vm', 'write', 'vdi-1', '--offset', '0', '--file', 'patch.bin');
    await json(0, 'vm', 'rm', 'vdi-2');
    await json(0, 'rapid-clone', 'golden', '--count', '1', '--names', 'late-{n}');
    const none = { count: 0, names: [] };
    const plan = {
      volume: 'datastore1', snapshot: 'friday', restored: false, reverted: { count: 3, names: ['golden', 'vdi-1', 'vdi-3'] }, removed: { count: 1, names: ['late-1'] }, returned: { count: 1, names: ['vdi-2'] },
      unregistered: { reverted: none, removed: none }, unattached: { reverted: none, removed: none, returned: none }, elsewhere: none, lostDisks: none, incomplete: none,
    };
    expect(await json(1, 'volume', 'snapshot', 'restore', 'datastore1', 'friday')).toEqual(plan);
    const text = await run('volume', 'snapshot', 'restore', 'datastore1', 'friday');
    expect(text.code).toBe(1);
    expect(text.out).toContain('1 virtual machine made since would disappear: late-1');
    expect(text.out).toContain('Do it with: --yes');
    await json(0, 'vm', 'power', 'on', 'vdi-3');
    expect(await json(1, 'volume', 'snapshot', 'restore', 'datastore1', 'friday', '--yes')).toMatchObject({ fault: 'InvalidPowerState', names: ['vdi-3'] });
    await json(0, 'vm', 'power', 'off', 'vdi-3');
    expect(await json(0, 'volume', 'snapshot', 'restore', 'datastore1', 'friday', '--yes')).toMatchObject({ restored: true, removed: 1, returned: 1 });
    const vms = await json(0, 'vm', 'ls');
    expect(Array.isArray(vms) && vms.map((vm) => vm.name)).toEqual(['vdi-1', 'vdi-2', 'vdi-3']);
    expect(await json(0, 'vm', 'compare', 'vdi-1', 'vdi-2')).toMatchObject({ identical: true });
    expect(await json(0, 'volume', 'snapshot', 'ls', 'datastore1')).toMatchObject([{ name: 'friday', logicalBytes: 8 * mib }]);
  });

  it('restores single machines from a snapshot', async () => {
    const restore = ['volume', 'snapshot', 'restore', 'datastore1', 'friday'];
    await json(0, 'vm', 'write', 'vdi-1', '--offset', '0', '--file', 'patch.bin');
    await json(0, 'vm', 'write', 'vdi-3', '--offset', '0', '--file', 'patch.bin');
    await json(0, 'vm', 'rm', 'vdi-2');
    await json(0, 'rapid-clone', 'golden', '--count', '1', '--names', 'late-{n}');
    expect(await json(1, ...restore, '--vm', 'vdi-1', 'VDI-2')).toEqual({
      volume: 'datastore1', snapshot: 'friday', restored: false,
      machines: [
        { id: expect.stringMatching(/^vm-/), name: 'vdi-1', returnsAs: null, diskCount: 1, laterDiskCount: 0, elsewhere: [] },
        { id: expect.stringMatching(/^vm-/), name: 'vdi-2', returnsAs: 'vdi-2', diskCount: 1, laterDiskCount: 0, elsewhere: [] },
      ],
    });
    const text = await run(...restore, '--vm', 'vdi-1', 'vdi-2');
    expect(text).toMatchObject({ code: 1 });
    expect(text.out).toContain('"vdi-1" would be taken back with 1 disk, what was written since would be lost');
    expect(text.out).toContain('"vdi-2", deleted since, would come back as "vdi-2" with 1 disk');
    expect(text.out).toContain('Do it with: --yes');
    expect(await json(1, ...restore, '--vm', 'late-1', '--yes')).toMatchObject({ fault: 'ManagedObjectNotFound', names: ['late-1'] });
    // All are looked at before the first one is changed.
    await json(0, 'vm', 'power', 'on', 'vdi-3');
    expect(await json(1, ...restore, '--vm', 'vdi-1', 'vdi-3', '--yes')).toMatchObject({ fault: 'InvalidPowerState', names: ['vdi-3'] });
    await json(0, 'vm', 'power', 'off', 'vdi-3');
    expect(await json(1, 'vm', 'compare', 'vdi-1', 'golden')).toMatchObject({ identical: false });
    expect(await json(0, ...restore, '--vm', 'vdi-1', 'vdi-2', '--yes')).toMatchObject({ restored: true, machines: [{ name: 'vdi-1', returned: false, diskCount: 1 }, { name: 'vdi-2', returned: true, diskCount: 1 }] });
    expect(await json(0, 'vm', 'compare', 'vdi-1', 'golden')).toMatchObject({ identical: true });
    expect(await json(0, 'vm', 'compare', 'vdi-2', 'golden')).toMatchObject({ identical: true });
    expect(await json(1, 'vm', 'compare', 'vdi-3', 'golden')).toMatchObject({ identical: false });
    expect((await run(...restore, '--vm', 'vdi-3', '--yes')).out).toBe('"vdi-3" is what it was in "friday": 1 disk.\n');
    await json(0, 'vm', 'rm', 'late-1', 'vdi-2');
    // What the snapshot holds brings it back for good.
    await json(0, ...restore, '--yes');
  });

  it('clones and splits them', async () => {
    expect(await json(0, 'volume', 'clone', 'datastore1@friday', 'flex', '--register')).toMatchObject({ name: 'flex', datastore: 'flex', base: 'datastore1@friday', registered: 4, failed: 0, fault: null });
    expect(await json(0, 'vm', 'show', 'vdi-1_flex')).toMatchObject({ template: 'vdi-1', powerState: 'poweredOff', uniqueBytes: 0 });
    expect(await json(0, 'volume', 'show', 'flex')).toMatchObject({ base: 'datastore1@friday', physicalBytes: 0, savedByCloneBytes: 8 * mib });
    expect(await json(1, 'volume', 'snapshot', 'rm', 'datastore1', 'friday')).toMatchObject({ fault: 'ResourceInUse', names: ['flex'] });
    expect(await json(1, 'volume', 'rm', 'datastore1', '--force')).toMatchObject({ fault: 'ResourceInUse', names: ['flex'] });
    const { copyBytes, freeAfterBytes } = await json(0, 'volume', 'split', 'flex', '--estimate');
    expect(copyBytes).toBeGreaterThanOrEqual(2 * mib);
    expect(freeAfterBytes).toBeGreaterThan(0);
    expect(await json(0, 'volume', 'split', 'flex')).toMatchObject({ name: 'flex', copiedBytes: copyBytes });
    expect(await json(1, 'volume', 'split', 'flex', '--estimate')).toMatchObject({ fault: 'InvalidState' });
    expect(await json(0, 'volume', 'snapshot', 'rm', 'datastore1', 'friday')).toEqual({ volume: 'datastore1', deleted: 'friday' });
    expect(await json(1, 'volume', 'rm', 'flex')).toMatchObject({ fault: 'ResourceInUse', names: ['golden_flex', 'vdi-1_flex', 'vdi-2_flex', 'vdi-3_flex'] });
    expect(await json(0, 'volume', 'rm', 'flex', '--force')).toMatchObject({ name: 'flex', deletedMachines: 4 });
    expect(await json(0, 'volume', 'clone', 'datastore1', 'again')).toMatchObject({ base: 'datastore1@clone-again', registered: 0 });
    expect(await json(0, 'check', '--deep')).toMatchObject({ ok: true, problems: [], repaired: [], isDeep: true });
    expect(await json(0, 'volume', 'rm', 'again')).toMatchObject({ deletedMachines: 0 });
  });

  it('dedupes them', async () => {
    await json(0, 'import', 'disk.img', '--name', 'twin');
    expect(await json(1, 'volume', 'dedupe', 'datastore1', 'start')).toMatchObject({ fault: 'InvalidState' });
    expect(await json(0, 'volume', 'dedupe', 'datastore1', 'on', '--inline', '--schedule', 'mon,wed@1-5')).toMatchObject({ name: 'datastore1', isOn: true, isInline: true, schedule: 'mon,wed@1-5', state: 'idle', nextRunAt: expect.stringMatching(/^20/) });
    expect(await json(1, 'volume', 'dedupe', 'datastore1', 'on', '--schedule', 'never')).toMatchObject({ fault: 'InvalidArgument', hint: expect.stringContaining('sun-sat@0') });
    expect(await json(0, 'volume', 'dedupe', 'datastore1', 'start', '--scan-all', '--wait')).toMatchObject({ savedBytes: 2 * mib, overLimitBytes: 0 });
    expect(await json(0, 'volume', 'dedupe', 'datastore1', 'status')).toMatchObject({ lastRun: { outcome: 'success', savedBytes: 2 * mib, isFullScan: true }, task: null, progress: null });
    expect(await json(0, 'volume', 'dedupe', 'datastore1', 'stop')).toEqual({ name: 'datastore1', task: null });
    expect((await run('volume', 'dedupe', 'datastore1', 'status')).out).toMatch(/Last run +success at /);
    expect(await json(0, 'volume', 'dedupe', 'datastore1', 'off')).toMatchObject({ isOn: false, isInline: false });
  });

  it('scrubs, checks and counts exactly', async () => {
    expect(await json(0, 'scrub', '--wait')).toMatchObject({ ok: true, damagedCount: 0, damaged: [] });
    expect((await run('scrub')).out).toMatch(/^Sound\. .* read in /);
    const exact = await json(0, 'space', 'exact', '--wait');
    expect(exact).toMatchObject({ task: expect.stringMatching(/^task-/), volumes: [{ name: 'datastore1', physicalBytes: 2 * mib, savedByDedupeBytes: 2 * mib, isExact: true }, { name: 'fast' }] });
    expect((await run('space', 'exact')).out).toContain('came free');
    expect(await json(0, 'check', '--repair')).toMatchObject({ ok: true, isDeep: false, repaired: [] });
    expect((await run('check', '--deep')).out).toMatch(/^Sound\. Checked .* with their content/);
  });
});
