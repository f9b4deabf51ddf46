import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { openHttpDoor, type HttpDoor } from '../../../electron/doors/httpDoor.ts';
import { clearUploads } from '../../../electron/doors/uploads.ts';
import { Fault } from '../../../shared/faults.ts';
import { accessKeyIdSchema, type AccessKeyId } from '../../../shared/ids.ts';
import type { Role } from '../../../shared/model/access.ts';
import { stubYard, type stubContract, type StubYard } from './stubYard.ts';

let directory: string;
let door: HttpDoor;
let yard: StubYard;
const logged: string[] = [];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'cloneyard-door-'));
  const files = join(directory, 'client');
  mkdirSync(join(files, 'assets'), { recursive: true });
  writeFileSync(join(files, 'index.html'), '<!doctype html><title>Client</title>');
  writeFileSync(join(files, 'assets', 'index-1.js'), 'export {};');
  writeFileSync(join(directory, 'secret.txt'), 'secret');
  symlinkSync(join(directory, 'secret.txt'), join(files, 'link.txt'));
  clearUploads(directory);
  yard = stubYard();
  logged.length = 0;
  guests.clear();
  holding = Promise.resolve();
  door = await openDoor();
});

const guestId = accessKeyIdSchema.parse('access-7');
/** Roles by secret, as the yard would know them. */
const guests = new Map<string, Role>();
/** Holds answers of the yard up until it is let go. */
let holding: Promise<void> = Promise.resolve();

async function admit(secret: string): Promise<{ id: AccessKeyId; role: Role } | null> {
  await holding;
  const role = guests.get(secret);
  return role === undefined ? null : { id: guestId, role };
}

function openDoor(changes: { port?: number; pingIntervalMs?: number; uploadCheckIntervalMs?: number } = {}): Promise<HttpDoor> {
  return openHttpDoor({
    dataDirectory: directory,
    port: 0,
    staticDirectory: join(directory, 'client'),
    admit,
    connect: ({ accessKeyId }) => yard.connect(accessKeyId),
    log: (line) => logged.push(line),
    ...changes,
  });
}

afterEach(async () => {
  await door.close();
  rmSync(directory, { recursive: true, force: true });
  expect(logged).toEqual([]);
});

const hostOf = (): string => new URL(door.url).host;

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A request with exactly these headers and this path, which `fetch` would tidy up. */
function ask(path: string, options: { method?: string; headers?: Record<string, string>; body?: Buffer } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port: new URL(door.url).port, path, method: options.method ?? 'GET', headers: options.headers },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(pieces).toString() }));
      },
    );
    request.on('error', reject);
    request.end(options.body);
  });
}

/** The HTTP status that refused the upgrade, or 101. */
function upgrade(options: { token?: string; origin?: string; host?: string; path?: string } = {}): Promise<number> {
  const protocols = options.token === undefined ? ['cloneyard'] : ['cloneyard', options.token];
  const headers = options.host === undefined ? undefined : { host: options.host };
  const socket = new WebSocket(`ws://${hostOf()}${options.path ?? '/yard'}`, protocols, { origin: options.origin, headers });
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      expect(socket.protocol).toBe('cloneyard');
      socket.close();
      resolve(101);
    });
    socket.once('unexpected-response', (request, response) => {
      request.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.once('error', reject);
  });
}

function openClient(token = door.token): { client: ContractRouterClient<typeof stubContract>; socket: WebSocket } {
  const socket = new WebSocket(`ws://${hostOf()}/yard`, ['cloneyard', token]);
  socket.binaryType = 'arraybuffer';
  // The client asks for the browser's type; the methods it uses are the same.
  const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket });
  return { client: createORPCClient(link), socket };
}

