/** The built desktop shell on the double: what its window can do, what it cannot, and how it ends. */
import { chromium, type Browser, type Page } from '@playwright/test';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { MenuItemConstructorOptions } from 'electron';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { menuTemplate } from '../../electron/window/menu.ts';
import { acquireLease, readHolder } from '../../electron/doors/lease.ts';
import { requestIdOf } from '../../shared/ids.ts';
import { findChromium } from '../chromium.ts';
import { distDirectory, ensureBuilt } from './built.ts';
import type { Control, DoubleOptions } from './double/electron.ts';
import { runMain } from './double/load.ts';
import type { WindowDouble } from './double/windows.ts';
import { takePorts } from './pageCalls.ts';

let browser: Browser;
let directory: string;
const shells: Control[] = [];

beforeAll(async () => {
  await ensureBuilt();
  browser = await chromium.launch({ executablePath: findChromium() });
});
afterAll(() => browser.close());
function makeDirectory(): void {
  directory = mkdtempSync(join(tmpdir(), 'cloneyard-shell-'));
}

/** A yard with nothing in it; a directory without one would make the client fill it with the sample at once. */
async function setUp(): Promise<void> {
  makeDirectory();
  await promisify(execFile)(process.execPath, [join(distDirectory, 'electron', 'cli.js'), '--data', directory, 'init', '--empty']);
}

async function tearDown(): Promise<void> {
  for (const shell of shells.splice(0)) {
    shell.quit();
    await shell.exited;
  }
  rmSync(directory, { recursive: true, force: true });
}

function start(options: Omit<DoubleOptions, 'browser'> = {}): Control {
  const shell = runMain(['--data', directory], { browser, ...options });
  shells.push(shell);
  return shell;
}

/** The first window, once its page has loaded. */
async function openWindow(shell: Control): Promise<{ window: WindowDouble; page: Page }> {
  const window = await vi.waitFor(() => {
    const [first] = shell.windows;
    expect(shell.errorBoxes).toEqual([]);
    if (first?.contents.page == null || !first.isShown) throw new Error('The window is not open yet.');
    return first;
  }, { timeout: 20_000, interval: 50 });
  const { page } = window.contents;
  if (page === null) throw new Error('The window has no page.');
  return { window, page };
}

/** The dock below the inventory; the client only shows it once the yard has answered. */
async function seeClient(page: Page): Promise<void> {
  await page.getByText(/^recent tasks$/i).first().waitFor();
}

