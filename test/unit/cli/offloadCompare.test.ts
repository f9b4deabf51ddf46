import { closeSync, existsSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distinctBytes } from '../../../electron/cli/demoImage.ts';
import { runInProcess } from './harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'cloneyard-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mib = 1024 ** 2;
const dataBytes = 3 * mib;
const run = (...args: string[]) => runInProcess({ folder }, ...args);

/** The one document of a command that is expected to end with `code`. */
async function json(code: number, ...args: string[]): Promise<Record<string, unknown>> {
  const { code: actual, out, err } = await run('--json', ...args);
  expect({ actual, err, out: actual === code ? '' : out }).toEqual({ actual: code, err: '', out: '' });
  return JSON.parse(out);
}

async function text(...args: string[]): Promise<string> {
  const { code, out, err } = await run(...args);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}

beforeAll(async () => {
  const file = openSync(join(folder, 'disk.img'), 'w');
  ftruncateSync(file, 16 * mib);
  writeSync(file, distinctBytes('head', dataBytes), 0, dataBytes, 0);
  closeSync(file);
  await json(0, 'init', '--empty');
  await json(0, 'import', 'disk.img', '--name', 'golden');
});

describe('two ways side by side', () => {
  it('are raced on real bytes, and nothing is left of it', async () => {
    const document = await json(0, 'offload', 'compare', 'golden', '--count', '2', '--hardware', 'fc8', '--csv', 'race.csv');
    expect(document).toMatchObject({
      source: 'golden',
      spec: { count: 2, hardwareProfile: 'fc8' },
      host: { mechanism: 'hostCopy', cloneCount: 2, networkReadBytes: 2 * dataBytes, networkWriteBytes: 2 * dataBytes },
      offload: { mechanism: 'fileClone', cloneCount: 2, networkReadBytes: 0, networkWriteBytes: 0 },
      modelled: { hardwareProfile: 'fc8', host: { elapsedMs: expect.any(Number) }, offload: { elapsedMs: expect.any(Number) } },
      decision: { isOffloaded: true },
    });
    expect(readFileSync(join(folder, 'race.csv'), 'utf8')).toMatch(/^Figure,Unit,Through the host\. Measured/);
    expect(await json(1, 'offload', 'compare', 'golden', '--csv', 'race.csv')).toMatchObject({ fault: 'FileAlreadyExists', hint: expect.any(String) });
    const told = await text('offload', 'compare', 'golden', '--csv', 'race.csv', '--force');
    expect(told).toMatch(/Through the host, measured +Offloaded, measured +Through the host, modelled +Offloaded, modelled\n/);
    expect(await text('task', 'show', String(document['task']))).toContain('Through the host, measured');
    expect(existsSync(join(folder, 'race.csv'))).toBe(true);
    // Nothing of it is left.
    expect(Object.values(await json(0, 'vm', 'ls'))).toHaveLength(0);
    expect(await json(0, 'check')).toMatchObject({ ok: true, problems: [] });
  });
});
