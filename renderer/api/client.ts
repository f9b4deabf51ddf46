/** The typed client of the contract, over a WebSocket in a browser and over message ports in the desktop shell. */
import { createORPCClient } from '@orpc/client';
import { RPCLink as MessagePortLink } from '@orpc/client/message-port';
import { RPCLink as WebSocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { ResponseValidationPlugin } from '@orpc/contract/plugins';
import { contract, type YardContract } from '../../shared/contract/contract.ts';
import { shellContract, type ShellContract } from '../../shared/contract/shell.ts';

export type YardClient = ContractRouterClient<YardContract>;
export type ShellClient = ContractRouterClient<ShellContract>;

/** One live connection. `closed` resolves when it has ended, with a reason people can read. */
export interface Connection {
  readonly yard: YardClient;
  /** Only in the desktop shell. */
  readonly shell: ShellClient | null;
  readonly closed: Promise<string>;
  close(): void;
}

/**
 * Opens the WebSocket of the page's own server.
 * @throws Error when it cannot be opened: nobody listens, or the token was refused
 */
export async function connectBrowser(token: string): Promise<Connection> {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = new WebSocket(`${scheme}://${location.host}/yard`, ['cloneyard', token]);
  // Array buffers are decoded in order of arrival; blobs would be read one by one and could overtake each other.
  socket.binaryType = 'arraybuffer';
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('close', () => reject(new Error('The server did not accept the connection.')), { once: true });
  });
  const closed = new Promise<string>((resolve) => {
    socket.addEventListener('close', () => resolve('The connection was closed.'), { once: true });
  });
  const link = new WebSocketLink({ websocket: socket, plugins: [new ResponseValidationPlugin(contract)] });
  return { yard: createORPCClient<YardClient>(link), shell: null, closed, close: () => socket.close() };
}

/** Takes the two ports that the preload script hands over: the yard's and the shell's. */
export async function connectDesktop(): Promise<Connection> {
  const [yardPort, shellPort] = await desktopPorts();
  const closed = new Promise<string>((resolve) => {
    yardPort.addEventListener('close', () => resolve('The yard has stopped.'), { once: true });
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