describe('the window', () => {
  let shell: Control;
  let window: WindowDouble;
  let page: Page;
  beforeAll(async () => {
    await setUp();
    shell = start();
    ({ window, page } = await openWindow(shell));
  });
  afterAll(tearDown);

  it('shows the client, which has asked the yard over its port', async () => {
    expect(await page.title()).toBe('Cloneyard');
    await seeClient(page);
  });

  it('gives the page nothing of Node or Electron', async () => {
    const found = await page.evaluate(() => ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron', '__doubleIn', '__doubleOut'].filter((name) => name in globalThis));
    expect(found).toEqual([]);
    expect(await page.evaluate(() => Reflect.get(globalThis, 'cloneyardDesktop'))).toBe(true);
  });

  it('is served from its own scheme under a strict policy that the client never breaks', async () => {
    const violations: string[] = [];
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) violations.push(message.text());
    });
    const response = await window.contents.reload();
    const policy = response?.headers()['content-security-policy'] ?? '';
    for (const part of ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"]) expect(policy).toContain(part);
    expect(policy).not.toMatch(/unsafe|ws:/);
    await seeClient(page);
    expect(violations).toEqual([]);
    expect(shell.schemes).toEqual([{ scheme: 'cloneyard', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);
    const blocked = await page.evaluate(() => new Promise<string>((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true });
      const script = document.createElement('script');
      script.textContent = 'globalThis.ranInline = true';
      document.head.append(script);
    }));
    expect(blocked).toBe('script-src-elem');
  });

  it('neither navigates nor opens windows', async () => {
    const address = page.url();
    await page.evaluate(() => {
      location.href = 'https://example.com/';
    });
    await vi.waitFor(() => expect(window.contents.denied).toEqual(['https://example.com/']), { timeout: 10_000 });
    await page.evaluate(() => void globalThis.open('https://example.com/popup'));
    await vi.waitFor(() => expect(window.contents.denied).toContain('window.open'), { timeout: 10_000 });
    await vi.waitFor(() => expect(page.context().pages()).toHaveLength(1), { timeout: 10_000 });
    expect(page.url()).toBe(address);
  });

  it('may notify people and has no other permission, and nobody else has any', async () => {
    for (const permission of ['geolocation', 'media', 'clipboard-read', 'usb', 'openExternal']) {
      expect(await shell.askPermission(permission)).toEqual({ request: false, check: false, device: false });
    }
    expect(await shell.askPermission('notifications')).toEqual({ request: true, check: true, device: false });
    for (const url of ['https://example.com/', 'cloneyard://app.example.com/', 'cloneyard://other/', '']) {
      expect(await shell.askPermission('notifications', url)).toEqual({ request: false, check: false, device: false });
    }
    expect(await page.evaluate(async () => (await navigator.permissions.query({ name: 'notifications' })).state)).toBe('granted');
    expect(await page.evaluate(async () => (await navigator.permissions.query({ name: 'geolocation' })).state)).not.toBe('granted');
  });

  it('has the menu that people expect, on macOS as well', () => {
    const rolesOf = (items: MenuItemConstructorOptions[]): unknown[] =>
      items.flatMap((item) => (Array.isArray(item.submenu) ? rolesOf(item.submenu) : (item.role ?? [])));
    expect(shell.menu?.map((item) => item.label)).toEqual(process.platform === 'darwin' ? ['Cloneyard', 'File', 'Edit', 'View', 'Window'] : ['File', 'Edit', 'View', 'Window', 'Help']);
    for (const role of ['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll', 'zoomIn', 'togglefullscreen', 'minimize', 'quit', 'about']) {
      expect(rolesOf(shell.menu ?? [])).toContain(role);
      expect(rolesOf(menuTemplate('darwin', 'Cloneyard'))).toContain(role);
    }
    expect(menuTemplate('darwin', 'Cloneyard')[0]?.label).toBe('Cloneyard');
    expect(rolesOf(menuTemplate('darwin', 'Cloneyard'))).toEqual(expect.arrayContaining(['services', 'hide', 'hideOthers', 'unhide', 'front']));
  });

  it('reaches the yard and the native dialogs over two ports, and over new ones when it is loaded again', async () => {
    const { yard, shell: dialogs } = await takePorts(window);
    expect(await yard.system.info()).toMatchObject({ dataDirectory: directory, processId: process.pid });
    shell.chosenPaths.push('/images/disk.img', null, '/exports/copy.raw');
    expect(await dialogs.chooseImage()).toEqual({ path: '/images/disk.img' });
    expect(await dialogs.chooseImage()).toEqual({ path: null });
    expect(await dialogs.chooseExportTarget({ suggestedName: 'copy.raw' })).toEqual({ path: '/exports/copy.raw' });
    expect(shell.dialogs.map((dialog) => dialog.kind)).toEqual(['open', 'open', 'save']);
    expect(shell.dialogs[2]?.options).toMatchObject({ defaultPath: 'copy.raw' });
    await window.contents.reload();
    expect(await yard.system.info()).toMatchObject({ dataDirectory: directory });
  });
});

