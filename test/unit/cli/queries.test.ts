import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { makeSparseImage } from '../../fixtures/images.ts';
import { runInProcess } from './harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'cloneyard-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => runInProcess({ folder }, ...args);
const namesSchema = z.array(z.looseObject({ name: z.string() }));

async function names(...args: string[]): Promise<string[]> {
  const { code, out, err } = await run('--json', ...args);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return namesSchema.parse(JSON.parse(out)).map(({ name }) => name);
}

beforeAll(async () => {
  await makeSparseImage(join(folder, 'disk.img'), 4 * 1024 ** 2, 1);
  for (const args of [['init', '--empty'], ['import', 'disk.img', '--name', 'win-gold'], ['rapid-clone', 'win-gold', '--count', '3', '--names', 'desk-{n}'], ['vm', 'power', 'on', 'desk-2']]) {
    const { code, err } = await run(...args);
    if (code !== 0) throw new Error(err);
  }
});

it('lists the machines and templates that a query asks for', async () => {
  expect(await names('vm', 'ls')).toEqual(['desk-1', 'desk-2', 'desk-3']);
  expect(await names('vm', 'ls', '--query', 'power:on')).toEqual(['desk-2']);
  expect(await names('vm', 'ls', '--query', 'template:win* host:esx-01 -desk-2 provisioned:4MiB')).toEqual(['desk-1', 'desk-3']);
  expect(await names('vm', 'ls', '--query', 'unique>1GiB')).toEqual([]);
  expect(await names('template', 'ls', '--query', 'name:WIN')).toEqual(['win-gold']);
});

it('tells what cannot be read, where, and what to type instead, before anything is opened', async () => {
  const { code, out, err } = await run('vm', 'ls', '--query', 'desk pwer:on');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('There is no field pwer. Did you mean power?');
  expect(err).toContain('character 6: pwer:on');
  expect(JSON.parse((await run('--json', 'vm', 'ls', '--query', 'power:')).out)).toMatchObject({ fault: 'InvalidArgument', message: expect.stringContaining('power:on') });
});
