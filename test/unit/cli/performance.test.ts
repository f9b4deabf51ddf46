import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as z from 'zod';
import { collectCounter, figureText, parseSpan, stepText } from '../../../electron/cli/performanceText.ts';
import { counterSeriesSchema } from '../../../shared/model/performance.ts';
import { mibBytes } from '../../../shared/units.ts';
import { makeSparseImage } from '../../fixtures/images.ts';
import { runInProcess, type Outcome } from './harness.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloneyard-performance-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = async (...args: string[]): Promise<Outcome> => runInProcess({ folder }, ...args);
const answerSchema = z.object({ stepSeconds: z.number(), until: z.array(z.string()), counters: z.array(counterSeriesSchema.extend({ label: z.string(), unit: z.string() })) });

it('tells what earlier commands were measured to do, in full as JSON and as a table', async () => {
  const image = join(folder, 'disk.raw');
  await makeSparseImage(image, 4 * mibBytes, 5);
  await run('init', '--empty');
  await run('import', image, '--name', 'golden');
  const { out, err } = await run('performance', 'datastore1', '--counter', 'space.stored', '--counter', 'space.capacity', '--last', 'day', '--json');
  expect(err).toBe('');
  const { stepSeconds, until, counters } = answerSchema.parse(JSON.parse(out));
  expect(stepSeconds).toBe(300);
  expect(counters.map(({ counter, unit }) => [counter, unit])).toEqual([['space.stored', 'bytes'], ['space.capacity', 'bytes']]);
  expect(counters.every(({ average }) => average.length === until.length)).toBe(true);
  // What was stored after the import is what a listing says is stored now.
  const listed = z.array(z.object({ name: z.string(), physicalBytes: z.number(), capacityBytes: z.number() })).parse(JSON.parse((await run('datastore', 'ls', '--json')).out));
  expect(counters.map(({ summary }) => summary.maximum)).toEqual([listed[0]?.physicalBytes, listed[0]?.capacityBytes]);
  const table = await run('performance', 'datastore1', '--last', 'week');
  expect(table.out).toMatch(/^Until +Stored +Only in snapshots$/m);
  expect(table.out).toContain('Averages over 30 minutes, measured.');
  const machine = await run('performance', 'golden', '--last', 'day');
  expect(machine.out).toMatch(/^Until +Unique +Shared$/m);
  const written = answerSchema.parse(JSON.parse((await run('performance', 'vcenter-1', '--counter', 'array.written', '--last', 'day', '--json')).out));
  expect(written.counters[0]?.summary.total).toBeGreaterThan(listed[0]?.physicalBytes ?? 0);
}, 60_000);

it('says where nothing is measured, and what cannot be asked for', async () => {
  await run('init', '--empty');
  expect((await run('performance', 'Virtual machines')).out).toBe('Nothing is measured of Virtual machines.\n');
  const [wrong, missing, counter] = [await run('performance', 'datastore1', '--counter', 'network.read'), await run('performance', 'nobody'), await run('performance', 'datastore1', '--counter', 'warp')];
  expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('InvalidArgument')]);
  expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('ManagedObjectNotFound')]);
  expect([counter.code, counter.err]).toEqual([2, expect.stringContaining('docs/performance.md')]);
  const past = await run('performance', 'datastore1', '--from', '2020-01-01', '--to', '2020-01-02');
  expect(past.out).toMatch(/^Nothing was recorded of datastore1 in this time\./);
}, 60_000);

it('reads times and counters, and spells figures with their units', () => {
  expect([parseSpan('hour'), parseSpan('Day')]).toEqual([3_600_000, 86_400_000]);
  expect(() => parseSpan('century')).toThrow('hour, day, week');
  expect(collectCounter('Network.Read', ['mover.busy'])).toEqual(['mover.busy', 'network.read']);
  expect([figureText('mover.busy', 12.345), figureText('network.read', 2_097_152), figureText('space.free', 1_024), figureText('commands.lock', 0.125), figureText('machines.count', 1_200), figureText('vm.unique', null)]).toEqual([
    '12.3 %', '2 MiB/s', '1 KiB', '0.13/s', '1,200', '-',
  ]);
  expect([20_000, 60_000, 300_000, 7_200_000, 86_400_000, 172_800_000].map((stepMs) => stepText(stepMs))).toEqual(['20 seconds', '1 minute', '5 minutes', '2 hours', '1 day', '2 days']);
});
