/** Commands that a running client does the work for. */
import { afterEach, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../electron/cli/program.ts';
import type { OpenSession } from '../../../electron/cli/session.ts';
import type { TaskId } from '../../../shared/ids.ts';
import { Gate, YardBench, overlay, type TestYard } from '../../fixtures/yard.ts';

const bench = new YardBench();
afterEach(() => bench.cleanUp());

/** The command line, connected to a yard that stays open. */
async function run(opened: TestYard, ...args: string[]): Promise<{ code: number; out: string }> {
  let out = '';
  const openSession: OpenSession = async ({ directory }) => ({ client: opened.client, dataDirectory: directory, isShared: true, isLost: () => false, close: async () => undefined });
  const code = await runCommandLine({
    args: ['--data', opened.directory, ...args],
    stdout: { write: (text) => (out += text) },
    stderr: { write: () => undefined },
    workingDirectory: opened.directory,
    environment: {},
    version: '9.9.9',
    signal: new AbortController().signal,
    openSession,
  });
  return { code, out };
}

async function openHeldUp(): Promise<{ opened: TestYard; gate: Gate }> {
  const gate = new Gate();
  const opened = await bench.openSetUp({
    kind: 'memory',
    wrap: (array) => overlay(array, { dedupe: async () => (await gate.pass(), { scannedBytes: 4096, savedBytes: 0, overLimitBytes: 0 }) }),
  });
  return { opened, gate };
}

describe('work that a running client does', () => {
  it('is left to it, unless the command is told to wait', async () => {
    const { opened, gate } = await openHeldUp();
    await run(opened, 'volume', 'dedupe', 'datastore1', 'on');
    const left = await run(opened, '--json', 'volume', 'dedupe', 'datastore1', 'start');
    expect(left.code).toBe(0);
    const { task }: { task: TaskId } = JSON.parse(left.out);
    expect(Object.keys(JSON.parse(left.out))).toEqual(['task']);
    await gate.reached;
    expect((await run(opened, 'volume', 'dedupe', 'datastore1', 'status')).out).toContain(`running (${task})`);
    const waiting = run(opened, '--json', 'scrub', '--wait');
    gate.open();
    expect(JSON.parse((await waiting).out)).toMatchObject({ ok: true, damagedCount: 0, task: expect.stringMatching(/^task-/) });
    expect(await opened.client.tasks.wait({ id: task })).toMatchObject({ state: 'success' });
  });

  it('can be stopped from another command', async () => {
    const { opened, gate } = await openHeldUp();
    await run(opened, 'volume', 'dedupe', 'datastore1', 'on');
    const { task }: { task: TaskId } = JSON.parse((await run(opened, '--json', 'volume', 'dedupe', 'datastore1', 'start')).out);
    await gate.reached;
    expect(JSON.parse((await run(opened, '--json', 'volume', 'dedupe', 'datastore1', 'start')).out)).toMatchObject({ fault: 'TaskInProgress' });
    // Without --wait the answer only says how to follow it.
    expect((await run(opened, 'space', 'exact')).out).toMatch(/^Started task-\d+ in the running client\./);
    expect((await run(opened, 'volume', 'dedupe', 'datastore1', 'stop')).out).toContain(`(${task})`);
    gate.open();
    await opened.client.tasks.wait({ id: task });
    expect((await run(opened, 'volume', 'dedupe', 'datastore1', 'stop')).out).toContain('was not running');
  });
});
