/** Windows of the double: each a page of a real Chromium, driven over the DevTools protocol. */
import type { Browser, BrowserContext, CDPSession, Page, Response as HttpResponse, Route } from '@playwright/test';
import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle, WebContents, WebPreferences } from 'electron';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { doubleOf, type PortDouble } from './ports.ts';
import { bridgeSource, outgoing, preloadSource, worldName } from './preloadWorld.ts';
import { checkOptions, cross, strict, StrictEmitter } from './strict.ts';

/** Chromium knows no scheme of ours, so the shell's scheme is shown under an origin that no name server has. */
export const pageOrigin = 'https://app.cloneyard.invalid';
const shellOrigin = 'cloneyard://app';

export interface Surroundings {
  readonly browser: Browser;
  readonly serve: (url: string) => Promise<Response>;
  /** The permissions a page would be given. */
  readonly grantedPermissions: () => Promise<string[]>;
  readonly onContents: (contents: object) => void;
  readonly onClosed: (window: WindowDouble) => void;
}

const windowOptions = ['x', 'y', 'width', 'height', 'minWidth', 'minHeight', 'title', 'show', 'webPreferences'] as const satisfies readonly (keyof BrowserWindowConstructorOptions)[];
const webOptions = ['preload', 'sandbox', 'contextIsolation', 'nodeIntegration', 'webSecurity', 'webviewTag', 'spellcheck'] as const satisfies readonly (keyof WebPreferences)[];
const windowMembers = [
  'on', 'once', 'loadURL', 'webContents', 'getNormalBounds', 'isMaximized', 'maximize', 'isMinimized', 'restore', 'show', 'focus', 'close', 'isDestroyed',
] as const satisfies readonly (keyof BrowserWindow)[];
const contentsMembers = ['on', 'once', 'setWindowOpenHandler', 'postMessage'] as const satisfies readonly (keyof WebContents)[];

const encodedSchema = z.union([z.object({ text: z.string() }), z.object({ base64: z.string() })]);
const fromPageSchema = z.object({ port: z.number(), data: encodedSchema.optional(), closed: z.boolean().optional() });

/** Refuses what would open the page to the machine; the defaults of Electron are safe for the rest. */
function checkSafety(preferences: WebPreferences): void {
  const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = preferences;
  if (sandbox !== true || contextIsolation !== true || nodeIntegration !== false || webSecurity === false || webviewTag === true) {
    throw new Error('The web preferences are not secure.');
  }
}

export class WindowDouble extends StrictEmitter {
  readonly options: BrowserWindowConstructorOptions;
  readonly contents: ContentsDouble;
  readonly shown: object;
  bounds: Rectangle;
  isShown = false;
  focusCount = 0;
  #isMaximized = false;
  #isClosed = false;
  readonly #around: Surroundings;