describe('the place of the window', () => {
  beforeEach(setUp);
  afterEach(tearDown);

  const stateFile = () => join(directory, 'client', 'window.json');
  const remember = (state: unknown) => {
    mkdirSync(join(directory, 'client'), { recursive: true });
    writeFileSync(stateFile(), typeof state === 'string' ? state : JSON.stringify(state));
  };

  it('is remembered', async () => {
    const first = start();
    const { window } = await openWindow(first);
    expect(window.bounds).toEqual({ x: 80, y: 50, width: 1440, height: 900 });
    window.bounds = { x: 33, y: 44, width: 1200, height: 700 };
    window.maximize();
    window.close();
    expect(await first.exited).toBe(0);
    const { window: again } = await openWindow(start());
    expect(again.bounds).toEqual({ x: 33, y: 44, width: 1200, height: 700 });
    expect(again.isMaximized()).toBe(true);
  });

  it('is corrected when its screen has gone or the file is damaged', async () => {
    remember({ bounds: { x: 5000, y: 100, width: 1200, height: 700 }, isMaximized: false });
    const first = start();
    expect((await openWindow(first)).window.bounds).toEqual({ x: 200, y: 150, width: 1200, height: 700 });
    first.quit();
    await first.exited;
    remember('{"bounds": {"x": "left"');
    expect((await openWindow(start())).window.bounds).toEqual({ x: 80, y: 50, width: 1440, height: 900 });
  });
});

describe('the shell', () => {
  beforeEach(makeDirectory);
  afterEach(tearDown);

  it('quits in order, in the middle of a task too', async () => {
    const shell = start();
    const { window } = await openWindow(shell);
    expect(readHolder(directory)).toMatchObject({ what: 'desktop client', pid: process.pid });
    const { yard } = await takePorts(window);
    // The client of a new directory may have asked for the sample yard before its ports were taken.
    if ((await yard.tasks.list({ limit: 10 })).length === 0) await yard.system.initialize({ kind: 'sample', requestId: requestIdOf(randomUUID()) });
    const tasks = await yard.tasks.list({ limit: 10 });
    expect(tasks[0]).toMatchObject({ kind: 'initializeYard', state: expect.stringMatching(/queued|running/) });
    shell.quit();
    expect(shell.isExited()).toBe(false);
    expect(await shell.exited).toBe(0);
    expect(shell.errorBoxes).toEqual([]);
    expect(readHolder(directory)).toBeNull();
    acquireLease(directory, 'command line').release();
  });

  it('opens nothing when it is told to quit before it is ready', async () => {
    const shell = start();
    shell.quit();
    expect(await shell.exited).toBe(0);
    expect(existsSync(join(directory, 'lock'))).toBe(false);
  });

  it('quits in order while the yard is opening', async () => {
    const shell = start();
    await vi.waitFor(() => expect(existsSync(join(directory, 'lock'))).toBe(true), { timeout: 10_000, interval: 1 });
    shell.quit();
    expect(await shell.exited).toBe(0);
    expect(shell.windows).toEqual([]);
    expect(readHolder(directory)).toBeNull();
    acquireLease(directory, 'command line').release();
  });

  it('leaves to the first instance, which comes to the front', async () => {
    const second = start({ isFirstInstance: false });
    expect(await second.exited).toBe(0);
    expect(second.windows).toEqual([]);
    const first = start();
    const { window } = await openWindow(first);
    first.emitSecondInstance();
    expect(window.focusCount).toBe(1);
  });

  it('says who holds the data directory, and ends', async () => {
    const lease = acquireLease(directory, 'command line');
    const shell = start();
    expect(await shell.exited).toBe(1);
    expect(shell.errorBoxes).toHaveLength(1);
    expect(shell.errorBoxes[0]?.content).toContain(`the command line (process ${process.pid })`);
    lease.release();
  });

  it('says why a data directory cannot be used', async () => {
    writeFileSync(join(directory, 'client'), 'a file where a folder belongs');
    const shell = start();
    expect(await shell.exited).toBe(1);
    expect(shell.errorBoxes[0]?.title).toBe('Cloneyard cannot start');
    expect(readFileSync(join(directory, 'client'), 'utf8')).toBe('a file where a folder belongs');
  });
});
