/** Where the key of secrets comes from in the built desktop shell, on the double. */
import { chromium, type Browser } from '@playwright/test';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { findChromium } from '../chromium.ts';
import { distDirectory, ensureBuilt } from './built.ts';
import type { Control, DoubleOptions } from './double/electron.ts';
import { runMain } from './double/load.ts';
import { takePorts } from './pageCalls.ts';

let browser: Browser;
let directory: string;
beforeAll(async () => {
  await ensureBuilt();
  browser = await chromium.launch({ executablePath: findChromium() });
});
afterAll(() => browser.close());
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'cloneyard-shell-'));
  await promisify(execFile)(process.execPath, [join(distDirectory, 'electron', 'cli.js'), '--data', directory, 'init', '--empty']);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** What the client of a shell is told about secrets; the shell has ended when this resolves. */
async function protectionIn(keychain: DoubleOptions['keychain']): Promise<string> {
  const shell: Control = runMain(['--data', directory], { browser, ...(keychain && { keychain }) });
  try {
    const window = await vi.waitFor(() => {
      const [first] = shell.windows;
      expect(shell.errorBoxes).toEqual([]);
      if (first?.contents.page == null || !first.isShown) throw new Error('The window is not open yet.');
      return first;
    }, { timeout: 20_000, interval: 50 });
    const { yard } = await takePorts(window);
    return (await yard.customization.list()).protectedBy;
  } finally {
    shell.quit();
    await shell.exited;
  }
}

it('is the keychain where there is one, and stays the same key', async () => {
  expect(await protectionIn('gnome_libsecret')).toBe('keychain');
  const file = join(directory, 'secrets.keychain');
  const made = readFileSync(file, 'utf8');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await protectionIn('gnome_libsecret')).toBe('keychain');
  expect(readFileSync(file, 'utf8')).toBe(made);
});

it('is a key file where there is none, and where Linux would encrypt with a password that everybody knows', async () => {
  expect(await protectionIn(undefined)).toBe('keyFile');
  if (process.platform === 'linux') expect(await protectionIn('basic_text')).toBe('keyFile');
  expect(existsSync(join(directory, 'secrets.keychain'))).toBe(false);
});
