/** The yard a command works on: opened in this process, or reached through the client that has it open. */
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { ResponseValidationPlugin } from '@orpc/contract/plugins';
import { createRouterClient } from '@orpc/server';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { callerHeader, commandLineCaller } from '../../shared/contract/caller.ts';
import { contract, type YardContract } from '../../shared/contract/contract.ts';
import { Fault } from '../../shared/faults.ts';
import { isEnded } from '../../shared/model/task.ts';
import { acquireLease, describeHolder, readHolder, type Holder, type Lease } from '../doors/lease.ts';
import { openYard } from '../yard.ts';
import type { Terminal } from './terminal.ts';

export type YardClient = ContractRouterClient<YardContract>;

export interface Session {
  readonly client: YardClient;
  readonly dataDirectory: string;
  /** True when a running client has the yard open and this command only talks to it. */
  readonly isShared: boolean;
  /** True when that client went away in the middle. */
  isLost(): boolean;
  close(): Promise<void>;
}

export interface SessionRequest {
  readonly directory: string;
  readonly version: string;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** False for commands about tasks: they show or cancel what was interrupted and must not take it up themselves. */
  readonly resumesInterrupted: boolean;
}

export type OpenSession = typeof openSession;

/** Tasks say that they were started by the command line. */
const callerHeaders = { [callerHeader]: commandLineCaller };

const waitLimitMs = 30_000;
const retryDelayMs = 150;
const connectLimitMs = 5_000;

/**
 * Opens the yard here, or connects to the client that holds it. Another command line is
 * waited for, since it ends by itself.
 * @throws Fault ResourceInUse saying who holds the directory and did not let go in time
 */
export async function openSession(request: SessionRequest): Promise<Session> {
  const deadline = Date.now() + waitLimitMs;
  for (let attempt = 0; ; attempt += 1) {
    request.signal.throwIfAborted();
    const lease = tryLease(request.directory);
    if (!(lease instanceof Fault)) return await openHere(request, lease);
    const holder = readHolder(request.directory);
    const session = holder && holder.what !== 'command line' ? await connect(request, holder) : null;
    if (session) return session;
    if (Date.now() > deadline) throw lease;
    if (attempt === 0) {
      const who = holder ? describeHolder(holder) : 'another process';
      request.terminal.note(`Waiting for ${who} to let go of ${request.directory} …`);
    }
    await delay(retryDelayMs, undefined, { signal: request.signal });
  }
}

function tryLease(directory: string): Lease | Fault {
  try {
    return acquireLease(directory, 'command line');
  } catch (error) {
    if (error instanceof Fault && error.code === 'ResourceInUse') return error;
    throw error;
  }
}

async function openHere(request: SessionRequest, lease: Lease): Promise<Session> {
  let yard: Awaited<ReturnType<typeof openYard>> | null = null;
  const close = async (): Promise<void> => {
    try {
      await yard?.close();
    } finally {
      lease.release();
    }
  };
  try {
    const opened = await openYard({
      dataDirectory: request.directory,
      version: request.version,
      resumeOnOpen: request.resumesInterrupted,
      runsSchedules: false,
      log: (line) => request.terminal.note(line),
    });
    yard = opened;
    const client: YardClient = createRouterClient(opened.router, { context: { reqHeaders: new Headers(callerHeaders) } });
    if (request.resumesInterrupted) await finishInterrupted(request, client, () => opened.settle(request.signal));
    return { client, dataDirectory: request.directory, isShared: false, isLost: () => false, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Work that a crash or shutdown interrupted is finished before the command, which then sees its outcome. */
async function finishInterrupted({ terminal, signal }: SessionRequest, client: YardClient, settle: () => Promise<void>): Promise<void> {
  const open = (await client.tasks.list({ limit: 1000 })).filter((task) => !isEnded(task.state));
  if (open.length === 0) return;
  for (const task of open) terminal.note(`Taking up again what was interrupted: ${task.name} (${task.id})`);
  await Promise.race([settle(), rejectionOf(signal)]);
  for (const { id } of open) {
    const task = await client.tasks.get({ id });
    terminal.note(`  ${task.name} (${task.id}): ${task.state}${task.fault ? `, ${task.fault.message}` : ''}`);
  }
}

async function rejectionOf(signal: AbortSignal): Promise<never> {
  signal.throwIfAborted();
  return await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

/** Null when nobody answers there (any more): the holder is starting, closing, or its file was left behind. */
async function connect(request: SessionRequest, holder: Holder): Promise<Session | null> {
  if (holder.url === undefined || holder.token === undefined) return null;
  const address = new URL('/yard', holder.url);
  address.protocol = 'ws:';
  const socket = new WebSocket(address, ['cloneyard', holder.token], { handshakeTimeout: connectLimitMs });
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.once('open', () => resolve(true));
    // A refused or failed handshake emits an error and then a close.
    socket.on('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
  if (!isOpen) return null;
  // Binary messages then arrive as they do in a browser.
  socket.binaryType = 'arraybuffer';
  let isClosing = false;
  let isLost = false;
  socket.once('close', () => {
    isLost = !isClosing;
  });
  return {
    client: createORPCClient<YardClient>(new RPCLink({ websocket: socket, headers: callerHeaders, plugins: [new ResponseValidationPlugin(contract)] })),
    dataDirectory: request.directory,
    isShared: true,
    isLost: () => isLost,
    close: async () => {
      isClosing = true;
      if (socket.readyState === WebSocket.CLOSED) return;
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.close(1000);
      await closed;
    },
  };
}