describe('files', () => {
  it('come with their type and a policy that allows nothing foreign', async () => {
    const page = await ask('/');
    expect(page).toMatchObject({ status: 200, text: '<!doctype html><title>Client</title>' });
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    const policy = String(page.headers['content-security-policy']);
    for (const part of ["default-src 'none'", "script-src 'self'", `ws://${hostOf()}`, "base-uri 'none'", "frame-ancestors 'none'", "form-action 'none'"]) {
      expect(policy).toContain(part);
    }
    expect(policy).not.toContain('unsafe');
    expect(page.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin' });
    const script = await ask('/assets/index-1.js');
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(script.headers['cache-control']).toContain('immutable');
    expect((await ask('/', { method: 'HEAD' })).text).toBe('');
  });

  it.each(['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/..%2f..%2fsecret.txt', '/link.txt', '/..%5csecret.txt', '/a%00.txt', '/%zz', '/assets', '/no.js'])(
    'outside the client are not served: %s',
    async (path) => {
      const answer = await ask(path);
      expect(answer.status).toBe(404);
      expect(answer.text).not.toContain('secret');
    },
  );

  it('are refused to a foreign host, a foreign origin and other methods', async () => {
    expect((await ask('/', { headers: { host: 'evil.example' } })).status).toBe(403);
    expect((await ask('/', { headers: { host: hostOf().replace('127.0.0.1', 'evil.example') } })).status).toBe(403);
    expect((await ask('/', { headers: { origin: 'http://evil.example' } })).status).toBe(403);
    expect((await ask('/', { method: 'POST' })).status).toBe(405);
    expect((await ask('/', { headers: { host: hostOf().replace('127.0.0.1', 'localhost') } })).status).toBe(200);
  });
});

describe('the socket', () => {
  it('lets in only who has the token, from this page or from no page', async () => {
    const { token } = door;
    expect(await upgrade({ token })).toBe(101);
    expect(await upgrade({ token, origin: door.url })).toBe(101);
    expect(await upgrade()).toBe(401);
    expect(await upgrade({ token: 'wrong' })).toBe(401);
    expect(await upgrade({ token: `${token}x` })).toBe(401);
    expect(await upgrade({ token, origin: 'http://evil.example' })).toBe(403);
    expect(await upgrade({ token, origin: door.url.replace('http:', 'https:') })).toBe(403);
    expect(await upgrade({ token, origin: 'null' })).toBe(403);
    expect(await upgrade({ token, host: 'evil.example' })).toBe(403);
    expect(await upgrade({ token, host: hostOf().replace('127.0.0.1', 'evil.example') })).toBe(403);
    expect(await upgrade({ token, path: '/other' })).toBe(404);
  });

  it('carries calls, text and binary alike, for several callers at once', async () => {
    const first = openClient();
    const second = openClient();
    const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251);
    const [sum, echoed] = await Promise.all([first.client.add({ a: 2, b: 3 }), second.client.echoFile(new Blob([bytes]))]);
    expect(sum).toBe(5);
    expect(new Uint8Array(await echoed.arrayBuffer())).toEqual(bytes);
    first.socket.close();
    second.socket.close();
  });

  it('makes the yard wait for a reader that does not read, and tells it when the reader has gone', async () => {
    const { client, socket } = openClient();
    const items = await client.flood({ sizeChars: 100_000 });
    await items.next();
    socket.pause();
    let before = -1;
    // Kernel buffers and the pause limit hold some tens of megabytes at most; then nothing more is made.
    await vi.waitFor(() => {
      const now = yard.produced();
      const isStill = now === before;
      before = now;
      expect(isStill).toBe(true);
    }, { timeout: 10_000, interval: 200 });
    expect(before).toBeLessThan(400);
    socket.resume();
    await vi.waitFor(() => expect(yard.produced()).toBeGreaterThan(before), { timeout: 10_000 });
    socket.terminate();
    await vi.waitFor(() => expect(yard.ended()).toBe(1), { timeout: 10_000 });
  });

  it('does not wait long for a silent peer when the door closes', async () => {
    const { socket } = openClient();
    await once(socket, 'open');
    socket.pause();
    const closed = once(socket, 'close');
    const startedAtMs = performance.now();
    await door.close();
    expect(performance.now() - startedAtMs).toBeLessThan(5000);
    socket.resume();
    await closed;
    door = await openDoor();
  });

  it('drops a peer that no longer answers', async () => {
    await door.close();
    door = await openDoor({ pingIntervalMs: 50 });
    const silent = connectSocket(Number(new URL(door.url).port), '127.0.0.1');
    silent.write(
      `GET /yard HTTP/1.1\r\nHost: ${hostOf()}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
        `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\nSec-WebSocket-Protocol: cloneyard, ${door.token}\r\n\r\n`,
    );
    silent.resume();
    await once(silent, 'close');
  });
});

describe('an access key', () => {
  it('lets its holder in, and the yard knows of every call who makes it', async () => {
    guests.set('guest-secret', 'readOnly');
    expect(await upgrade({ token: 'guest-secret' })).toBe(101);
    expect(await upgrade({ token: 'guest-secre' })).toBe(401);
    expect(await upgrade({ token: 'guest-secret', origin: 'http://evil.example' })).toBe(403);
    const guest = openClient('guest-secret');
    const local = openClient();
    expect(await guest.client.whoAmI()).toBe(guestId);
    expect(await local.client.whoAmI()).toBeNull();
    guest.socket.close();
    local.socket.close();
  });

  it.each([['revoked', 4401], ['expired', 4402]] as const)('that is %s closes its connections with a code that says so, and those of others go on', async (why, code) => {
    guests.set('guest-secret', 'readOnly');
    const guest = openClient('guest-secret');
    const local = openClient();
    const items = await guest.client.watch();
    await items.next();
    expect(await local.client.add({ a: 1, b: 1 })).toBe(2);
    const closed = once(guest.socket, 'close');
    yard.end(why);
    expect((await closed)[0]).toBe(code);
    await vi.waitFor(() => expect(yard.ended()).toBe(1), { timeout: 5000 });
    expect(await local.client.add({ a: 2, b: 2 })).toBe(4);
    local.socket.close();
  });

  it('whose holder goes away while the yard looks at it leaves nothing open', async () => {
    guests.set('guest-secret', 'readOnly');
    let letGo = (): void => undefined;
    holding = new Promise((resolve) => {
      letGo = resolve;
    });
    const gone = new WebSocket(`ws://${hostOf()}/yard`, ['cloneyard', 'guest-secret']);
    const leaving = new Promise<void>((resolve) => gone.once('close', () => resolve()));
    gone.on('error', () => undefined);
    // The local user is not held up by it.
    const local = openClient();
    expect(await local.client.add({ a: 1, b: 1 })).toBe(2);
    gone.terminate();
    await leaving;
    letGo();
    expect(await local.client.add({ a: 1, b: 2 })).toBe(3);
    local.socket.close();
  });

  it('does not hold up the end of the door', async () => {
    holding = new Promise(() => undefined);
    const stranger = new WebSocket(`ws://${hostOf()}/yard`, ['cloneyard', 'guest-secret']);
    const failed = once(stranger, 'error');
    const local = openClient();
    await local.client.add({ a: 1, b: 1 });
    await door.close();
    await failed;
    door = await openDoor();
  });

  it('of an administrator allows uploads, and no other', async () => {
    guests.set('boss', 'administrator').set('operator', 'operator').set('reader', 'readOnly');
    const put = (token: string) => ask('/upload?name=a.img', { method: 'PUT', headers: { 'x-cloneyard-token': token }, body: Buffer.from('x') });
    for (const token of ['operator', 'reader']) {
      const answer = await put(token);
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'NoPermission', names: ['upload'], hint: 'Ask somebody with the role Administrator.' });
    }
    expect((await put('nobody')).status).toBe(401);
    expect(readdirSync(join(directory, 'uploads'))).toEqual([]);
    expect((await put('boss')).status).toBe(200);
  });

  it('that is revoked in the middle of an upload leaves nothing of it behind', async () => {
    guests.set('boss', 'administrator');
    const request = httpRequest({ host: '127.0.0.1', port: new URL(door.url).port, path: '/upload?name=a', method: 'PUT', headers: { 'x-cloneyard-token': 'boss', 'content-length': 1000 } });
    const answered = once(request, 'response');
    request.write(Buffer.alloc(500, 1));
    await vi.waitFor(() => expect(readdirSync(join(directory, 'uploads'))).toHaveLength(1), { timeout: 5000 });
    guests.clear();
    request.end(Buffer.alloc(500, 1));
    const [response] = await answered;
    expect(response).toMatchObject({ statusCode: 401 });
    response.resume();
    expect(readdirSync(join(directory, 'uploads'))).toEqual([]);
  });
});

