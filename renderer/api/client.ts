/** The typed client of the contract, over a WebSocket in a browser and over message ports in the desktop shell. */
import { createORPCClient } from '@orpc/client';
import { RPCLink as MessagePortLink } from '@orpc/client/message-port';
import { RPCLink as WebSocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { ResponseValidationPlugin } from '@orpc/contract/plugins';
import { contract, type YardContract } from '../../shared/contract/contract.ts';
import { shellContract, type ShellContract } from '../../shared/contract/shell.ts';
import { accessCloseCodes, type AccessEnd } from '../../shared/model/access.ts';

export type YardClient = ContractRouterClient<YardContract>;
export type ShellClient = ContractRouterClient<ShellContract>;

/** How a connection has ended: it broke off, or the access key that it was made with is no longer good. */
export type ConnectionEnd = 'lost' | AccessEnd;

/** Thrown where there is a server that does not know the token: one of an earlier start, or a key that was revoked or has expired. */
export class RefusedError extends Error {}

/** One live connection. `closed` resolves when it has ended. */
export interface Connection {
  readonly yard: YardClient;
  /** Only in the desktop shell. */
  readonly shell: ShellClient | null;
  readonly closed: Promise<ConnectionEnd>;
  close(): void;
}

/**
 * Opens the WebSocket of the page's own server.
 * @throws RefusedError when the token is not accepted, Error when nobody listens
 */
export async function connectBrowser(token: string): Promise<Connection> {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = new WebSocket(`${scheme}://${location.host}/yard`, ['cloneyard', token]);
  // Array buffers are decoded in order of arrival; blobs would be read one by one and could overtake each other.
  socket.binaryType = 'arraybuffer';
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.addEventListener('open', () => resolve(true), { once: true });
    socket.addEventListener('close', () => resolve(false), { once: true });
  });
  if (!isOpen) throw (await isRefused(token)) ? new RefusedError('The server does not accept the token.') : new Error('The server cannot be reached.');
  const closed = new Promise<ConnectionEnd>((resolve) => {
    socket.addEventListener('close', ({ code }) => resolve(endOf(code)), { once: true });
  });
  const link = new WebSocketLink({ websocket: socket, plugins: [new ResponseValidationPlugin(contract)] });
  return { yard: createORPCClient<YardClient>(link), shell: null, closed, close: () => socket.close() };
}

function endOf(code: number): ConnectionEnd {
  if (code === accessCloseCodes.revoked) return 'revoked';
  return code === accessCloseCodes.expired ? 'expired' : 'lost';
}

/** A browser does not tell why a WebSocket was not opened; the door for uploads looks at the same token and answers with a status. */
async function isRefused(token: string): Promise<boolean> {
  try {
    const { status } = await fetch('/upload', { method: 'HEAD', headers: { 'x-cloneyard-token': token } });
    return status === 401;
  } catch {
    // Nobody answers, which is no refusal.
    return false;
  }
}

/** Takes the two ports that the preload script hands over: the yard's and the shell's. */
export async function connectDesktop(): Promise<Connection> {
  const [yardPort, shellPort] = await desktopPorts();
  const closed = new Promise<ConnectionEnd>((resolve) => {
    yardPort.addEventListener('close', () => resolve('lost'), { once: true });
  });
  const yardLink = new MessagePortLink({ port: yardPort, plugins: [new ResponseValidationPlugin(contract)] });
  const shellLink = new MessagePortLink({ port: shellPort, plugins: [new ResponseValidationPlugin(shellContract)] });
  yardPort.start();
  shellPort.start();
  return {
    yard: createORPCClient<YardClient>(yardLink),
    shell: createORPCClient<ShellClient>(shellLink),
    closed,
    close: () => {
      yardPort.close();
      shellPort.close();
    },
  };
}

type Ports = [MessagePort, MessagePort];
let handedOver: Ports | null = null;
let waiting: ((ports: Ports) => void) | null = null;

/** Has to run before the page has loaded, because the preload script posts the ports at that moment. */
export function listenForPorts(): void {
  window.addEventListener('message', (event) => {
    const [yardPort, shellPort] = event.ports;
    if (event.source !== window || !isPortsMessage(event.data) || yardPort === undefined || shellPort === undefined) return;
    if (waiting === null) handedOver = [yardPort, shellPort];
    else waiting([yardPort, shellPort]);
    waiting = null;
  });
}

function isPortsMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'cloneyard:ports';
}

function desktopPorts(): Promise<Ports> {
  const ready = handedOver;
  handedOver = null;
  if (ready !== null) return Promise.resolve(ready);
  return new Promise((resolve) => {
    waiting = resolve;
  });
}
