/** The HTTP door on 127.0.0.1: the client's files, uploads, and the upgrade to a WebSocket. */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { MessagePort } from 'node:worker_threads';
import { Fault, faultRecordOf } from '../../shared/faults.ts';
import { isAllowed, roleNames } from '../../shared/model/access.ts';
import { allowedHosts, callerOf, isOwnHost, isOwnOrigin, type Admit, type Caller } from './callers.ts';
import { createSocketDoor } from './socketDoor.ts';
import { readStaticFile, securityHeaders } from './staticFiles.ts';
import { receiveUpload } from './uploads.ts';

export interface HttpDoorOptions {
  readonly dataDirectory: string;
  /** 0 for any free port. */
  readonly port: number;
  /** The client's files, or null for a door that only programs use. */
  readonly staticDirectory: string | null;
  readonly admit: Admit;
  readonly connect: (caller: Caller) => MessagePort;
  readonly log: (line: string) => void;
  readonly pingIntervalMs?: number;
  /** How often it is asked whether whoever uploads may still do so. */
  readonly uploadCheckIntervalMs?: number;
}

export interface HttpDoor {
  /** For example `http://127.0.0.1:41234`, without the token. */
  readonly url: string;
  readonly token: string;
  close(): Promise<void>;
}

const defaultUploadCheckIntervalMs = 2_000;

/** @throws Fault ResourceInUse when the port is taken */
export async function openHttpDoor(options: HttpDoorOptions): Promise<HttpDoor> {
  const token = randomBytes(24).toString('base64url');
  const sockets = createSocketDoor({ token, admit: options.admit, connect: options.connect, log: options.log, pingIntervalMs: options.pingIntervalMs });
  let port = options.port;
  const server = createServer((request, response) => {
    answer(request, response, { ...options, port, token }).catch((error: unknown) => {
      options.log(`${request.method} ${request.url} failed: ${error instanceof Error ? error.message : String(error)}`);
      if (response.headersSent) response.destroy();
      else sendText(response, 500, 'Something went wrong.');
    });
  });
  // An upload of a large image over a slow disk is allowed to take its time.
  server.requestTimeout = 0;
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head, port));

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenFault(error, options.port)));
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  port = address.port;
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    close: async () => {
      sockets.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

type Surroundings = HttpDoorOptions & { readonly token: string };

async function answer(request: IncomingMessage, response: ServerResponse, around: Surroundings): Promise<void> {
  const socketOrigins = allowedHosts(around.port).map((host) => `ws://${host}`);
  for (const [name, value] of Object.entries(securityHeaders(socketOrigins))) response.setHeader(name, value);
  if (!isOwnHost(request, around.port) || !isOwnOrigin(request)) {
    refuseUnread(request, response, () => sendText(response, 403, 'Requests from elsewhere are refused.'));
    return;
  }
  const url = new URL(request.url ?? '/', `http://127.0.0.1:${around.port}`);
  if (url.pathname === '/upload') {
    await answerUpload(request, response, around, url.searchParams.get('name') ?? '');
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuseUnread(request, response, () => sendText(response, 405, 'Only GET and HEAD are answered here.'));
    return;
  }
  const file = around.staticDirectory === null ? null : await readStaticFile(around.staticDirectory, url.pathname);
  if (file === null) {
    sendText(response, 404, 'There is nothing at this address.');
    return;
  }
  response.writeHead(200, { 'content-type': file.mimeType, 'content-length': file.body.length, 'cache-control': file.cacheControl });
  response.end(request.method === 'HEAD' ? undefined : file.body);
}

async function answerUpload(request: IncomingMessage, response: ServerResponse, around: Surroundings, name: string): Promise<void> {
  const given = request.headers['x-cloneyard-token'];
  const identify = (): Promise<Caller | null> => callerOf(typeof given === 'string' ? given : undefined, around.token, around.admit);
  const caller = await identify();
  if (caller === null) {
    refuseUnread(request, response, () => sendText(response, 401, 'The token is missing or wrong.'));
    return;
  }
  // What is uploaded is for importing, which is for administrators.
  if (!isAllowed(caller.role, 'administer')) {
    const fault = new Fault('NoPermission', `The role ${roleNames[caller.role]} does not allow uploads.`, { names: ['upload'], hint: `Ask somebody with the role ${roleNames.administrator}.` });
    refuseUnread(request, response, () => sendJson(response, 403, faultRecordOf(fault)));
    return;
  }
  if (request.method !== 'PUT') {
    refuseUnread(request, response, () => sendText(response, 405, 'Uploads are sent with PUT.'));
    return;
  }
  // Large images take their time, in which a key may be revoked or expire: what has not arrived by then is not waited for.
  const checking = setInterval(() => {
    identify().then(
      (still) => {
        if (still === null && !request.complete) request.destroy();
      },
      (error: unknown) => around.log(`It could not be found out whether an upload may go on: ${error instanceof Error ? error.message : String(error)}`),
    );
  }, around.uploadCheckIntervalMs ?? defaultUploadCheckIntervalMs);
  try {
    const path = await receiveUpload(request, around.dataDirectory, name);
    if ((await identify()) === null) {
      await rm(path, { force: true });
      sendText(response, 401, 'The token is no longer good.');
      return;
    }
    sendJson(response, 200, { path });
  } catch (error) {
    if (response.destroyed || request.destroyed) return;
    const isFull = error instanceof Fault && error.code === 'InsufficientStorageSpace';
    refuseUnread(request, response, () => sendJson(response, isFull ? 507 : 500, faultRecordOf(error)));
  } finally {
    clearInterval(checking);
  }
}

/** Answers a request whose body is not wanted: the connection cannot be used again, so it says so and ends. */
function refuseUnread(request: IncomingMessage, response: ServerResponse, send: () => void): void {
  response.setHeader('connection', 'close');
  send();
  request.resume();
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${text}\n`);
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(value));
}

function listenFault(error: NodeJS.ErrnoException, port: number): Fault {
  if (error.code === 'EADDRINUSE') {
    return new Fault('ResourceInUse', `Port ${port} is in use by another process.`, { hint: 'Choose another port with --port.' });
  }
  return new Fault('SystemError', `Port ${port} cannot be used: ${error.message}`, {}, { cause: error });
}
