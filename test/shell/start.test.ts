/** `npm start` as people run it, where there is no display: a process that serves the client. */
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { chromium } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { readHolder } from '../../electron/doors/lease.ts';
import type { YardContract } from '../../shared/contract/contract.ts';
import { requestIdOf } from '../../shared/ids.ts';
import { findChromium } from '../chromium.ts';
import { ensureBuilt, projectRoot } from './built.ts';

let directory: string;
const children: ChildProcess[] = [];

beforeAll(ensureBuilt);
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cloneyard-start-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

interface Running {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  readonly exited: Promise<number | null>;
}

function start(...args: string[]): Running {
  const { DISPLAY: _x, WAYLAND_DISPLAY: _wayland, ...env } = process.env;
  const child = spawn(process.execPath, [join(projectRoot, 'scripts', 'start.mjs'), '--data', directory, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (piece: Buffer) => (output.stdout += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (output.stderr += piece.toString()));
  const exited = new Promise<number | null>((resolve) => {
    child.once('close', (code) => resolve(code));
  });
  return { child, output, exited };
}

/** The address it prints, or an error with what it said instead. */
async function urlOf(running: Running): Promise<string> {
  const printed = new Promise<string>((resolve) => {
    running.child.stdout?.on('data', () => {
      const found = /^Cloneyard is served at (http:\/\/127\.0\.0\.1:\d+\/#token=\S+)\n/.exec(running.output.stdout)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const ended = running.exited.then((code) => {
    throw new Error(`It ended with code ${code}: ${running.output.stderr}`);
  });
  return Promise.race([printed, ended]);
}

function connect(address: string): ContractRouterClient<YardContract> {
  const url = new URL(address);
  const socket = new WebSocket(`ws://${url.host}/yard`, ['cloneyard', url.hash.slice('#token='.length)]);
  socket.binaryType = 'arraybuffer';
  // The client asks for the browser's type; the methods it uses are the same.
  return createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }));
}

describe('npm start without a display', () => {
  it('says why in one line, serves the client, and shows it to a browser that has the token', async () => {
    const running = start();
    const url = await urlOf(running);
    expect(running.output.stderr).toBe('The desktop window is not used, because there is no display. The same client is served to a browser.\n');
    await connect(url).system.initialize({ kind: 'empty', requestId: requestIdOf(randomUUID()) });

    const browser = await chromium.launch({ executablePath: findChromium() });
    try {
      const complaints: string[] = [];
      const page = await browser.newPage();
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      await page.goto(url);
      await page.getByText(/^recent tasks$/i).first().waitFor();
      expect(page.url()).not.toContain('token');
      expect(complaints).toEqual([]);
      const stranger = await (await browser.newContext()).newPage();
      await stranger.goto(new URL('/', url).href);
      await stranger.waitForFunction(() => (document.getElementById('root')?.textContent ?? '') !== '');
      expect(await stranger.getByText(/^recent tasks$/i).count()).toBe(0);
    } finally {
      await browser.close();
    }
  });

  it('shuts down in order in the middle of a task, and goes on from there', async () => {
    const first = start('--browser');
    const yard = connect(await urlOf(first));
    const { taskId } = await yard.system.initialize({ kind: 'sample', requestId: requestIdOf(randomUUID()) });
    expect((await yard.tasks.get({ id: taskId })).state).toMatch(/queued|running/);
    first.child.kill('SIGINT');
    expect(await first.exited).toBe(0);
    expect(first.output.stderr).toBe('Shutting down. Press Ctrl-C again to leave at once.\n');
    expect(readHolder(directory)).toBeNull();

    const second = start('--browser');
    const task = await connect(await urlOf(second)).tasks.get({ id: taskId });
    expect(task.kind).toBe('initializeYard');
    second.child.kill('SIGTERM');
    expect(await second.exited).toBe(0);
  });

  it('is not hindered by what a killed one left behind', async () => {
    const first = start('--browser');
    await urlOf(first);
    first.child.kill('SIGKILL');
    await first.exited;
    expect(existsSync(join(directory, 'holder.json'))).toBe(true);
    const second = start('--browser');
    const info = await connect(await urlOf(second)).system.info();
    expect(info.processId).toBe(second.child.pid);
  });

  it('says who holds the data directory, with the address, and what is wrong with an option', async () => {
    const url = await urlOf(start('--browser'));
    const second = start('--browser');
    expect(await second.exited).toBe(1);
    expect(second.output.stdout).toBe('');
    expect(second.output.stderr).toContain(`is in use by the browser client (process ${children[0]?.pid}) at ${url}.`);
    expect(second.output.stderr.trim().split('\n')).toHaveLength(1);
    const wrong = start('--port', 'high');
    expect(await wrong.exited).toBe(2);
    expect(wrong.output.stderr).toContain('--port takes a number');
    const unknown = start('--colour');
    expect(await unknown.exited).toBe(2);
  });
});
