/** One run of the client's bench: a yard of so many machines, a server, a browser, and a user in a hurry. */
import { chromium, type CDPSession, type Locator, type Page } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSession } from '../../electron/cli/session.ts';
import { Terminal } from '../../electron/cli/terminal.ts';
import type { ObjectId } from '../../shared/ids.ts';
import { findChromium } from '../chromium.ts';
import { installProbe } from './clientPage.ts';
import { medianOf } from './statistics.ts';
import { powerWell } from '../fixtures/yard.ts';

export interface ClientFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 'MB' | 'per second';
  /** It is to be below this. */
  readonly goal: number | null;
}

const commandLine = join(process.cwd(), 'dist', 'electron', 'cli.js');
const mb = 1_000_000;
const silent = { write: () => true };

export async function measureClient(directory: string, machineCount: number, say: (text: string) => void): Promise<ClientFigure[]> {
  say(`Making a yard of ${machineCount} machines ...`);
  await runToEnd(['--data', directory, 'init', '--sample', '--vms', String(machineCount)]);
  const server = spawn(process.execPath, [commandLine, '--data', directory, 'serve', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const url = await addressOf(server);
    const browser = await chromium.launch({ executablePath: findChromium() });
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-US', timezoneId: 'UTC' });
      await page.addInitScript(installProbe);
      return await measurePage(page, { url, server, directory }, say);
    } finally {
      await browser.close();
    }
  } finally {
    server.kill('SIGTERM');
    if (server.exitCode === null) await once(server, 'exit');
  }
}

interface Served {
  readonly url: string;
  readonly server: ChildProcess;
  readonly directory: string;
}

async function measurePage(page: Page, { url, server, directory }: Served, say: (text: string) => void): Promise<ClientFigure[]> {
  const figures: ClientFigure[] = [];
  const add = (name: string, value: number, unit: ClientFigure['unit'], goal: number | null): void => {
    figures.push({ name, value, unit, goal });
    say(`  ${name}: ${value.toFixed(0)} ${unit}`);
  };

  // The first start fills the browser's caches; a user meets the others.
  const useful: number[] = [];
  for (let start = 0; start < 4; start += 1) {
    await page.goto(start === 0 ? url : url.replace(/#.*$/, '#/hosts'));
    await page.reload();
    const handle = await page.waitForFunction(() => window.cloneyardProbe.usefulMs, undefined, { timeout: 120_000 });
    useful.push(await handle.evaluate((value) => value ?? 0));
  }
  add('first useful screen, median of 4 starts', medianOf(useful), 'ms', 1_500);
  await page.getByRole('tree').getByRole('treeitem').first().waitFor();

  const main = page.getByRole('main');
  const switches = await switchObjects(page);
  add('switching objects, median', medianOf(switches), 'ms', 100);
  add('switching objects, slowest', Math.max(...switches), 'ms', null);

  await page.getByRole('tree').getByRole('treeitem').first().click();
  await main.getByRole('tab', { name: /^VMs/ }).click();
  const grid = main.getByRole('grid');
  await grid.getByRole('row').nth(5).waitFor();
  const filter = main.getByRole('searchbox').or(main.getByRole('textbox', { name: /^Filter/ })).first();
  const keys = await typeFilter(filter, grid);
  add('filter: keystroke to painted rows, median', medianOf(keys), 'ms', 100);
  add('filter: keystroke to painted rows, slowest', Math.max(...keys), 'ms', null);

  const scrolled = await scroll(page, grid);
  add('scrolling: 95th percentile of frames', percentile(scrolled, 0.95), 'ms', 50);
  add('scrolling: slowest frame', Math.max(...scrolled), 'ms', null);

  const stream = await changeMany(page, directory);
  add('a stream of changes: machines changed', stream.perSecond, 'per second', null);
  add('a stream of changes: 95th percentile of frames', percentile(stream.frames, 0.95), 'ms', null);
  add('a stream of changes: slowest frame', Math.max(...stream.frames), 'ms', null);
  add('a stream of changes: switching objects, median', medianOf(stream.switches), 'ms', 100);

  const session = await page.context().newCDPSession(page);
  add('heap of the page', (await heapBytes(session)) / mb, 'MB', 150);
  add('resident set of the engine', residentBytes(server.pid) / mb, 'MB', 400);
  return figures;
}

/** Walks down the tree by the keyboard, opening what can be opened, and waits for each page. */
async function switchObjects(page: Page, count = 20): Promise<number[]> {
  const tree = page.getByRole('tree');
  await tree.getByRole('treeitem').first().click();
  const times: number[] = [];
  for (let step = 0; step < count; step += 1) {
    await page.keyboard.press('ArrowRight');
    const before = await page.evaluate(() => document.querySelector('main h1')?.textContent ?? '');
    await page.evaluate((text) => {
      window.addEventListener('keydown', () => Object.assign(window, { pending: window.cloneyardProbe.until(() => (document.querySelector('main h1')?.textContent ?? '') !== text) }), { once: true, capture: true });
    }, before);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    times.push(await withinLimit(page.evaluate(async () => (await Reflect.get(window, 'pending')) as number), `Nothing followed on "${before}".`));
  }
  return times;
}

/** Each text leaves another number of rows than the one ahead of it, so that every keystroke has something to show. */
const filterTexts = ['farm', 'farm-01-00', 'farm-01-001', 'farm-01-0012', 'desk', 'web', 'db-0'];

async function typeFilter(filter: Locator, grid: Locator): Promise<number[]> {
  const page = filter.page();
  await filter.click();
  const times: number[] = [];
  for (const text of filterTexts) {
    const before = await grid.getAttribute('aria-rowcount');
    await filter.selectText();
    await page.evaluate((rowCount) => {
      window.addEventListener('input', () => Object.assign(window, { pending: window.cloneyardProbe.until(() => document.querySelector('main [role=grid]')?.getAttribute('aria-rowcount') !== rowCount) }), { once: true, capture: true });
    }, before);
    // One event as of one keystroke: a user who types waits for the last one.
    await page.keyboard.insertText(text);
    times.push(await withinLimit(page.evaluate(async () => (await Reflect.get(window, 'pending')) as number), `The filter "${text}" changed nothing that can be seen.`));
  }
  await filter.fill('');
  return times;
}

/** What takes longer is no figure but a failure: left out, it would make the others look good. */
async function withinLimit<T>(work: Promise<T>, message: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error(message)), 20_000)));
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

