/** The same window in real Electron, where its binary is at hand. It is never fetched for a test. */
import { _electron } from '@playwright/test';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHolder } from '../../electron/doors/lease.ts';
import { distDirectory, ensureBuilt } from './built.ts';

/** The executable and null, or null and why real Electron cannot run here. */
function findElectron(): { binary: string; reason: null } | { binary: null; reason: string } {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const pathFile = join(folder, 'path.txt');
  const binary = existsSync(pathFile) ? join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'), readFileSync(pathFile, 'utf8')) : null;
  if (binary === null || !existsSync(binary)) return { binary: null, reason: 'the Electron binary is not installed (npx install-electron fetches it)' };
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
  return hasDisplay ? { binary, reason: null } : { binary: null, reason: 'there is no display (xvfb-run npm test gives it one)' };
}

const found = findElectron();
let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'cloneyard-electron-'));
  if (found.binary !== null) await ensureBuilt();
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe('in real Electron', () => {
  it('the window opens with the client, sandboxed, and closes in order', async (context) => {
    if (found.binary === null) {
      context.skip(found.reason);
      return;
    }
    const isRoot = process.getuid?.() === 0;
    const app = await _electron.launch({
      executablePath: found.binary,
      args: [...(isRoot ? ['--no-sandbox'] : []), join(distDirectory, 'electron', 'main.cjs'), '--data', directory],
    });
    const page = await app.firstWindow();
    expect(page.url()).toBe('cloneyard://app/');
    await page.getByText(/Start empty|Recent tasks/i).first().waitFor();
    expect(await page.evaluate(() => ['require', 'process'].filter((name) => name in globalThis))).toEqual([]);
    expect(readHolder(directory)?.what).toBe('desktop client');
    await app.close();
    expect(readHolder(directory)).toBeNull();
  });
});
