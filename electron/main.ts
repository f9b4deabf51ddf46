/** The desktop shell: one window on the yard of one data directory. */
import { app, dialog, Menu, session, type BrowserWindow } from 'electron';
import { mkdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { Fault } from '../shared/faults.ts';
import { dataDirectory } from './doors/dataDirectory.ts';
import { holdYard, type HeldYard } from './doors/heldYard.ts';
import { version } from './version.ts';
import { registerClientScheme, serveClientScheme } from './window/clientScheme.ts';
import { denyNavigation, limitPermissions } from './window/guards.ts';
import { openKeychainKey } from './window/keychain.ts';
import { openMainWindow, windowStateFile } from './window/mainWindow.ts';
import { menuTemplate } from './window/menu.ts';

/** Bundled, this file stands in dist/electron beside the preload script and the worker. */
const here = __dirname;
/** A worker thread is started from a real file, so an installed client keeps it outside its archive. */
const workerFile = join(here, 'yard.worker.js').replace(`app.asar${sep}`, `app.asar.unpacked${sep}`);

const log = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

let opening: Promise<HeldYard> | null = null;
let window: BrowserWindow | null = null;
let closing: Promise<void> | null = null;

function openWindow(held: HeldYard): void {
  window = openMainWindow({
    preloadFile: join(here, 'preload.cjs'),
    stateFile: windowStateFile(app.getPath('userData')),
    connect: held.connect,
    log,
  });
  window.once('closed', () => {
    window = null;
  });
}

function focusWindow(): void {
  if (window === null) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** What went wrong and what to do about it, on the screen and on stderr, which a terminal may be watching. */
function giveUp(title: string, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const hint = error instanceof Fault ? error.data.hint : undefined;
  log(hint === undefined ? message : `${message} ${hint}`);
  dialog.showErrorBox(title, hint === undefined ? message : `${message}\n\n${hint}`);
  app.exit(1);
}

async function closeYard(): Promise<void> {
  try {
    // Asked to quit while the yard opens: wait for it. When it cannot be opened, `start` says why.
    const held = await opening?.catch(() => null);
    await held?.close();
    app.exit(0);
  } catch (error) {
    giveUp('Cloneyard did not close in order', error);
  }
}

async function start(directory: string): Promise<void> {
  await app.whenReady();
  if (closing !== null) return;
  limitPermissions(session.defaultSession);
  serveClientScheme(join(here, '..', 'renderer'));
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, app.name)));
  const keychainKey = openKeychainKey(directory, log);
  opening = holdYard({
    dataDirectory: directory,
    ...(keychainKey && { keychainKey }),
    what: 'desktop client',
    version,
    workerFile,
    // The window gets its files from its own scheme; the door is for the command line.
    staticDirectory: null,
    port: 0,
    log,
  });
  const held = await opening;
  if (closing !== null) return;
  void held.crashed.then((fault) => giveUp('Cloneyard has stopped', fault));
  openWindow(held);
  app.on('activate', () => {
    if (window === null) openWindow(held);
  });
}

function watchApp(): void {
  app.on('second-instance', focusWindow);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('web-contents-created', (_event, contents) => denyNavigation(contents));
  app.on('before-quit', (event) => {
    // Held back until the yard is closed; then the process exits without asking again.
    event.preventDefault();
    if (window !== null && !window.isDestroyed()) window.close();
    closing ??= closeYard();
  });
}

function openApp(): void {
  const { values } = parseArgs({ args: process.argv.slice(1), options: { data: { type: 'string' } }, strict: false });
  const directory = dataDirectory(typeof values.data === 'string' ? values.data : undefined);
  // Beside the data, so that "one instance" means one per data directory, as the lease does.
  const userData = join(directory, 'client');
  mkdirSync(userData, { recursive: true, mode: 0o700 });
  app.setPath('userData', userData);
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  registerClientScheme();
  watchApp();
  start(directory).catch((error: unknown) => giveUp('Cloneyard cannot start', error));
}

try {
  openApp();
} catch (error) {
  giveUp('Cloneyard cannot start', error);
}
