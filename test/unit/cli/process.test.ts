import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { acquireLease } from '../../../electron/doors/lease.ts';
import { startProcess } from './harness.ts';

// Commands begin with a build where the sources have changed.
const limitMs = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'cloneyard-cli-'));
const yard = join(folder, 'yard');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => startProcess(folder, ...args).ended;

describe('as a process', () => {
  it(
    'ends with 0, 1 or 2',
    async () => {
      expect(await run('init', '--empty', '--json')).toMatchObject({ code: 0, err: '' });
      expect(await run('vm', 'show', 'nobody')).toMatchObject({ code: 1, out: '', err: expect.stringContaining('ManagedObjectNotFound') });
      expect(await run('vm', 'shew', 'nobody')).toMatchObject({ code: 2, out: '' });
      expect(await run('vm', 'ls', '--json')).toEqual({ code: 0, out: '[]\n', err: '' });
    },
    limitMs,
  );

  it(
    'waits for another command line, and can be interrupted while it waits',
    async () => {
      const lease = acquireLease(yard, 'command line');
      try {
        const waiting = startProcess(folder, 'vm', 'ls', '--json');
        const interrupted = startProcess(folder, 'vm', 'ls', '--json');
        await waiting.shows('err', `process ${process.pid}`);
        await interrupted.shows('err', 'Waiting for');
        interrupted.interrupt();
        const { code, out } = await interrupted.ended;
        expect(code).toBe(1);
        expect(JSON.parse(out)).toMatchObject({ fault: 'RequestCanceled' });
        lease.release();
        expect(await waiting.ended).toMatchObject({ code: 0, out: '[]\n' });
      } finally {
        lease.release();
      }
    },
    limitMs,
  );

  it(
    'talks to a client that has the yard open, and finds it closed afterwards',
    async () => {
      const serving = startProcess(folder, 'serve', '--json');
      try {
        const { url, processId } = JSON.parse(await serving.shows('out', '\n'));
        expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=.{16,}/);
        expect(JSON.parse(readFileSync(join(yard, 'holder.json'), 'utf8'))).toMatchObject({ pid: processId, what: 'browser client' });
        const imported = await run('import', 'missing.img', '--name', 'a', '--json');
        expect(JSON.parse(imported.out)).toMatchObject({ fault: 'FileNotFound' });
        writeFileSync(join(folder, 'small.img'), Buffer.alloc(4096, 1));
        expect(await run('import', 'small.img', '--name', 'small', '--json')).toMatchObject({ code: 0 });
        // The client that has it open did the work, and knows who asked for it.
        const tasks = await run('task', 'ls', '--json');
        expect(JSON.parse(tasks.out)).toMatchObject([{ kind: 'importImage', initiator: 'Command line', state: 'success' }, { kind: 'initializeYard', initiator: 'Command line' }]);
        const listed = await run('datastore', 'ls', '--json');
        expect(listed).toMatchObject({ code: 0, err: '' });
        expect(JSON.parse(listed.out)).toMatchObject([{ name: 'datastore1', type: 'NFS' }]);
      } finally {
        serving.interrupt();
      }
      expect(await serving.ended).toMatchObject({ code: 0 });
      expect(await run('check', '--json')).toMatchObject({ code: 0, out: expect.stringContaining('"ok":true') });
    },
    limitMs,
  );
});
