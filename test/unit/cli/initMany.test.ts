import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { runInProcess } from './harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'cloneyard-init-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => runInProcess({ folder }, ...args);
const machinesSchema = z.array(z.object({ name: z.string(), host: z.string(), folder: z.string() }));

describe('a sample yard with many machines', () => {
  it('does not go with an empty one', async () => {
    expect((await run('init', '--empty', '--vms', '10')).code).toBe(2);
    expect((await run('init', '--vms', '0')).code).toBe(2);
  });

  it('has as many as were asked for: what the sample has not is cloned into a cluster of its own', { timeout: 60_000 }, async () => {
    const made = await run('--json', 'init', '--sample', '--vms', '300');
    expect({ code: made.code, err: made.err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(made.out)).toMatchObject({ kind: 'sample', vmCount: 300, templateCount: 3 });
    const machines = machinesSchema.parse(JSON.parse((await run('--json', 'vm', 'ls')).out));
    expect(machines).toHaveLength(300);
    const farmed = machines.filter(({ folder: place }) => place === 'farm-01');
    expect(farmed).toHaveLength(260);
    expect(new Set(farmed.map(({ host }) => host))).toEqual(new Set(['esx-farm-01-01.yard.local', 'esx-farm-01-02.yard.local']));
    expect((await run('check')).code).toBe(0);
  });

  it('is not laid out twice', async () => {
    expect((await run('init', '--sample', '--vms', '300')).code).toBe(1);
  });
});
