/**
 * A strict stand-in for the `electron` module, on top of a real Chromium. The built main and
 * preload bundles run on it unmodified. It proves what they ask of Electron and what the page
 * can do; it cannot prove Electron itself: the sandboxed preload loader, archives, native
 * menus and dialogs, the operating system's single-instance lock, fuses.
 */
import type { Browser } from '@playwright/test';
import type { App, BrowserWindowConstructorOptions, Dialog, MenuItemConstructorOptions, Protocol, Rectangle, SafeStorage, Screen, Session } from 'electron';
import { existsSync } from 'node:fs';
import { MessageChannelDouble } from './ports.ts';
import { checkOptions, strict, StrictEmitter } from './strict.ts';
import { WindowDouble } from './windows.ts';

type Role = NonNullable<MenuItemConstructorOptions['role']>;

export interface DoubleOptions {
  readonly browser: Browser;
  /** Work areas of the screens, the primary one first. */
  readonly workAreas?: readonly Rectangle[];
  /** How the operating system keeps secrets; `basic_text` on Linux is no keychain. Not at all when left out. */
  readonly keychain?: 'gnome_libsecret' | 'basic_text';
  /** False as if another instance were running. */
  readonly isFirstInstance?: boolean;
}

/** What the shell asked for, and the levers a test pulls. */
export interface Control {
  readonly windows: WindowDouble[];
  readonly errorBoxes: { title: string; content: string }[];
  readonly dialogs: { kind: 'open' | 'save'; options: object }[];
  /** What the next open and save dialogs answer; null is a dismissal. */
  readonly chosenPaths: (string | null)[];
  readonly schemes: { scheme: string; privileges: object }[];
  menu: MenuItemConstructorOptions[] | null;
  /** Resolves with the exit code. */
  readonly exited: Promise<number>;
  readonly isExited: () => boolean;
  quit(): void;
  emitSecondInstance(): void;
  askPermission(permission: string, url?: string): Promise<{ request: boolean; check: boolean; device: boolean }>;
}

type RequestHandler = (contents: unknown, permission: string, answer: (isGranted: boolean) => void, details: { requestingUrl: string }) => void;
type CheckHandler = (contents: unknown, permission: string, requestingOrigin: string) => boolean;
type SchemeHandler = (request: Request) => Response | Promise<Response>;

/** As Chromium spells the origin of the client's page, too. */
const clientUrl = 'cloneyard://app/';

/** Permissions that Chromium lets a test grant; Electron grants them all when nobody objects. */
const browserPermissions = ['geolocation', 'notifications', 'clipboard-read', 'camera', 'microphone'];

