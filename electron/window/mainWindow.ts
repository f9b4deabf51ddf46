/** The one window: sandboxed, remembered where it was, and given its ports whenever its page has loaded. */
import { BrowserWindow, MessageChannelMain, screen } from 'electron';
import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { portEnd } from '../doors/portEnd.ts';
import { relay } from '../doors/relay.ts';
import { clientUrl } from './clientScheme.ts';
import { mainEnd } from './mainEnd.ts';
import { serveShell } from './shellService.ts';
import { fitBounds, minimumSize, readWindowState, writeWindowState } from './windowState.ts';

export interface MainWindowOptions {
  readonly preloadFile: string;
  /** Where the window's place is remembered. */
  readonly stateFile: string;
  /** A port into the yard. */
  readonly connect: () => MessagePort;
  readonly log: (line: string) => void;
}

export function openMainWindow(options: MainWindowOptions): BrowserWindow {
  const state = readWindowState(options.stateFile);
  const primary = screen.getPrimaryDisplay().workArea;
  const others = screen.getAllDisplays().map((display) => display.workArea);
  const window = new BrowserWindow({
    ...fitBounds(state?.bounds ?? null, [primary, ...others]),
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    title: 'Cloneyard',
    show: false,
    webPreferences: {
      preload: options.preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  });
  handOverPorts(window, options);
  window.once('ready-to-show', () => {
    if (state?.isMaximized) window.maximize();
    window.show();
  });
  window.on('close', () => remember(window, options));
  window.loadURL(clientUrl).catch((error: unknown) => {
    options.log(`The client could not be loaded: ${error instanceof Error ? error.message : String(error)}`);
  });
  return window;
}

/** A page that is loaded again gets new ports; those of the page before close with it. */
function handOverPorts(window: BrowserWindow, options: MainWindowOptions): void {
  let closeLast = (): void => undefined;
  window.webContents.on('did-finish-load', () => {
    closeLast();
    const yard = new MessageChannelMain();
    const shell = new MessageChannelMain();
    relay(mainEnd(yard.port1), portEnd(options.connect()));
    serveShell(window, shell.port1);
    closeLast = () => {
      yard.port1.close();
      shell.port1.close();
    };
    window.webContents.postMessage('cloneyard:ports', null, [yard.port2, shell.port2]);
  });
  window.once('closed', () => closeLast());
}

function remember(window: BrowserWindow, options: MainWindowOptions): void {
  const { x, y, width, height } = window.getNormalBounds();
  try {
    writeWindowState(options.stateFile, { bounds: { x, y, width, height }, isMaximized: window.isMaximized() });
  } catch (error) {
    // A full disk must not keep the window open.
    options.log(`The window's place was not remembered: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Beside the preferences of the same client. */
export function windowStateFile(userDataDirectory: string): string {
  return join(userDataDirectory, 'window.json');
}