async function scroll(page: Page, grid: Locator): Promise<number[]> {
  const box = await grid.boundingBox();
  if (!box) throw new Error('The grid has no place on the page.');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.evaluate(() => window.cloneyardProbe.watchFrames());
  for (let step = 0; step < 120; step += 1) await page.mouse.wheel(0, step % 10 === 9 ? 6_000 : 300);
  return page.evaluate(() => window.cloneyardProbe.frames());
}

/** Ten seconds in which every tenth of a second 100 machines change their power state, as another client would do it. */
async function changeMany(page: Page, directory: string): Promise<{ frames: number[]; switches: number[]; perSecond: number }> {
  const session = await openSession({ directory, version: 'bench', terminal: new Terminal(silent, silent), signal: new AbortController().signal, resumesInterrupted: false });
  try {
    const ids: ObjectId[] = [];
    for (let afterId: ObjectId | null = null; ids.length < 1_000; ) {
      const found: Awaited<ReturnType<typeof session.client.inventory.vms>> = await session.client.inventory.vms({ afterId, limit: 500 });
      ids.push(...found.rows.filter(({ isTemplate }) => !isTemplate).map(({ id }) => id));
      afterId = found.nextAfterId;
      if (afterId === null) break;
    }
    let changed = 0;
    const startedAtMs = performance.now();
    await page.evaluate(() => window.cloneyardProbe.watchFrames());
    const changing = (async () => {
      for (let round = 0; round < 100; round += 1) {
        const pause = new Promise((resolve) => setTimeout(resolve, 100));
        const first = (round % 10) * 100;
        const operation = Math.floor(round / 10) % 2 === 0 ? 'powerOff' : 'powerOn';
        changed += await powerWell(session.client, ids.slice(first, first + 100), operation);
        await pause;
      }
    })();
    const switches = await switchObjects(page, 20);
    await changing;
    const perSecond = changed / ((performance.now() - startedAtMs) / 1000);
    return { frames: await page.evaluate(() => window.cloneyardProbe.frames()), switches, perSecond };
  } finally {
    await session.close();
  }
}

async function heapBytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize;
}

function residentBytes(processId: number | undefined): number {
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${processId}/status`, 'utf8'));
  return Number(match?.[1] ?? Number.NaN) * 1024;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

async function runToEnd(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [commandLine, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (piece: Buffer) => (errors += piece.toString()));
  const [code]: unknown[] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${args.slice(0, 6).join(' ')} ended with code ${String(code)}: ${errors.slice(-2_000)}`);
}

async function addressOf(server: ChildProcess): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    server.stdout?.on('data', (piece: Buffer) => {
      text += piece.toString();
      const url = /(http:\/\/127\.0\.0\.1:\d+\/#token=\S+)/.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    });
    server.once('exit', (code) => reject(new Error(`The server ended with code ${String(code)}.`)));
  });
}
