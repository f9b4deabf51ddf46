import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { collectEventType, parseSince } from '../../../electron/cli/history.ts';
import { mibBytes } from '../../../shared/units.ts';
import { makeSparseImage } from '../../fixtures/images.ts';
import { runInProcess, type Outcome } from './harness.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloneyard-history-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = async (...args: string[]): Promise<Outcome> => runInProcess({ folder }, ...args);
async function answer<T>(read: (document: unknown) => T, ...args: string[]): Promise<T> {
  const { code, out, err } = await run('--json', ...args);
  if (code !== 0) throw new Error(`${args.join(' ')}: ${out}${err}`);
  return read(JSON.parse(out));
}
const textsOf = (field: string) => (document: unknown): string[] => {
  if (!Array.isArray(document)) throw new Error('No list.');
  return document.map((item: Record<string, unknown>) => String(item[field]));
};

it('lists what happened, by object, type, task and time, and says how much is kept', async () => {
  const image = join(folder, 'disk.raw');
  await makeSparseImage(image, 4 * mibBytes, 5);
  await run('init', '--empty');
  await run('import', image, '--name', 'golden');
  await run('rapid-clone', 'golden', '--count', '3', '--names', 'web-{n:02}');
  await run('vm', 'power', 'on', 'web-02');
  const types = await answer(textsOf('type'), 'event', 'ls', '--object', 'web-02');
  expect([types[0], types.at(-1)]).toEqual(['VmPoweredOnEvent', 'VmClonedEvent']);
  expect(new Set(await answer(textsOf('initiator'), 'event', 'ls', '--object', 'web-02'))).toEqual(new Set(['Command line']));
  expect(await answer(textsOf('object'), 'event', 'ls', '--type', 'VmCloned', '--since', '1h')).toEqual(['web-03', 'web-02', 'web-01']);
  expect(await answer(textsOf('object'), 'event', 'ls', '--type', 'VmClonedEvent', '--limit', '1')).toEqual(['web-03']);
  const [task] = await answer(textsOf('task'), 'event', 'ls', '--type', 'VmClonedEvent');
  expect(await answer(textsOf('type'), 'event', 'ls', '--task', task ?? '')).toEqual(['VmClonedEvent', 'VmClonedEvent', 'VmClonedEvent', 'VmBeingClonedEvent']);
  expect((await run('event', 'ls', '--limit', '2')).out).toMatch(/\d+ events are kept since .*; at most 100,000, for 30 days\./);
  const unknown = await run('event', 'ls', '--object', 'nobody');
  expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('ManagedObjectNotFound')]);
}, 60_000);

it('lists alarms and their definitions, and takes care of those that are triggered', async () => {
  const image = join(folder, 'disk.raw');
  await makeSparseImage(image, 64 * mibBytes, 6);
  await run('init', '--empty');
  await run('import', image, '--name', 'golden');
  expect((await run('alarm', 'ls')).out).toBe('No alarm is triggered.\n');
  expect(await answer(textsOf('name'), 'alarm', 'definitions')).toContain('Datastore usage on disk');
  const [volume] = await answer((document) => {
    if (!Array.isArray(document)) throw new Error('No list.');
    return document.map((one: Record<string, unknown>) => ({ name: String(one['name']), usedBytes: Number(one['physicalBytes']) }));
  }, 'volume', 'ls');
  if (!volume) throw new Error('There is no volume.');
  await run('volume', 'resize', volume.name, `${Math.ceil(volume.usedBytes / mibBytes / 0.8)}MiB`);
  expect(await answer(textsOf('alarm'), 'alarm', 'ls')).toContain('Datastore usage on disk');
  expect((await run('alarm', 'ack', 'datastore usage on disk')).out).toBe('1 alarm acknowledged.\n');
  expect(await answer(textsOf('acknowledgedBy'), 'alarm', 'ls')).toContain('Command line');
  expect((await run('alarm', 'reset', 'Datastore usage on disk', '--object', volume.name)).out).toBe('1 alarm reset to green.\n');
  expect(await answer(textsOf('alarm'), 'alarm', 'ls')).not.toContain('Datastore usage on disk');
  const again = await run('alarm', 'reset', 'Datastore usage on disk');
  expect([again.code, again.err]).toEqual([1, expect.stringContaining('is not triggered')]);
}, 60_000);

it('reads times and types as people write them', () => {
  expect(Math.abs(Date.now() - 3_600_000 - parseSince('1h'))).toBeLessThan(1_000);
  expect(parseSince('2026-01-01T00:00:00Z')).toBe(Date.UTC(2026, 0, 1));
  expect(() => parseSince('soon')).toThrow('Give a time span');
  expect(collectEventType('vmremoved', ['VmClonedEvent'])).toEqual(['VmClonedEvent', 'VmRemovedEvent']);
  expect(() => collectEventType('Nothing')).toThrow('no such type');
});
