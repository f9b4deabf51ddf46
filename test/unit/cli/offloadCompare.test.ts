import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataBytes, newOffloadYard } from './offloadYard.ts';

const { folder, json, text, initialize, remove } = newOffloadYard();
beforeAll(() => initialize('golden'));
afterAll(remove);

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
      notes: [],
    });
    expect(readFileSync(join(folder, 'race.csv'), 'utf8')).toMatch(/^Figure,Unit,Through the host\. Measured/);
    expect(await json(1, 'offload', 'compare', 'golden', '--csv', 'race.csv')).toMatchObject({ fault: 'FileAlreadyExists', hint: expect.any(String) });
    const told = await text('offload', 'compare', 'golden', '--csv', 'race.csv', '--force');
    expect(told).toMatch(/Through the host, measured +Offloaded, measured +Through the host, modelled +Offloaded, modelled\n/);
    expect(await text('task', 'show', String(document['task']))).toContain('Through the host, measured');
    expect(told).not.toContain('Note: ');
    expect(existsSync(join(folder, 'race.csv'))).toBe(true);
    // Nothing of it is left.
    expect(Object.values(await json(0, 'vm', 'ls'))).toHaveLength(0);
    expect(await json(0, 'check')).toMatchObject({ ok: true, problems: [] });
  });

  it('tell what has to be known to read the figures', async () => {
    await json(0, 'volume', 'dedupe', 'datastore1', 'on', '--inline');
    const note = '"datastore1" looks for equal blocks while they are written, so copies allocate less than they hold.';
    const document = await json(0, 'offload', 'compare', 'golden', '--csv', 'noted.csv');
    expect(document).toMatchObject({ notes: [note] });
    expect(readFileSync(join(folder, 'noted.csv'), 'utf8')).toContain(`\r\nNote,,"${note.replaceAll('"', '""')}"\r\n`);
    expect(await text('offload', 'compare', 'golden')).toContain(`.\nNote: ${note}\n`);
    expect(await text('task', 'show', String(document['task']))).toContain(`.\nNote: ${note}\n`);
  });
});