export function createElectron(options: DoubleOptions): { electron: object; control: Control } {
  const { browser, workAreas = [{ x: 0, y: 0, width: 1600, height: 1000 }] } = options;
  const windows: WindowDouble[] = [];
  const paths = new Map<string, string>();
  const handlers = new Map<string, SchemeHandler>();
  const events = new StrictEmitter('app', ['second-instance', 'window-all-closed', 'web-contents-created', 'before-quit', 'activate']);
  let isReady = false;
  let requestHandler: RequestHandler | null = null;
  let checkHandler: CheckHandler | null = null;
  let deviceHandler: (() => boolean) | null = null;

  let exitCode: number | null = null;
  let resolveExit = (_code: number): void => undefined;
  const exited = new Promise<number>((resolve) => {
    resolveExit = resolve;
  });
  const exit = (code = 0): void => {
    if (exitCode !== null) return;
    exitCode = code;
    // Electron closes windows without asking on `exit`; the promise waits until Chromium has let them go.
    void Promise.all(windows.map((window) => window.contents.dispose())).then(() => resolveExit(code));
  };
  const quit = (): void => {
    if (exitCode !== null || events.emitPreventable('before-quit')) return;
    exit(0);
  };

  const control: Control = {
    windows,
    errorBoxes: [],
    dialogs: [],
    chosenPaths: [],
    schemes: [],
    menu: null,
    exited,
    isExited: () => exitCode !== null,
    quit,
    emitSecondInstance: () => events.emit('second-instance'),
    askPermission: async (permission, url = clientUrl) => ({
      request: await ask(requestHandler, permission, url),
      check: checkHandler?.({}, permission, url) ?? true,
      device: deviceHandler?.() ?? true,
    }),
  };

  const app = strict('app', {
    name: 'Cloneyard',
    on: events.on.bind(events),
    once: events.once.bind(events),
    whenReady: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      isReady = true;
    },
    quit,
    exit,
    getPath: (name: string) => {
      const path = paths.get(name);
      if (path === undefined) throw new Error(`app.getPath("${name}") was not set by the shell`);
      return path;
    },
    setPath: (name: string, path: string) => {
      if (name !== 'userData') throw new Error(`app.setPath("${name}") is not modelled`);
      if (!existsSync(path)) throw new Error(`app.setPath: ${path} does not exist`);
      paths.set(name, path);
    },
    requestSingleInstanceLock: () => options.isFirstInstance ?? true,
  } satisfies Partial<Record<keyof App, unknown>>);

  class Window {
    constructor(given: BrowserWindowConstructorOptions) {
      if (!isReady) throw new Error('A BrowserWindow cannot be made before the app is ready.');
      const window = new WindowDouble(given, {
        browser,
        serve: async (url) => {
          const handler = handlers.get(new URL(url).protocol.slice(0, -1));
          return (await handler?.(new Request(url))) ?? new Response(null, { status: 404 });
        },
        grantedPermissions: async () => {
          const answers = await Promise.all(browserPermissions.map((permission) => ask(requestHandler, permission, clientUrl)));
          return browserPermissions.filter((_permission, index) => answers[index] === true);
        },
        onContents: (contents) => events.emit('web-contents-created', {}, contents),
        onClosed: () => {
          if (exitCode === null && windows.every((other) => other.isDestroyed())) events.emit('window-all-closed');
        },
      });
      windows.push(window);
      return window.shown;
    }
  }

  const defaultSession = strict('session', {
    setPermissionRequestHandler: (handler: RequestHandler) => void (requestHandler = handler),
    setPermissionCheckHandler: (handler: CheckHandler) => void (checkHandler = handler),
    setDevicePermissionHandler: (handler: () => boolean) => void (deviceHandler = handler),
  } satisfies Partial<Record<keyof Session, unknown>>);

  const protocol = strict('protocol', {
    registerSchemesAsPrivileged: (schemes: { scheme: string; privileges: object }[]) => {
      if (isReady) throw new Error('Schemes are registered before the app is ready.');
      for (const { scheme, privileges } of schemes) {
        checkOptions('privileges', privileges, ['standard', 'secure', 'supportFetchAPI', 'codeCache']);
        control.schemes.push({ scheme, privileges });
      }
    },
    handle: (scheme: string, handler: SchemeHandler) => {
      if (!isReady) throw new Error('Schemes are handled once the app is ready.');
      handlers.set(scheme, handler);
    },
  } satisfies Partial<Record<keyof Protocol, unknown>>);

  const screen = strict('screen', {
    getPrimaryDisplay: () => ({ workArea: workAreas[0] }),
    getAllDisplays: () => workAreas.map((workArea) => ({ workArea })),
  } satisfies Partial<Record<keyof Screen, unknown>>);

  const answerDialog = (kind: 'open' | 'save', window: unknown, dialogOptions: object): string | null => {
    if (!windows.some((known) => known.shown === window)) throw new Error('The dialog belongs to no window.');
    checkOptions('dialog', dialogOptions, ['title', 'buttonLabel', 'properties', 'filters', 'defaultPath']);
    control.dialogs.push({ kind, options: dialogOptions });
    return control.chosenPaths.shift() ?? null;
  };
  const dialog = strict('dialog', {
    showErrorBox: (title: string, content: string) => void control.errorBoxes.push({ title, content }),
    showOpenDialog: (window: unknown, dialogOptions: object) => {
      const path = answerDialog('open', window, dialogOptions);
      return Promise.resolve({ canceled: path === null, filePaths: path === null ? [] : [path] });
    },
    showSaveDialog: (window: unknown, dialogOptions: object) => {
      const path = answerDialog('save', window, dialogOptions);
      return Promise.resolve({ canceled: path === null, filePath: path ?? '' });
    },
  } satisfies Partial<Record<keyof Dialog, unknown>>);

  const Menu = strict('Menu', {
    buildFromTemplate: (template: MenuItemConstructorOptions[]) => {
      checkMenu(template);
      return { template };
    },
    setApplicationMenu: (menu: { template: MenuItemConstructorOptions[] }) => void (control.menu = menu.template),
  });

  const safeStorage = strict('safeStorage', {
    isEncryptionAvailable: () => {
      if (!isReady) throw new Error('The keychain is not asked before the app is ready.');
      return options.keychain !== undefined;
    },
    getSelectedStorageBackend: () => options.keychain ?? 'basic_text',
    // Any reversible change will do: what a keychain is worth cannot be shown here.
    encryptString: (text: string) => Buffer.concat([Buffer.from('v10'), Buffer.from(text).map((byte) => byte ^ 0x5a)]),
    decryptString: (sealed: Buffer) => {
      if (sealed.subarray(0, 3).toString() !== 'v10') throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString.');
      return Buffer.from(sealed.subarray(3).map((byte) => byte ^ 0x5a)).toString();
    },
  } satisfies Partial<Record<keyof SafeStorage, unknown>>);

  const electron = strict('electron', { app, BrowserWindow: Window, dialog, Menu, MessageChannelMain: MessageChannelDouble, protocol, safeStorage, screen, session: { defaultSession } });
  return { electron, control };
}

function ask(handler: RequestHandler | null, permission: string, requestingUrl: string): Promise<boolean> {
  if (handler === null) return Promise.resolve(true);
  return new Promise((resolve) => handler({}, permission, resolve, { requestingUrl }));
}

/** The roles that the menu may use, as Electron's types spell them. */
const roles = [
  'about', 'services', 'hide', 'hideOthers', 'unhide', 'quit', 'close', 'undo', 'redo', 'cut', 'copy', 'paste', 'selectAll', 'reload',
  'toggleDevTools', 'resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen', 'minimize', 'zoom', 'front', 'window', 'help',
] as const satisfies readonly Role[];

function checkMenu(items: readonly MenuItemConstructorOptions[]): void {
  for (const item of items) {
    checkOptions('menu item', item, ['label', 'role', 'submenu', 'type']);
    if (item.role !== undefined && !roles.some((role) => role === item.role)) throw new Error(`The role "${item.role}" is not modelled`);
    if (Array.isArray(item.submenu)) checkMenu(item.submenu);
  }
}
