/**
 * `npm start [-- --browser] [--port N] [--data DIR]`: builds what is stale, then opens the
 * desktop window; where that cannot be, says why in one line and serves the same client on
 * 127.0.0.1.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
/** A slow line needs minutes for the runtime's 100 MB; one that hangs must not hang the start for ever. */
const fetchLimitMs = 15 * 60_000;

function fail(message) {
  console.error(message);
  process.exit(2);
}

function readOptions() {
  let values;
  try {
    ({ values } = parseArgs({
      options: { browser: { type: 'boolean' }, port: { type: 'string' }, data: { type: 'string' } },
    }));
  } catch (error) {
    fail(`${error.message}\nUsage: npm start [-- [--browser] [--port N] [--data DIR]]`);
  }
  const port = values.port === undefined ? 0 : Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) fail(`--port takes a number from 0 to 65535, not "${values.port}".`);
  // A port only makes sense for the served client.
  return { wantsBrowser: values.browser === true || values.port !== undefined, port, data: values.data };
}

function electronFolder() {
  try {
    return dirname(require.resolve('electron/package.json'));
  } catch {
    return null;
  }
}

/** The runtime's executable, or null. Never by loading the package: that would fetch it unasked and may throw. */
function electronBinary(folder) {
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const binary = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), readFileSync(pathFile, 'utf8'));
  return existsSync(binary) ? binary : null;
}

/** Runs the package's own install script with its output shown. Resolves to null, or to why it failed. */
function fetchElectron(folder) {
  console.error('Fetching the desktop runtime (Electron). This happens once.');
  const child = spawn(process.execPath, [join(folder, 'install.js')], { stdio: ['ignore', 'inherit', 'pipe'], timeout: fetchLimitMs });
  let lastLines = '';
  child.stderr.on('data', (piece) => {
    lastLines = (lastLines + piece).slice(-4000);
  });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(null);
      else if (signal !== null) resolve(`stopped by ${signal}`);
      else resolve(/(?:Error: )(.*)/.exec(lastLines)?.[1] ?? `exit code ${code}`);
    });
  });
}

/** The executable, or one sentence about why there is no desktop window. */
async function findDesktop() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return { reason: 'there is no display' };
  const folder = electronFolder();
  if (folder === null) return { reason: 'the package "electron" is not installed' };
  const present = electronBinary(folder);
  if (present !== null) return { binary: present };
  const problem = await fetchElectron(folder);
  const binary = electronBinary(folder);
  if (binary !== null) return { binary };
  return { reason: `its runtime could not be fetched: ${problem ?? 'it is incomplete'}` };
}

/** Runs the window until it is closed. Ctrl-C reaches the whole process group, so the child shuts down by itself. */
function runDesktop(binary, data) {
  const args = [join(root, 'dist', 'electron', 'main.cjs'), ...(data === undefined ? [] : ['--data', data])];
  // Chromium refuses its sandbox to root; for everybody else it stays on.
  if (process.getuid?.() === 0) args.unshift('--no-sandbox');
  const child = spawn(binary, args, { stdio: 'inherit' });
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`The desktop window cannot be opened: ${error.message}`);
      resolve(1);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

const options = readOptions();
await build({ ifStale: true });
const desktop = options.wantsBrowser ? { reason: null } : await findDesktop();
if (desktop.binary !== undefined) {
  process.exitCode = await runDesktop(desktop.binary, options.data);
} else {
  if (desktop.reason !== null) console.error(`The desktop window is not used, because ${desktop.reason}. The same client is served to a browser.`);
  const { serveUntilSignal, dataDirectory } = await import('../dist/electron/serve.js');
  process.exitCode = await serveUntilSignal({ dataDirectory: dataDirectory(options.data), port: options.port });
}