describe('an upload that goes on and on', () => {
  it('is cut off when the key is revoked, and leaves nothing behind', async () => {
    await door.close();
    door = await openDoor({ uploadCheckIntervalMs: 20 });
    guests.set('boss', 'administrator');
    const request = httpRequest({ host: '127.0.0.1', port: new URL(door.url).port, path: '/upload?name=a', method: 'PUT', headers: { 'x-cloneyard-token': 'boss', 'content-length': 1000 } });
    const failed = once(request, 'error');
    request.write(Buffer.alloc(500, 1));
    await vi.waitFor(() => expect(readdirSync(join(directory, 'uploads'))).toHaveLength(1), { timeout: 5000 });
    guests.clear();
    await failed;
    await vi.waitFor(() => expect(readdirSync(join(directory, 'uploads'))).toEqual([]), { timeout: 5000 });
  });
});

describe('uploads', () => {
  const put = (name: string, body: Buffer, headers: Record<string, string> = { 'x-cloneyard-token': door.token }) =>
    ask(`/upload?name=${encodeURIComponent(name)}`, { method: 'PUT', headers, body });
  const uploads = (): string[] => readdirSync(join(directory, 'uploads'));

  it('arrive whole, with zeros as holes, under a harmless name', async () => {
    const body = Buffer.alloc(8 * 1024 ** 2 + 777);
    body.write('begin', 0);
    body.write('end', body.length - 3);
    const answer = await put('../../etc/my disk.img', body);
    expect(answer.status).toBe(200);
    const { path } = JSON.parse(answer.text) as { path: string };
    expect(path.startsWith(join(directory, 'uploads'))).toBe(true);
    expect(path).toMatch(/-my_disk\.img$/);
    expect(readFileSync(path).equals(body)).toBe(true);
    expect(statSync(path).blocks * 512).toBeLessThan(512 * 1024);
  });

  it('are refused without the token, from elsewhere and by other methods', async () => {
    const body = Buffer.from('x');
    expect((await put('a.img', body, {})).status).toBe(401);
    expect((await put('a.img', body, { 'x-cloneyard-token': 'wrong' })).status).toBe(401);
    expect((await put('a.img', body, { 'x-cloneyard-token': door.token, origin: 'http://evil.example' })).status).toBe(403);
    expect((await put('a.img', body, { 'x-cloneyard-token': door.token, host: 'evil.example' })).status).toBe(403);
    expect((await ask('/upload?name=a', { method: 'POST', headers: { 'x-cloneyard-token': door.token }, body })).status).toBe(405);
    expect(uploads()).toEqual([]);
  });

  it('leave nothing behind when they break off', async () => {
    const request = httpRequest({ host: '127.0.0.1', port: new URL(door.url).port, path: '/upload?name=a', method: 'PUT', headers: { 'x-cloneyard-token': door.token, 'content-length': 1000 } });
    request.on('error', () => undefined);
    request.write(Buffer.alloc(500, 1));
    await vi.waitFor(() => expect(uploads()).toHaveLength(1), { timeout: 5000 });
    request.destroy();
    await vi.waitFor(() => expect(uploads()).toEqual([]), { timeout: 5000 });
  });

  it('that do not fit on the disk are refused with the reason, and removed', async (context) => {
    const folder = join(directory, 'uploads');
    const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0;
    context.skip(!isMounted, 'a small file system cannot be mounted here (root is needed)');
    try {
      const answer = await put('large.img', Buffer.alloc(4 * 1024 ** 2, 7));
      expect(answer.status).toBe(507);
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'InsufficientStorageSpace' });
      expect(uploads()).toEqual([]);
    } finally {
      spawnSync('umount', [folder]);
    }
  });

  it('of an earlier run are gone at the next start', () => {
    writeFileSync(join(directory, 'uploads', 'old'), 'x');
    clearUploads(directory);
    expect(uploads()).toEqual([]);
  });
});

it('says when the port is taken', async () => {
  const again = openDoor({ port: Number(new URL(door.url).port) });
  await expect(again).rejects.toThrow(Fault);
  await expect(again).rejects.toMatchObject({ code: 'ResourceInUse' });
});