  constructor(options: BrowserWindowConstructorOptions, around: Surroundings) {
    super('BrowserWindow', ['ready-to-show', 'close', 'closed']);
    checkOptions('BrowserWindow', options, windowOptions);
    const preferences = options.webPreferences ?? {};
    checkOptions('webPreferences', preferences, webOptions);
    checkSafety(preferences);
    this.options = options;
    this.bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 };
    this.#around = around;
    this.contents = new ContentsDouble(preferences.preload ?? null, around, () => this.emit('ready-to-show'));
    const members = { ...Object.fromEntries(windowMembers.map((name) => [name, this.#member(name)])), webContents: this.contents.shown };
    this.shown = strict('BrowserWindow', members);
    around.onContents(this.contents.shown);
  }

  #member(name: (typeof windowMembers)[number]): unknown {
    const value: unknown = Reflect.get(this, name);
    return typeof value === 'function' ? value.bind(this) : value;
  }

  loadURL = (url: string): Promise<void> => this.contents.load(url, this.bounds);
  getNormalBounds = (): Rectangle => ({ ...this.bounds });
  isMaximized = (): boolean => this.#isMaximized;
  maximize = (): void => {
    this.#isMaximized = true;
  };
  isMinimized = (): boolean => false;
  restore = (): void => undefined;
  show = (): void => {
    this.isShown = true;
  };
  focus = (): void => {
    this.focusCount += 1;
  };
  isDestroyed = (): boolean => this.#isClosed;
  close = (): void => {
    if (this.#isClosed || this.emitPreventable('close')) return;
    this.destroy();
  };

  destroy(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    void this.contents.dispose().then(() => {
      this.emit('closed');
      this.#around.onClosed(this);
    });
  }
}

type OpenHandler = (details: { url: string }) => { action: string };

export class ContentsDouble extends StrictEmitter {
  readonly shown: object;
  readonly denied: string[] = [];
  page: Page | null = null;
  #context: BrowserContext | null = null;
  #session: CDPSession | null = null;
  #worldId: number | null = null;
  #openHandler: OpenHandler | null = null;
  #isLoading = false;
  #disposed: Promise<void> | null = null;
  readonly #ports = new Map<number, PortDouble>();
  #lastPort = 0;
  readonly #preloadFile: string | null;
  readonly #around: Surroundings;
  readonly #onReady: () => void;

  constructor(preloadFile: string | null, around: Surroundings, onReady: () => void) {
    super('webContents', ['did-finish-load', 'will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview']);
    this.#preloadFile = preloadFile;
    this.#around = around;
    this.#onReady = onReady;
    this.shown = strict('webContents', Object.fromEntries(contentsMembers.map((name) => [name, this[name].bind(this)])));
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  postMessage(channel: string, message: unknown, transfer: readonly unknown[] = []): void {
    const ports = transfer.map((port) => this.#transfer(doubleOf(port)));
    this.#toPage({ channel, message: cross(message) ?? null, ports });
  }

  async load(url: string, size: Rectangle): Promise<void> {
    const page = await this.#open(size);
    await this.#unasked(() => page.goto(url.replace(shellOrigin, pageOrigin)));
  }

  /** As the menu's Reload does it, or null before the first load. */
  async reload(): Promise<HttpResponse | null> {
    const { page } = this;
    return page === null ? null : this.#unasked(() => page.reload());
  }

  /** What the shell itself loads is not announced as a navigation. */
  async #unasked<T>(work: () => Promise<T>): Promise<T> {
    this.#isLoading = true;
    try {
      return await work();
    } finally {
      this.#isLoading = false;
    }
  }

  /** Everybody who lets the window go waits for the same end: a second `close` of a context returns before the first has finished. */
  dispose(): Promise<void> {
    this.#disposed ??= this.#letGo();
    return this.#disposed;
  }

  async #letGo(): Promise<void> {
    this.#dropPorts();
    await this.#context?.close();
  }

  async #open(size: Rectangle): Promise<Page> {
    const context = await this.#around.browser.newContext({ viewport: { width: size.width, height: size.height } });
    this.#context = context;
    await context.grantPermissions(await this.#around.grantedPermissions());
    // Nothing but the window's own page loads anything, not even from its own scheme.
    await context.route('**/*', (route) => route.abort('blockedbyclient'));
    const page = await context.newPage();
    await page.route('**/*', (route) => this.#answer(route));
    this.page = page;
    const session = await context.newCDPSession(page);
    this.#session = session;
    session.on('Runtime.executionContextCreated', ({ context: world }) => {
      if (world.name === worldName) this.#worldId = world.id;
    });
    session.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (executionContextId !== this.#worldId) return;
      this.#worldId = null;
      this.#dropPorts();
    });
    session.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === outgoing) this.#fromPage(fromPageSchema.parse(JSON.parse(payload)));
    });
    await session.send('Page.enable');
    await session.send('Runtime.enable');
    await session.send('Runtime.addBinding', { name: outgoing, executionContextName: worldName });
    const eventName = `bridge-${randomUUID()}`;
    await session.send('Page.addScriptToEvaluateOnNewDocument', { source: bridgeSource(eventName) });
    if (this.#preloadFile !== null) {
      const source = preloadSource(readFileSync(this.#preloadFile, 'utf8'), eventName);
      await session.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName });
    }
    page.on('popup', (popup) => void this.#judgePopup(popup));
    page.once('load', this.#onReady);
    page.on('load', () => this.emit('did-finish-load'));
    return page;
  }

  /** Every request of the page, navigations first: the shell is asked as Electron would ask it. */
  async #answer(route: Route): Promise<void> {
    const request = route.request();
    const url = request.url().replace(pageOrigin, shellOrigin);
    if (request.isNavigationRequest() && !this.#isLoading) {
      const details = { url };
      const isMain = request.frame().parentFrame() === null;
      const isHeld = this.emitPreventable('will-frame-navigate', details) || (isMain && this.emitPreventable('will-navigate', details, url));
      if (isHeld) {
        this.denied.push(url);
        await route.abort('aborted');
        return;
      }
    }
    if (!url.startsWith(`${shellOrigin}/`)) {
      await route.abort('blockedbyclient');
      return;
    }
    const response = await this.#around.serve(url);
    const headers = Object.fromEntries(response.headers.entries());
    await route.fulfill({ status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) });
  }

  async #judgePopup(popup: Page): Promise<void> {
    const answer = this.#openHandler?.({ url: popup.url() }) ?? { action: 'allow' };
    if (answer.action !== 'deny') throw new Error('Windows that pages open are not modelled.');
    this.denied.push('window.open');
    await popup.close();
  }

  #transfer(port: PortDouble): number {
    this.#lastPort += 1;
    const id = this.#lastPort;
    this.#ports.set(id, port);
    // What arrives at the transferred end belongs to the page from now on.
    port.on('message', (event: { data: unknown }) => this.#toPage({ port: id, data: encode(event.data) }));
    port.once('close', () => this.#toPage({ port: id, closed: true }));
    port.start();
    return id;
  }

  #toPage(message: unknown): void {
    if (this.#session === null || this.#worldId === null) return;
    const expression = `__doubleIn(${JSON.stringify(message)})`;
    this.#session.send('Runtime.evaluate', { expression, contextId: this.#worldId }).catch((error: unknown) => {
      // The page may be gone by the time a message arrives; anything else is a fault of the double.
      if (!/Target|closed|context|destroyed/i.test(String(error))) throw error;
    });
  }

  #fromPage(message: z.infer<typeof fromPageSchema>): void {
    const port = this.#ports.get(message.port);
    if (message.closed) port?.close();
    else if (message.data !== undefined) port?.postMessage('text' in message.data ? message.data.text : Uint8Array.from(Buffer.from(message.data.base64, 'base64')));
  }

  #dropPorts(): void {
    for (const port of this.#ports.values()) port.close();
    this.#ports.clear();
  }
}

function encode(data: unknown): z.infer<typeof encodedSchema> {
  if (typeof data === 'string') return { text: data };
  if (data instanceof Uint8Array) return { base64: Buffer.from(data).toString('base64') };
  throw new Error('Only text and bytes are modelled on ports.');
}
